import math

from odoo import fields, models
from odoo.exceptions import UserError


class HubSettlementAdjust(models.TransientModel):
    """Add to or take off a draft settlement an amount that no delivery explains."""

    _name = "hub.settlement.adjust"
    _description = "Adjust a settlement"

    settlement_id = fields.Many2one("hub.settlement", required=True, readonly=True)
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    amount = fields.Monetary(
        "Amount excl. tax",
        required=True,
        help="Positive: more for the producer, at the hub's cost; negative: less.",
    )
    product_id = fields.Many2one(
        "product.product",
        help="For a change of price, which bears the product's VAT; without one, a"
        " compensation bears none.",
    )
    reason = fields.Char(required=True)

    def action_adjust(self):
        """Add the adjustment, which the hub bears.

        :raise UserError: the settlement is posted, or there is nothing to adjust.
        """
        self.ensure_one()
        settlement = self.settlement_id
        amount = self.amount
        if settlement.state != "draft":
            raise UserError(
                self.env._("A posted settlement is corrected by a later one.")
            )
        if not math.isfinite(amount) or settlement.currency_id.is_zero(amount):
            raise UserError(self.env._("Say which amount to add or to take off."))
        if not self.reason.strip():
            raise UserError(self.env._("Say why."))
        self.env["hub.settlement.line"].create(self._prepare_line_vals())
        settlement._allocate_commission()
        return {"type": "ir.actions.act_window_close"}

    def _prepare_line_vals(self):
        amount = self.currency_id.round(self.amount)
        return {
            "settlement_id": self.settlement_id.id,
            "kind": "adjustment",
            "date": self.settlement_id.date_to,
            "product_id": self.product_id.id,
            "uom_id": self.product_id.uom_id.id,
            "reason": self.reason.strip(),
            "borne_by": "hub",
            "amount_gross": 0.0,
            "amount_net": amount,
            "amount_borne": amount,
        }
