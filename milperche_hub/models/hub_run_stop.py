from odoo import api, fields, models
from odoo.exceptions import ValidationError

OUTCOMES = [
    ("todo", "To serve"),
    ("delivered", "Delivered"),
    ("partial", "Partly delivered"),
    ("refused", "Refused"),
]


class HubRunStop(models.Model):
    """One address of a day's run: the deliveries there, and what the driver noted."""

    _name = "hub.run.stop"
    _description = "Stop of a run"
    _order = "batch_id, sequence, id"
    _rec_name = "partner_id"

    batch_id = fields.Many2one(
        "stock.picking.batch", "Run", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, index=True, ondelete="restrict"
    )
    partner_city = fields.Char(related="partner_id.city")
    partner_phone = fields.Char(related="partner_id.phone")
    picking_ids = fields.Many2many(
        "stock.picking", string="Deliveries", compute="_compute_picking_ids"
    )
    note = fields.Char("Access")
    window_start = fields.Float("From")
    window_end = fields.Float("Until")
    unload_minutes = fields.Integer("Minutes", default=10)
    # what the driver noted
    outcome = fields.Selection(OUTCOMES, required=True, default="todo", readonly=True)
    date_served = fields.Datetime("Served at", readonly=True)
    temperature = fields.Float("°C", digits=(4, 1), readonly=True)
    has_temperature = fields.Boolean(readonly=True)
    signature = fields.Image(max_width=800, max_height=400, readonly=True)
    signed_by = fields.Char(readonly=True)
    photo = fields.Image(max_width=1600, max_height=1600, readonly=True)
    cheque_number = fields.Char(readonly=True)
    cheque_amount = fields.Monetary(readonly=True)
    remark = fields.Char(readonly=True)
    event_key = fields.Char(
        readonly=True, copy=False, help="Names the driver's message: it counts once."
    )
    problem = fields.Char(
        readonly=True, help="Why the deliveries could not be validated at once."
    )

    _client_unique = models.UniqueIndex(
        "(batch_id, partner_id)", "A client is once in a run."
    )
    _window_check = models.Constraint(
        "CHECK (window_start >= 0 AND window_end >= 0 AND window_start <= 24"
        " AND window_end <= 24 AND (window_end = 0 OR window_start <= window_end))",
        "A delivery window begins before it ends, between 0:00 and 24:00.",
    )
    _unload_check = models.Constraint(
        "CHECK (unload_minutes >= 0 AND unload_minutes <= 480)",
        "Unloading takes between 0 minutes and 8 hours.",
    )
    _cheque_check = models.Constraint(
        "CHECK (cheque_amount >= 0)", "A cheque is not worth less than nothing."
    )

    @api.depends("batch_id.picking_ids.partner_id", "batch_id.picking_ids.state")
    def _compute_picking_ids(self):
        for stop in self:
            stop.picking_ids = stop.batch_id.picking_ids.filtered(
                lambda p, stop=stop: (
                    p.partner_id == stop.partner_id and p.state != "cancel"
                )
            )

    @api.constrains("temperature")
    def _check_temperature(self):
        for stop in self:
            if not -40.0 <= stop.temperature <= 60.0:
                raise ValidationError(
                    self.env._("A temperature lies between −40 and 60 °C.")
                )

    def write(self, vals):
        result = super().write(vals)
        if "sequence" in vals:
            self.batch_id._number_pickings()
        return result

    def action_open_deliveries(self):
        """Show the deliveries of the stop."""
        self.ensure_one()
        return self.picking_ids._get_records_action(name=self.partner_id.display_name)
