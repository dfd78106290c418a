from odoo import api, fields, models
from odoo.tools import formatLang

#: what some numbers count: their lines are opened in groups of it
GROUPED_BY = {
    "clients": ["partner_id"],
    "deliveries": ["picking_id"],
    "first_families": ["partner_id", "categ_id"],
    "orders": ["order_id"],
    "producers": ["producer_id"],
    "weight_missing": ["product_id"],
}


class HubFunderReportLine(models.Model):
    """One indicator of a report: now, before, and the lines it stands on."""

    _name = "hub.funder.report.line"
    _description = "Indicator"
    _order = "report_id, sequence, id"

    report_id = fields.Many2one(
        "hub.funder.report", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer()
    code = fields.Char(required=True)
    title = fields.Char("Indicator", compute="_compute_title")
    unit = fields.Char()
    value = fields.Float(digits=(16, 3))
    previous = fields.Float("Before", digits=(16, 3))
    is_empty = fields.Boolean()
    is_previous_empty = fields.Boolean()
    value_text = fields.Char("Period", compute="_compute_texts")
    previous_text = fields.Char("Period Before", compute="_compute_texts")
    change_text = fields.Char("Change", compute="_compute_texts")
    has_past = fields.Boolean(
        readonly=True, help="Some of it was sold before this software."
    )

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_title(self):
        titles = self.env["hub.funder.report"]._get_indicator_titles()
        for line in self:
            line.title = titles.get(line.code, (line.code, ""))[0]

    @api.depends("value", "previous", "unit")
    @api.depends_context("lang")
    def _compute_texts(self):
        for line in self:
            line.value_text = line._format(line.value, line.is_empty)
            line.previous_text = line._format(line.previous, line.is_previous_empty)
            line.change_text = line._format_change()

    def _format(self, value, is_empty):
        """A number with its unit; a dash for a share of nothing."""
        if is_empty:
            return "–"
        digits = {"€": 2, "kg": 3, "%": 1, "h": 1, "km": 1, "line": 1}.get(self.unit, 0)
        if self.code == "claims":
            digits = 2
        text = formatLang(self.env, value, digits=digits)
        unit = "" if self.unit == "line" else self.unit
        return f"{text} {unit}" if unit else text

    def _format_change(self):
        """How much more or less, in percent; of a share, in points."""
        if self.is_empty or self.is_previous_empty:
            return ""
        change = self.value - self.previous
        if self.unit != "%":
            if not self.previous:
                return ""
            change *= 100.0 / abs(self.previous)
        change = round(change, 1)
        text = f"{'+' if change > 0 else ''}{formatLang(self.env, change, digits=1)}"
        return self.env._("%s points", text) if self.unit == "%" else f"{text} %"

    def action_open(self):
        """Show the lines the number was counted on."""
        self.ensure_one()
        report = self.report_id
        indicators = self.report_id._get_figures()._get_indicators(
            report.date_from, report.date_to
        )
        _value, model, domain = indicators[self.code]
        domain = list(domain)
        return {
            "type": "ir.actions.act_window",
            "name": self.title,
            "res_model": model,
            "view_mode": (
                "list,form"
                if model != report._get_figures()._name
                else "list,kanban,pivot"
            ),
            "mobile_view_mode": "kanban",
            "domain": domain,
            "context": {"group_by": GROUPED_BY.get(self.code, [])},
        }

    def action_open_past(self):
        """Show the sales from before this software that the number counts."""
        self.ensure_one()
        report = self.report_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_past_sale_action"
        )
        action["domain"] = list(
            self.report_id._get_past()._get_period_domain(
                report.date_from, report.date_to
            )
        )
        return action
