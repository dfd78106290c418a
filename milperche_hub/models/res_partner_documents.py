from odoo import api, fields, models

#: kinds of client that are public bodies unless one says otherwise
PUBLIC_KINDS = ("nursery", "primary", "secondary", "hospital", "care_home")


class ResPartner(models.Model):
    """How a partner is named and addressed on the hub's documents."""

    _inherit = "res.partner"

    hub_paid_client_ids = fields.One2many("res.partner", "hub_payer_id", "Pays For")
    hub_is_public_payer = fields.Boolean(
        "Public Payer",
        compute="_compute_hub_is_public_payer",
        store=True,
        precompute=True,
        readonly=False,
        help="Pays by the rules of public buyers: 30 days after it receives the"
        " invoice, 50 days for a hospital.",
    )

    @api.depends("hub_client_kind", "hub_paid_client_ids.hub_client_kind")
    def _compute_hub_is_public_payer(self):
        for partner in self:
            kinds = (partner | partner.hub_paid_client_ids).mapped("hub_client_kind")
            partner.hub_is_public_payer = any(kind in PUBLIC_KINDS for kind in kinds)

    def _get_vat_mention_codes(self, day):
        """Codes of the mentions a producer's VAT scheme wants on his invoices."""
        self.ensure_one()
        return {
            "franchise": ["vat_franchise"],
            "flat_rate": ["vat_flat_rate"],
        }.get(self._get_vat_regime(day), [])

    def _get_address_line(self):
        """The postal address in one line, without the name."""
        self.ensure_one()
        town = " ".join(part for part in (self.zip, self.city) if part)
        return ", ".join(part for part in (self.street, self.street2, town) if part)
