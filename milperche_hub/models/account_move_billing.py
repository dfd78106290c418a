from odoo import fields, models


class AccountMove(models.Model):
    """The period, the delivery and the public references of a client invoice."""

    _inherit = "account.move"

    hub_date_from = fields.Date("Deliveries From", readonly=True, copy=False)
    hub_date_to = fields.Date("Deliveries To", readonly=True, copy=False)
    hub_delivery_id = fields.Many2one(
        "stock.picking", "Delivery", readonly=True, copy=False, index="btree_not_null"
    )

    def _post(self, soft=True):
        self._fill_hub_engagement()
        return super()._post(soft=soft)

    def _fill_hub_engagement(self):
        """An engagement that came after the draft still reaches the invoice."""
        drafts = self.filtered(
            lambda move: (
                move.state == "draft"
                and move.move_type in ("out_invoice", "out_refund")
                and not move.purchase_order_reference
                and move.hub_date_to
            )
        )
        for move in drafts:
            number = self.env["hub.engagement"]._get_default(
                move.partner_id | move.commercial_partner_id, move.hub_date_to.year
            )
            if number:
                move.purchase_order_reference = number
