from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError


class HubRecallLine(models.Model):
    """What one client received of one lot, and what became of it."""

    _name = "hub.recall.line"
    _description = "Client of a recall"
    _order = "recall_id, partner_id, id"
    _rec_name = "partner_id"

    recall_id = fields.Many2one(
        "hub.recall", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="recall_id.company_id", store=True)
    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, index=True, ondelete="restrict"
    )
    partner_phone = fields.Char(related="partner_id.phone")
    lot_id = fields.Many2one("stock.lot", required=True, ondelete="restrict")
    product_id = fields.Many2one(related="lot_id.product_id")
    product_name = fields.Char(related="product_id.name", string="Goods")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float("Delivered", digits="Product Unit", readonly=True)
    date_delivered = fields.Datetime("Delivered on", readonly=True)
    quantity_withdrawn = fields.Float("Withdrawn", digits="Product Unit")
    quantity_served = fields.Float("Served", digits="Product Unit")
    quantity_unknown = fields.Float(
        "Unknown", compute="_compute_quantity_unknown", digits="Product Unit"
    )
    date_answered = fields.Datetime("Answered on", readonly=True)
    note = fields.Char()

    _quantity_check = models.Constraint(
        "CHECK (quantity_withdrawn >= 0 AND quantity_served >= 0"
        " AND round((quantity_withdrawn + quantity_served)::numeric, 3)"
        " <= round(quantity::numeric, 3))",
        "Withdrawn and served together are no more than what was delivered.",
    )
    _client_unique = models.UniqueIndex(
        "(recall_id, partner_id, lot_id)", "A client has one line per lot in a recall."
    )

    @api.depends("quantity", "quantity_withdrawn", "quantity_served")
    def _compute_quantity_unknown(self):
        for line in self:
            answered = line.quantity_withdrawn + line.quantity_served
            line.quantity_unknown = line.uom_id.round(line.quantity - answered)

    def write(self, vals):
        by_phone = {"quantity_withdrawn", "quantity_served"} & set(vals)
        if by_phone and "date_answered" not in vals:
            vals = {**vals, "date_answered": fields.Datetime.now()}
        return super().write(vals)

    def _answer(self, withdrawn, served, note=""):
        """Write down what a client says became of a line.

        :raise UserError: the recall does not run, or the numbers cannot be.
        """
        self.ensure_one()
        if self.recall_id.state != "sent":
            raise UserError(self.env._("This recall takes no answer any more."))
        for quantity in (withdrawn, served):
            if not isfinite(quantity) or quantity < 0:
                raise UserError(self.env._("A quantity is a number from 0."))
        if self.uom_id.compare(withdrawn + served, self.quantity) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: you received %(quantity)s %(uom)s.",
                    product=self.product_id.name,
                    quantity=self.env["hub.catalogue"]._format_portal_quantity(
                        self.quantity
                    ),
                    uom=self.uom_id._get_hub_name(),
                )
            )
        self.write(
            {
                "quantity_withdrawn": withdrawn,
                "quantity_served": served,
                "note": (note or "")[:200] or False,
                "date_answered": fields.Datetime.now(),
            }
        )
