from odoo import models


class HubInvoiceRun(models.TransientModel):
    """Sold in the producers' names: each payer gets one invoice per producer."""

    _inherit = "hub.invoice.run"

    def _prepare_line_vals(self, key, orders, keys):
        vals = super()._prepare_line_vals(key, orders, keys)
        lines = orders.filtered("hub_is_transparent").order_line.sudo()
        producers = lines.filtered("qty_to_invoice").producer_id
        if producers:
            names = ", ".join(producers.sorted("name").mapped("name"))
            apart = self.env._("One invoice per producer: %s.", names)
            vals["note"] = " ".join(filter(None, (vals["note"], apart)))
            vals["refusal"] = vals["refusal"] or producers._get_mandate_refusal()
        return vals
