from odoo import models


class AccountMove(models.Model):
    """Credit notes are few: the figures find them without reading the invoices."""

    _inherit = "account.move"

    _hub_refund_index = models.Index(
        "(id) WHERE move_type = 'out_refund' AND state = 'posted'"
    )
