from odoo import fields, models


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
        default=True,
        help="Shown with its document on the producer's page for clients.",
    )
