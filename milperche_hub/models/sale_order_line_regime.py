from odoo import api, fields, models
from odoo.fields import Command


class SaleOrderLine(models.Model):
    """A hub in VAT exemption invoices no VAT (CGI, art. 293 B)."""

    _inherit = "sale.order.line"

    @api.depends("order_id.commitment_date")
    def _compute_tax_ids(self):
        result = super()._compute_tax_ids()
        for line in self.filtered(lambda line: line.product_id.producer_id):
            if line._is_hub_exempt():
                line.tax_ids = line.company_id._get_hub_exempt_tax()
        return result

    def _is_hub_exempt(self, day=None):
        self.ensure_one()
        moment = self.order_id.commitment_date or fields.Datetime.now()
        day = day or self.env["hub.catalogue"]._to_local(moment).date()
        company = self.company_id or self.env.company
        return company._get_hub_vat_regime(day) == "franchise"

    def _get_hub_exempt_tax(self):
        """The company's tax at 0 %, looked up once in a run of invoices."""
        known = self.env.context.get("hub_exempt_taxes") or {}
        tax = known.get(self.company_id)
        return self.company_id._get_hub_exempt_tax() if tax is None else tax

    def _prepare_invoice_line(self, **optional_values):
        """The scheme of the day of delivery decides, whatever was ordered before."""
        values = super()._prepare_invoice_line(**optional_values)
        line = self.sudo()
        if not line.producer_id:
            return values
        days = [
            self.env["hub.catalogue"]._to_local(move.date).date()
            for move in line.move_ids
            if move.state == "done"
        ]
        exempt = line._is_hub_exempt(max(days, default=None))
        exempt_tax = line._get_hub_exempt_tax()
        was_exempt = line.tax_ids == exempt_tax
        if exempt and not was_exempt:
            taxes = exempt_tax
        elif was_exempt and not exempt:
            taxes = line.product_id.taxes_id._filter_taxes_by_company(line.company_id)
        else:
            return values
        values["tax_ids"] = [Command.set(taxes.ids)]
        base = taxes.invoice_repartition_line_ids.filtered(
            lambda part: part.repartition_type == "base"
        )
        tags = line.product_id.account_tag_ids | base.tag_ids
        values["tax_tag_ids"] = [Command.set(tags.ids)]
        return values
