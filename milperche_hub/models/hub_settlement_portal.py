from odoo import api, models

PORTAL_STATES = ("posted", "contested", "paid")


class HubSettlement(models.Model):
    _inherit = "hub.settlement"

    @api.model
    def _get_portal_settlements(self, producer, limit=None):
        """Settlements a producer may see: its own, once posted, the latest first."""
        return self.search(
            [("producer_id", "=", producer.id), ("state", "in", PORTAL_STATES)],
            limit=limit,
        )

    def _get_portal_bills(self):
        """The posted documents of a settlement, of which a copy is due.

        The self-billed invoice and that of services; in the producer's name, what
        clients were invoiced so and the commission.
        """
        settlement = self.sudo()
        if settlement and settlement._is_transparent():
            invoices = settlement.line_ids.account_move_line_id.move_id
            bills = invoices.sorted("name")
        else:
            bills = settlement.bill_id.filtered("hub_is_selfbill")
        bills |= settlement._get_fee_moves()
        return bills.filtered(lambda move: move.state == "posted")

    def _get_report_base_filename(self):
        """Name of the statement that a producer downloads."""
        self.ensure_one()
        return f"{self.name} {self.producer_id.name}"
