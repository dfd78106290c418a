from odoo import api, fields, models

from ..models.hub_settlement_line import BORNE_BY


class HubWeightCorrection(models.TransientModel):
    """Correct a weight after the delivery, on the right document."""

    _name = "hub.weight.correction"
    _description = "Correct a weight"

    picking_id = fields.Many2one("stock.picking", required=True, readonly=True)
    move_line_id = fields.Many2one(
        "stock.move.line",
        "Delivered line",
        required=True,
        domain="[('picking_id', '=', picking_id), ('state', '=', 'done')]",
    )
    quantity_before = fields.Float(
        "In the books", related="move_line_id.quantity", digits="Product Unit"
    )
    quantity = fields.Float("Right weight", digits="Product Unit")
    uom_id = fields.Many2one(related="move_line_id.product_uom_id")
    reason = fields.Char(required=True)
    borne_by = fields.Selection(BORNE_BY, required=True, default="producer")
    consequence = fields.Char(compute="_compute_consequence")

    @api.depends("move_line_id", "quantity")
    def _compute_consequence(self):
        for wizard in self:
            documents = (
                (
                    wizard.move_line_id and wizard.move_line_id.move_id
                )._get_billing_documents()
                if wizard.move_line_id
                else []
            )
            if not wizard.move_line_id:
                text = False
            elif not documents:
                text = self.env._("The delivery itself is corrected.")
            elif wizard.quantity > wizard.quantity_before:
                text = self.env._("A second delivery is made for the difference.")
            else:
                text = self.env._(
                    "Counted in %s: a credit note and a negative settlement line are"
                    " made for the difference.",
                    ", ".join(documents),
                )
            wizard.consequence = text

    @api.onchange("move_line_id")
    def _onchange_move_line_id(self):
        self.quantity = self.move_line_id.quantity

    def action_correct(self):
        """Correct the weight; see ``stock.move.line._correct_weight``."""
        self.ensure_one()
        self.move_line_id._correct_weight(
            self.quantity, self.reason, borne_by=self.borne_by
        )
        return {"type": "ir.actions.act_window_close"}
