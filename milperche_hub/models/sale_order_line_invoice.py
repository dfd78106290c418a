from odoo import models


class SaleOrderLine(models.Model):
    """What is left to invoice of a delivered line."""

    _inherit = "sale.order.line"

    def _compute_qty_to_invoice(self):
        """A delivered line is invoiced once: crediting a price does not bill it again.

        Core lowers what is invoiced by the quantity of any credit note, so goods
        credited without coming back would be invoiced anew.
        """
        result = super()._compute_qty_to_invoice()
        for line in self:
            line._take_off_corrections()
            if line.qty_to_invoice > 0 and line._has_catalogue_refund():
                line.qty_to_invoice = min(line.qty_to_invoice, line._get_unbilled())
        return result

    def _take_off_corrections(self):
        """What a corrected weight credited never left, so it is not to invoice.

        Core counts it as delivered: a later return would be credited too little.
        """
        self.ensure_one()
        corrected = self._get_corrected_quantity() if self.qty_to_invoice else 0.0
        if corrected:
            left = self.qty_to_invoice - corrected
            self.qty_to_invoice = max(left, -self.qty_invoiced)

    def _has_catalogue_refund(self):
        return bool(self.order_id.catalogue_id) and "out_refund" in (
            self.invoice_lines.move_id.mapped("move_type")
        )

    def _get_unbilled(self):
        """Quantity delivered, returns aside, that no invoice bills.

        An invoice reversed as a whole bills nothing: its goods are invoiced anew.
        """
        self.ensure_one()
        sent = self.move_ids.filtered(
            lambda m: m.state == "done" and m.location_dest_id.usage == "customer"
        )
        billed = self.invoice_lines.filtered(
            lambda line: (
                line.move_id.move_type == "out_invoice"
                and line.move_id.state != "cancel"
                and not line.move_id._is_hub_reversed()
            )
        )
        delivered = sum(move._get_sold_quantity() for move in sent)
        return max(delivered - sum(billed.mapped("quantity")), 0.0)
