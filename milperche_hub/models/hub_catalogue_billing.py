from odoo import models


class HubCatalogue(models.Model):
    _inherit = "hub.catalogue"

    def action_invoice(self):
        """Invoice what is delivered, but for payers whose period goes on.

        :return: the action that shows the invoices; False when none was due.
        """
        orders = self.order_ids.filtered(lambda o: o.invoice_status == "to invoice")
        orders = orders._filter_billed_with_week()
        if not orders:
            return False
        return orders._create_invoices(final=True)._get_records_action(
            name=self.env._("Invoices")
        )
