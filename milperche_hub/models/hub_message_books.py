from odoo import fields, models

KINDS = [
    ("invoice", "Invoice"),
    ("reminder", "Reminder"),
    ("prestatement", "Statement before invoice"),
    ("selfbill", "Self-billed invoice"),
    ("purchase_slip", "Purchase slip"),
    ("ask_invoice", "Invoice asked"),
]


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=KINDS, ondelete={kind: "set default" for kind, __ in KINDS}
    )
