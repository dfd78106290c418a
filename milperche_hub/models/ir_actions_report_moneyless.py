from odoo import models
from odoo.exceptions import AccessError

PRICED = {
    "product.report_pricelist",
    "product.report_producttemplatelabel2x7",
    "product.report_producttemplatelabel4x7",
    "product.report_producttemplatelabel4x12",
    "product.report_producttemplatelabel_dymo",
    "stock.label_product_product_view",
}
"""Documents that print the prices of goods, which programs may read (``base.py``).

Those of orders and invoices stop by themselves: their amounts cannot be read at all.
"""


class IrActionsReport(models.Model):
    """No printed price for whoever runs the week without money."""

    _inherit = "ir.actions.report"

    def _render_template(self, template, values=None):
        if template in PRICED and not self.env.su and self.env.user._is_without_money():
            raise AccessError(self.env._("You run the week without seeing money."))
        return super()._render_template(template, values)
