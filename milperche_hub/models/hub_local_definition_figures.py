from odoo import api, models
from odoo.fields import Domain

PLACE_FIELDS = {
    "area_codes",
    "active",
    "commune_ids",
    "date_end",
    "date_start",
    "kind",
    "radius_km",
    "sequence",
}


class HubLocalDefinition(models.Model):
    """A definition that changes says anew what was local on its days."""

    _inherit = "hub.local.definition"

    @api.model_create_multi
    def create(self, vals_list):
        definitions = super().create(vals_list)
        definitions._judge_sales_again()
        return definitions

    def write(self, vals):
        if not PLACE_FIELDS & vals.keys():
            return super().write(vals)
        self._judge_sales_again()
        result = super().write(vals)
        self._judge_sales_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_judge_sales_again(self):
        self._judge_sales_again()

    def _judge_sales_again(self):
        moves = self.env["stock.move"].sudo()
        for definition in self:
            domain = Domain("hub_sale_date", "!=", False)
            if definition.date_start:
                domain &= Domain("hub_sale_date", ">=", definition.date_start)
            if definition.date_end:
                domain &= Domain("hub_sale_date", "<=", definition.date_end)
            moves |= moves.search(domain)
        moves._compute_again("hub_sale_local")
