from odoo import api, models
from odoo.fields import Domain


class HubOffer(models.Model):
    """Offers whose proofs lapse, or whose producer leaves, while orders come in."""

    _inherit = "hub.offer"

    def _check_suspensions(self):
        """Suspend the offers that may no longer be sold, lift what is proved again.

        Nothing is erased: the orders concerned wait for a decision.
        """
        reasons = self.product_tmpl_id._hub_blocking_reasons(self._get_gate_date())
        before = self.filtered("is_suspended")
        for offer in self:
            sentence = "\n".join(offer._get_suspension_reasons(reasons))
            if sentence != (offer.suspension_reason or ""):
                offer.write(
                    {"is_suspended": bool(sentence), "suspension_reason": sentence}
                )
        after = self.filtered("is_suspended")
        (before - after).line_ids._reset_decision()
        if after - before:
            (after - before)._ask_for_decisions()

    def _get_suspension_reasons(self, reasons):
        self.ensure_one()
        if not self.producer_id:
            return [self.env._("it has no producer any more.")]
        return reasons.get(self.product_tmpl_id, [])

    def _ask_for_decisions(self):
        """Tell the coordinator, once for each sale, that clients' orders wait."""
        lines = self._get_lines_to_decide()
        for catalogue, group in lines.grouped(
            lambda line: line.order_id.catalogue_id
        ).items():
            note = self.env._(
                "Suspended while open: %(products)s. Orders to decide on: %(orders)s.",
                products=", ".join(group.product_id.mapped("display_name")),
                orders=", ".join(group.order_id.mapped("name")),
            )
            catalogue.message_post(body=note)

    def _get_lines_to_decide(self):
        """Order lines of these offers that wait for the coordinator's decision."""
        return self.env["sale.order.line"].search(
            Domain("offer_id", "in", self.ids)
            & self.env["sale.order.line"]._get_to_decide_domain()
        )

    @api.model
    def _refresh_open(self, domain):
        """Judge again the offers of a domain that clients can order now."""
        offers = self.sudo().search(
            Domain("catalogue_id.state", "=", "open") & Domain(domain)
        )
        if offers:
            offers._check_suspensions()
