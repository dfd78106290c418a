from odoo import api, models
from odoo.tools.misc import formatLang


class IrQwebFieldHubQuantity(models.AbstractModel):
    """Prints a quantity as people write it: 4.725, 2.5 or 12, never 12.000."""

    _name = "ir.qweb.field.hub_quantity"
    _description = "Qweb field: quantity without useless zeros"
    _inherit = ["ir.qweb.field"]

    @api.model
    def value_to_html(self, value, options):
        """Format a number with up to three decimals, in the language's own way."""
        decimals = next(
            (count for count in range(3) if round(value, count) == round(value, 3)), 3
        )
        return formatLang(self.env, value, digits=decimals)
