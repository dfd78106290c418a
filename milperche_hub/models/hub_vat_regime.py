from odoo import api, fields, models
from odoo.exceptions import ValidationError

VAT_REGIMES = [
    ("vat", "Liable to VAT"),
    ("franchise", "Exempt (small business)"),
    ("flat_rate", "Flat-rate farmer"),
]


class HubVatRegime(models.Model):
    """The VAT scheme of a producer, or of the hub, from a day on.

    A scheme changes on a date; what was delivered before keeps the old one.
    """

    _name = "hub.vat.regime"
    _description = "VAT scheme"
    _order = "partner_id, date_start desc, id desc"
    _rec_name = "regime"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    regime = fields.Selection(VAT_REGIMES, required=True)
    date_start = fields.Date("From", help="First day; empty: from the beginning.")
    note = fields.Char(help="The letter of the tax office, the option taken...")

    _one_a_day = models.UniqueIndex(
        "(partner_id, COALESCE(date_start, '0001-01-01'))",
        "Another scheme starts on that day.",
    )

    @api.constrains("regime", "partner_id")
    def _check_hub_regime(self):
        hubs = self.env["res.company"].sudo().search([]).partner_id  # pylint: disable=no-search-all
        for line in self:
            if line.regime == "flat_rate" and line.partner_id in hubs:
                raise ValidationError(
                    self.env._("A hub is no farmer: it is liable to VAT or exempt.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._keep_base(vals_list)
        lines = super().create(vals_list)
        lines.partner_id._sync_vat_regime()
        return lines

    def write(self, vals):
        partners = self.partner_id
        result = super().write(vals)
        (partners | self.partner_id)._sync_vat_regime()
        return result

    @api.model
    def _keep_base(self, vals_list):
        """The scheme before the first dated one stays what it was."""
        dated = [vals for vals in vals_list if vals.get("date_start")]
        partners = self.env["res.partner"].browse(vals["partner_id"] for vals in dated)
        known = self.search([("partner_id", "in", partners.ids)]).partner_id
        known |= partners.browse(
            vals["partner_id"] for vals in vals_list if not vals.get("date_start")
        )
        missing = partners - known
        if missing:
            # undated, so that they ask for nothing before them
            self.create(
                [
                    {"partner_id": partner.id, "regime": partner._get_base_regime()}
                    for partner in missing
                ]
            )

    @api.model
    def _cron_sync(self):
        """Show today's scheme where a dated one came into force."""
        self.search([]).partner_id._sync_vat_regime()  # pylint: disable=no-search-all


class ResPartner(models.Model):
    _inherit = "res.partner"

    vat_regime = fields.Selection(
        help="Today's scheme. Changing it here counts from today; see the dates below."
    )
    hub_vat_regime_ids = fields.One2many(
        "hub.vat.regime", "partner_id", "VAT Schemes", groups="base.group_user"
    )

    def write(self, vals):
        regime = vals.get("vat_regime")
        if regime and not self.env.context.get("hub_regime_sync"):
            changed = self.filtered(
                lambda partner: (
                    partner.vat_regime != regime and partner.sudo().hub_vat_regime_ids
                )
            )
            changed._start_vat_regime(regime)
        return super().write(vals)

    def _start_vat_regime(self, regime):
        """Date a change of scheme from today."""
        today = fields.Date.context_today(self)
        for lines in (partner.sudo().hub_vat_regime_ids for partner in self):
            same = lines.filtered(lambda line: line.date_start == today)
            if same:
                same.regime = regime
            else:
                lines.create(
                    {
                        "partner_id": lines.partner_id.id,
                        "regime": regime,
                        "date_start": today,
                    }
                )

    def _get_base_regime(self):
        """The scheme where no dated one says otherwise."""
        self.ensure_one()
        company = self.sudo().ref_company_ids[:1]
        return company.hub_vat_regime or self.vat_regime or "vat"

    def _get_vat_regime(self, day):
        """VAT scheme on a day: "vat", "franchise" or "flat_rate"."""
        self.ensure_one()
        lines = self.sudo().hub_vat_regime_ids
        held = [
            line
            for line in lines
            if not line.date_start or not day or line.date_start <= day
        ]
        if not held:
            return self._get_base_regime()
        first = fields.Date.to_date("0001-01-01")
        return max(held, key=lambda line: line.date_start or first).regime

    def _sync_vat_regime(self):
        today = fields.Date.context_today(self)
        for partner in self.with_context(hub_regime_sync=True).sudo():
            regime = partner._get_vat_regime(today)
            company = partner.ref_company_ids[:1]
            if company and regime != company.hub_vat_regime:
                company.with_context(hub_regime_sync=True).hub_vat_regime = regime
            if not company and partner.vat_regime != regime:
                partner.vat_regime = regime
