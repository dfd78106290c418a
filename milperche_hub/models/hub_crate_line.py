from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST = 10_000


class HubCrateLine(models.Model):
    """Crates that change hands: one line per crate type at a stop or a drop-off."""

    _name = "hub.crate.line"
    _description = "Crate movement"
    _order = "date desc, id desc"
    _check_company_auto = True

    type_id = fields.Many2one(
        "hub.crate.type",
        "Crate",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    picking_id = fields.Many2one(
        "stock.picking",
        "Stop",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="type_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, default=fields.Date.context_today, index=True)
    kind = fields.Selection(
        [
            ("stop", "Stop or drop-off"),
            ("invoiced", "Invoiced"),
            ("written_off", "Written off"),
            ("opening", "Opening count"),
            ("bought", "Bought"),
            ("lost", "Lost or broken at the hub"),
        ],
        required=True,
        default="stop",
    )
    quantity_out = fields.Integer(
        "Left There", default=0, help="Crates the partner keeps."
    )
    quantity_in = fields.Integer(
        "Taken Back", default=0, help="Crates that came to the hub."
    )
    deposit_price = fields.Monetary(
        compute="_compute_deposit_price",
        store=True,
        precompute=True,
        readonly=False,
        help="As it was that day.",
    )
    note = fields.Char()

    _quantity_check = models.Constraint(
        "CHECK(quantity_out >= 0 AND quantity_in >= 0)",
        "A number of crates cannot be negative.",
    )
    _stop_unique = models.UniqueIndex(
        "(picking_id, type_id) WHERE picking_id IS NOT NULL",
        "A crate type is once on a stop.",
    )

    @api.depends("picking_id")
    def _compute_partner_id(self):
        for line in self:
            line.partner_id = line.picking_id.partner_id or line.partner_id

    @api.depends("type_id")
    def _compute_deposit_price(self):
        for line in self:
            line.deposit_price = line.type_id.deposit_price

    @api.constrains("kind", "partner_id", "quantity_in", "quantity_out")
    def _check_line(self):
        for line in self:
            if max(line.quantity_in, line.quantity_out) > MOST:
                raise ValidationError(
                    self.env._("That is too many crates for one line.")
                )
            with_partner = line.kind in ("stop", "invoiced", "written_off")
            if with_partner and not line.partner_id:
                raise ValidationError(self.env._("Say whose crates these are."))
