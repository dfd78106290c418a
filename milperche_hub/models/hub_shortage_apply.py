from odoo import fields, models
from odoo.exceptions import UserError


class HubShortage(models.Model):
    """Applying a cut: orders, deliveries and drop-off follow, those concerned hear.

    Before the cut-off the orders are quotations; after it their deliveries and the
    producer's drop-off are lowered too, even when the goods are already shared out.
    """

    _inherit = "hub.shortage"

    def action_apply(self):
        """Apply the cuts as shown; pressing twice applies once.

        :raise UserError: more is given than there is.
        :return: True; or the notice that orders changed, with a fresh proposal.
        """
        self._lock_rows()
        shortages = self.filtered(lambda s: s.state == "open")
        orders = shortages.line_ids.order_id
        orders._lock_rows()
        if shortages._has_changed():
            shortages._propose()
            return shortages._get_changed_notice()
        shortages._check_kept()
        shortages.line_ids._apply_cut()
        shortages._write_done()
        shortages.line_ids._replaces()._apply_substitute()
        late = orders.filtered(lambda o: o.state == "sale")
        late.catalogue_id.filtered(lambda c: c.state == "closed")._plan_goods(late)
        shortages._tell_clients()
        return True

    def _lock_rows(self):
        """Let a second press wait for the first, then see what it did."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM hub_shortage WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [sorted(self.ids)],
        )
        self.invalidate_recordset(["state"])

    def _has_changed(self):
        """Whether a client ordered, changed or cancelled since the proposal."""
        claims = self._get_claims()
        return any(line._is_stale() for line in self.line_ids) or any(
            claims[s] != s.line_ids.order_line_id & claims[s] for s in self
        )

    def _get_changed_notice(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("Orders changed meanwhile"),
                "message": self.env._(
                    "The proposal was made anew: read it, then apply it."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _check_kept(self):
        for shortage in self:
            kept = sum(shortage.line_ids.mapped("quantity_after"))
            cuttable = shortage._get_cuttable(
                shortage.line_ids.mapped("quantity_before")
            )
            if shortage.uom_id.compare(kept, cuttable) > 0:
                text = self.env["hub.catalogue"]._format_portal_quantity
                raise UserError(
                    self.env._(
                        "%(product)s: %(kept)s %(unit)s are given, and there are only"
                        " %(available)s.",
                        product=shortage.product_id.display_name,
                        kept=text(kept),
                        available=text(cuttable),
                        unit=shortage.uom_id._get_hub_name(),
                    )
                )

    def _write_done(self):
        for shortage in self:
            offer = shortage.offer_id.sudo()
            offer.with_context(hub_shortage=True).write(
                {
                    "is_short": False,
                    "quantity_offered": max(
                        shortage.quantity_available, offer.quantity_taken
                    ),
                }
            )
        self.write({"state": "done", "date_applied": fields.Datetime.now()})
