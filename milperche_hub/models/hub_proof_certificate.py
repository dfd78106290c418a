from odoo import api, fields, models


class HubProof(models.Model):
    """A certificate has a body and a number, printed where the law wants them."""

    _inherit = "hub.proof"

    producer_id = fields.Many2one(
        domain="['|', ('is_producer', '=', True), ('ref_company_ids', '!=', False)]"
    )
    certificate_body = fields.Char("Certified by", help="For example FR-BIO-01.")
    certificate_number = fields.Char("Certificate No.")
    is_shared = fields.Boolean(
        "Clients May Download It",
        compute="_compute_is_shared",
        store=True,
        precompute=True,
        readonly=False,
        tracking=True,
        help="Its document is on the producer's page for clients. Certificates of"
        " labels are, unless you say otherwise; the farm's own papers are not.",
    )

    @api.depends("criterion_id")
    def _compute_is_shared(self):
        for proof in self:
            proof.is_shared = proof.criterion_id.usage == "label"
