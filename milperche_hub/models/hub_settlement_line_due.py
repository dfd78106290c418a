from odoo import api, fields, models

from ..tools.due_date import latest_payment_date


class HubSettlementLine(models.Model):
    """When the law wants a producer paid: the same editable delays as the clients'."""

    _inherit = "hub.settlement.line"

    @api.model
    def _get_payment_limit(self, rule, day):
        terms = self.env["hub.due.rule"]._get_terms(day)
        return latest_payment_date(rule, day, terms)


class HubSettlement(models.Model):
    _inherit = "hub.settlement"

    due_reason = fields.Char("Due Because", compute="_compute_due_reason")

    @api.depends("line_ids.date_due", "line_ids.date", "line_ids.product_id")
    @api.depends_context("lang")
    def _compute_due_reason(self):
        for settlement in self:
            rule, day = settlement._get_due_origin()
            settlement.due_reason = rule and self.env["hub.due.rule"]._get_sentence(
                rule, day
            )

    def _get_due_origin(self):
        """Due rule and day of delivery that make the earliest date of payment."""
        self.ensure_one()
        lines = self.line_ids.filtered("date_due")
        first = lines.sorted(lambda line: (line.date_due, line.date, line.id))[:1]
        rule = first.product_id.categ_id.hub_due_rule or "general"
        return (rule, first.date) if first else (False, False)

    def _prepare_bill_vals(self):
        vals = super()._prepare_bill_vals()
        rule, day = self._get_due_origin()
        if rule:
            vals.update(
                hub_due_rule=rule, hub_due_from=day, hub_date_limit=self.date_due
            )
        return vals
