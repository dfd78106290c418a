from odoo import fields, models

from .res_partner_billing import INVOICE_PERIODS


class ResCompany(models.Model):
    """How the hub invoices, self-bills and closes its books."""

    _inherit = "res.company"

    hub_invoice_period = fields.Selection(
        INVOICE_PERIODS,
        string="Clients Invoiced",
        default="week",
        required=True,
        help="Unless a payer's card says otherwise.",
    )
    hub_vat_on_debits = fields.Boolean(
        "VAT on Debits", help="The hub opted to pay VAT when it invoices."
    )
    hub_credit_mode = fields.Selection(
        [
            ("selfbilled", "Made out by the hub, as the invoice it corrects"),
            ("signature", "Prepared for the producer, who signs it"),
        ],
        string="Producers' Credit Notes",
        default="selfbilled",
        required=True,
    )
