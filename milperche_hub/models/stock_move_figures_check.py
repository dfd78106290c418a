from odoo import api, fields, models
from odoo.fields import Domain

from .account_move_line_figures_check import differs

RECENT_DAYS = 62


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
        refunds = self.env["account.move.line"]._get_wrong_refunds(since.date())
        credited = refunds.sale_line_ids.move_ids.filtered("hub_sale_date")
        wrong = moves._get_wrong_figures() | credited
        for company, group in wrong.grouped("company_id").items():
            known = (company.hub_wrong_figures or {}).get("ids", [])
            company.hub_wrong_figures = {"ids": sorted({*known, *group.ids})}
        wrong._count_sales_again()
        refunds._count_refunds_again()

    def _get_wrong_figures(self):
        """Lines whose stored figures are not what their documents say."""
        return self.filtered(lambda move: move._differs_from_documents())

    def _differs_from_documents(self):
        self.ensure_one()
        if not self._is_hub_sale():
            return bool(self.hub_sale_date)
        told = {**self._prepare_sale_facts(), **self._prepare_sale_amounts()}
        return differs(self, told)
