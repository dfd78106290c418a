from odoo import api, fields, models


class HubCrateType(models.Model):
    """A kind of crate that comes back: the hub's, or somebody else's."""

    _name = "hub.crate.type"
    _description = "Crate type"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    owner_id = fields.Many2one(
        "res.partner",
        "Belongs To",
        help="Empty: the hub's own. A producer's crates come back to the producer.",
    )
    deposit_price = fields.Monetary(
        "Deposit",
        default=0.0,
        help="Asked for a crate that does not come back, excl. tax.",
    )
    reminder_above = fields.Integer(
        "Remind Above",
        required=True,
        default=10,
        help="A partner who keeps more of these crates is reminded.",
    )
    owned_count = fields.Integer(
        "Owned",
        compute="_compute_counts",
        help="Opening count and bought, less lost.",
    )
    out_count = fields.Integer("With Partners", compute="_compute_counts")
    here_count = fields.Integer("At the Hub", compute="_compute_counts")

    _deposit_check = models.Constraint(
        "CHECK(deposit_price >= 0)", "A deposit cannot be negative."
    )
    _reminder_check = models.Constraint(
        "CHECK(reminder_above >= 0)", "A number of crates cannot be negative."
    )

    def _compute_counts(self):
        groups = self.env["hub.crate.line"]._read_group(
            [("type_id", "in", self.ids)],
            ["type_id", "kind", "partner_id"],
            ["quantity_in:sum", "quantity_out:sum"],
        )
        owned, away = {}, {}
        for crate_type, kind, partner, came, left in groups:
            # an opening count with a partner is what that partner kept that day
            if kind in ("bought", "lost") or (kind == "opening" and not partner):
                owned[crate_type] = owned.get(crate_type, 0) + came - left
            else:
                away[crate_type] = away.get(crate_type, 0) + left - came
            if kind == "written_off":
                # what a partner never brings back is lost to the hub too
                owned[crate_type] = owned.get(crate_type, 0) - came
        for crate_type in self:
            crate_type.owned_count = owned.get(crate_type._origin, 0)
            crate_type.out_count = away.get(crate_type._origin, 0)
            crate_type.here_count = crate_type.owned_count - crate_type.out_count

    @api.model
    def _get_used_here(self):
        """The crate types a stop or a drop-off is asked about."""
        return self.search([("company_id", "=", self.env.company.id)])
