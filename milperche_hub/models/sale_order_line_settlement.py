from odoo import models


class SaleOrderLine(models.Model):
    """What a quantity of an order line is worth, and what was invoiced of it."""

    _inherit = "sale.order.line"

    def _get_hub_amount(self, quantity):
        """Price excl. tax of a quantity of this line, rounded as an invoice line.

        :param float quantity: in the line's unit; negative for what comes back
        """
        self.ensure_one()
        line = self.sudo()
        price = line.price_unit * (1 - (line.discount or 0.0) / 100.0)
        if not any(line.tax_ids.flatten_taxes_hierarchy().mapped("price_include")):
            return line.currency_id.round(price * quantity)
        totals = line.tax_ids.compute_all(
            price, line.currency_id, quantity, line.product_id
        )
        return line.currency_id.round(totals["total_excluded"])

    def _get_untied_invoiced(self):
        """Posted invoice lines of this order line that bill deliveries not tied yet.

        :return: ``[(invoice line, signed quantity)]`` in the order of their dates
        """
        self.ensure_one()
        invoiced = []
        lines = self.sudo().invoice_lines.sorted(lambda line: (line.date, line.id))
        for line in lines:
            tied = line.settlement_line_ids.filtered("move_id")
            if line.parent_state != "posted" or tied or line.move_id._is_hub_reversed():
                continue
            reductions = line.hub_reduction_ids
            if any(not reduction.quantity for reduction in reductions):
                continue
            quantity = line._get_hub_sign() * line.quantity
            quantity += sum(reductions.mapped("quantity"))
            if not line.product_uom_id.is_zero(quantity):
                invoiced.append((line, quantity))
        return invoiced
