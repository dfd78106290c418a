from odoo import api, fields, models
from odoo.fields import Domain

RECENT_DAYS = 62
TOLERANCES = {
    "hub_sale_quantity": 0.0005,
    "hub_sale_amount": 0.005,
    "hub_sale_commission": 0.00005,
}


class StockMove(models.Model):
    """Each night, what the lines are worth is counted again from their documents."""

    _inherit = "stock.move"

    @api.model
    def _cron_check_figures(self):
        """Compare the recent lines with their documents; put right and note what
        differs, company by company."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=RECENT_DAYS)
        moves = self.sudo().search(
            Domain("state", "=", "done")
            & Domain("date", ">=", since)
            & Domain("sale_line_id", "!=", False)
            & Domain("producer_id", "!=", False)
        )
        wrong = moves._get_wrong_figures()
        for company, group in wrong.grouped("company_id").items():
            known = (company.hub_wrong_figures or {}).get("ids", [])
            company.hub_wrong_figures = {"ids": sorted({*known, *group.ids})}
        wrong._count_sales_again()

    def _get_wrong_figures(self):
        """Lines whose stored figures are not what their documents say."""
        return self.filtered(lambda move: move._differs_from_documents())

    def _differs_from_documents(self):
        self.ensure_one()
        if not self._is_hub_sale():
            return bool(self.hub_sale_date)
        told = {**self._prepare_sale_facts(), **self._prepare_sale_amounts()}
        if told["hub_sale_date"] != self.hub_sale_date:
            return True
        if told["hub_sale_partner_id"] != self.hub_sale_partner_id.id:
            return True
        return any(
            abs(told[name] - self[name]) > most for name, most in TOLERANCES.items()
        )
