from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class SaleOrder(models.Model):
    """In the producers' name: one invoice per producer, on his account."""

    _inherit = "sale.order"

    hub_is_transparent = fields.Boolean(
        "In the Producers' Name",
        compute="_compute_hub_is_transparent",
        store=True,
        help="The shape of consignment of this sale, frozen when it is confirmed.",
    )

    # Not on the company's setting: a sale's taxes depend on it, and those of what is
    # sold already are left alone. The company tells the orders that are open.
    @api.depends("catalogue_id", "company_id")
    def _compute_hub_is_transparent(self):
        for order in self.filtered(lambda order: order.state != "sale"):
            shape = order.company_id.hub_consignment_shape
            order.hub_is_transparent = order.catalogue_id and shape == "transparent"

    def _create_invoices(self, grouped=False, final=False, date=None):
        orders = self.filtered("hub_is_transparent")
        if not orders:
            return super()._create_invoices(grouped, final, date)
        lines = orders.order_line.sudo().filtered("qty_to_invoice")
        lines.producer_id._check_hub_mandates()
        moves = self.env["account.move"]
        if self - orders:
            moves = super(SaleOrder, self - orders)._create_invoices(
                grouped, final, date
            )
        for producer in [*lines.producer_id.sorted("name"), lines.producer_id.browse()]:
            own = orders.with_context(
                hub_seller_id=producer.id, raise_if_nothing_to_invoice=False
            )
            moves |= super(SaleOrder, own)._create_invoices(grouped, final, date)
        if not moves and self.env.context.get("raise_if_nothing_to_invoice", True):
            raise UserError(self._nothing_to_invoice_error_message())
        return moves.with_env(self.env)

    def _get_invoiceable_lines(self, final=False):
        lines = super()._get_invoiceable_lines(final)
        if "hub_seller_id" not in self.env.context:
            return lines
        seller = self.env.context["hub_seller_id"]
        return lines.filtered(
            lambda line: line.display_type or line.sudo().producer_id.id == seller
        )

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        seller = self.env.context.get("hub_seller_id")
        return {**values, "hub_seller_id": seller} if seller else values


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.depends("order_id.hub_is_transparent", "producer_id")
    def _compute_tax_ids(self):
        result = super()._compute_tax_ids()
        for line in self.filtered(lambda line: line._is_hub_transparent()):
            moment = line.order_id.commitment_date or fields.Datetime.now()
            day = self.env["hub.catalogue"]._to_local(moment).date()
            line.tax_ids = line._get_producer_taxes(day)
        return result

    def _is_hub_transparent(self):
        self.ensure_one()
        order = self.order_id
        return order.hub_is_transparent and bool(self.product_id.sudo().producer_id)

    def _get_producer_taxes(self, day):
        """VAT of the producer's own scheme; at 0 % when he charges none."""
        self.ensure_one()
        line = self.sudo()
        company = line.company_id or self.env.company
        taxes = company._get_hub_exempt_tax()
        if line.product_id.producer_id._get_vat_regime(day) == "vat":
            taxes = line.product_id.taxes_id._filter_taxes_by_company(company)
        return company._get_hub_mandate_taxes(taxes)

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        line = self.sudo()
        if line.producer_id and line.order_id.hub_is_transparent:
            values.update(line._prepare_transparent_vals())
        return values

    def _prepare_transparent_vals(self):
        """The producer's money: no income and no VAT of the hub's."""
        self.ensure_one()
        days = [
            self.env["hub.catalogue"]._to_local(move.date).date()
            for move in self.move_ids
            if move.state == "done"
        ]
        today = fields.Date.context_today(self)
        taxes = self._get_producer_taxes(max(days, default=today))
        return {
            "account_id": self.company_id._get_hub_mandate_account().id,
            "tax_ids": [Command.set(taxes.ids)],
            "tax_tag_ids": [Command.clear()],
        }
