from odoo import fields, models


class HubCatalogue(models.Model):
    """What changed since the week before, to approve."""

    _inherit = "hub.catalogue"

    def _get_changes(self):
        """Compare with the week before, in a constant number of queries.

        :return: list of dicts: ``kind`` (new, price, proof, season, withdrawn),
            ``product``, ``offer``, ``price_before``, ``price_after``, ``reason``.
        """
        self.ensure_one()
        before = {o.product_id: o for o in self._get_previous().offer_ids}
        after = {o.product_id: o for o in self.offer_ids}
        products = self.env["product.product"].union(*before, *after)
        opening_day = self._to_local(self.date_open).date()
        blocked = products.product_tmpl_id._hub_blocking_reasons(opening_day)
        changes = []
        for product in products:
            change = self._get_change(
                product, before.get(product), after.get(product), blocked
            )
            if change:
                changes.append({"product": product, **change})
        return changes

    def _get_change(self, product, old, new, blocked):
        reasons = " · ".join(blocked.get(product.product_tmpl_id, []))
        values = {
            "offer": new,
            "price_before": old.price_unit if old else 0.0,
            "price_after": new.price_unit if new else 0.0,
            "reason": "",
        }
        if reasons:
            return {**values, "kind": "proof", "reason": reasons}
        if not old:
            return {**values, "kind": "new"}
        if not new:
            return {**values, **self._get_withdrawal(product)}
        if new.currency_id.compare_amounts(old.price_unit, new.price_unit):
            return {**values, "kind": "price"}
        return None

    def _get_withdrawal(self, product):
        if not self._is_in_season(product):
            months = ", ".join(product.season_month_ids.mapped("name"))
            return {"kind": "season", "reason": self.env._("Season: %s", months)}
        return {"kind": "withdrawn"}

    def action_review(self):
        """Show what changed since the week before, to approve."""
        self.ensure_one()
        self._refresh_draft()
        review = self.env["hub.catalogue.review"].create({"catalogue_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What changed: %s", self.name),
            "res_model": review._name,
            "res_id": review.id,
            "views": [[False, "form"]],
            "target": "current",
        }

    def _approve(self):
        self.write(
            {"date_approved": fields.Datetime.now(), "approved_by_id": self.env.uid}
        )
        for catalogue in self:
            catalogue.message_post(
                body=self.env._("Approved by %s.", self.env.user.name)
            )
