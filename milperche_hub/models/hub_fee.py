from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


class HubFee(models.Model):
    """A service of the hub to a producer: a drop-off taken in, crates lent.

    It is invoiced to the producer at its own VAT and netted when he is paid: never
    taken off the price at which the hub is deemed to buy his goods.
    """

    _name = "hub.fee"
    _description = "Producer fee"
    _order = "date desc, id desc"
    _rec_name = "product_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    producer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        domain=[("is_producer", "=", True)],
    )
    product_id = fields.Many2one(
        "product.product",
        "Service",
        required=True,
        domain=[("type", "=", "service")],
        check_company=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    price_unit = fields.Float(
        "Price excl. tax",
        digits="Product Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    amount = fields.Monetary("Excl. tax", compute="_compute_amount")
    note = fields.Char()
    rule_id = fields.Many2one("hub.fee.rule", readonly=True, ondelete="restrict")
    picking_id = fields.Many2one("stock.picking", "Drop-off", readonly=True)
    settlement_id = fields.Many2one(
        "hub.settlement", readonly=True, index="btree_not_null", ondelete="set null"
    )
    account_move_line_id = fields.Many2one(
        "account.move.line", "Invoice line", readonly=True, copy=False
    )

    _once = models.UniqueIndex(
        "(rule_id, picking_id) WHERE rule_id IS NOT NULL",
        "This drop-off is already charged.",
    )
    _amounts_check = models.Constraint(
        "CHECK(quantity > 0 AND price_unit >= 0)",
        "A fee has a positive quantity and price.",
    )

    @api.depends("product_id")
    def _compute_price_unit(self):
        for fee in self:
            fee.price_unit = fee.price_unit or fee.product_id.lst_price

    @api.depends("quantity", "price_unit")
    def _compute_amount(self):
        for fee in self:
            fee.amount = fee.currency_id.round(fee.quantity * fee.price_unit)

    def write(self, vals):
        if vals.keys() & {"quantity", "price_unit", "producer_id", "product_id"}:
            self._check_not_invoiced()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _check_not_invoiced(self):
        if self.account_move_line_id:
            raise UserError(
                self.env._("An invoiced fee is corrected by a credit note.")
            )

    @api.model
    def _charge_dropoffs(self, producers, date_to):
        """Charge the drop-offs received up to a day by the rules; once each."""
        rules = self.env["hub.fee.rule"].sudo().search([])  # pylint: disable=no-search-all
        if not rules:
            return self.browse()
        moves = self.env["stock.move"]
        first = min(rules.mapped("date_start"))
        dropoffs = self.env["stock.picking"].search(
            Domain("hub_role", "=", "dropoff")
            & Domain("state", "=", "done")
            & Domain("owner_id", "in", producers.ids)
            & Domain("company_id", "=", self.env.company.id)
            & moves._get_days_domain("date_done", first, date_to)
        )
        known = {
            (fee.rule_id, fee.picking_id)
            for fee in self.search([("picking_id", "in", dropoffs.ids)])
        }
        vals_list = []
        for dropoff in dropoffs:
            day = self.env["hub.catalogue"]._to_local(dropoff.date_done).date()
            for rule in self.env["hub.fee.rule"]._get_rules(dropoff.owner_id, day):
                if (rule, dropoff) not in known:
                    vals_list.append(self._prepare_fee_vals(rule, dropoff, day))
        return self.create(vals_list)

    @api.model
    def _prepare_fee_vals(self, rule, dropoff, day):
        return {
            "company_id": rule.company_id.id,
            "producer_id": dropoff.owner_id.id,
            "product_id": rule.product_id.id,
            "date": day,
            "price_unit": rule.price_unit,
            "note": dropoff.name,
            "rule_id": rule.id,
            "picking_id": dropoff.id,
        }

    def _get_taxes(self):
        """The service's own VAT; none from a hub in exemption."""
        self.ensure_one()
        if self.company_id._get_hub_vat_regime(self.date) == "franchise":
            return self.company_id._get_hub_exempt_tax()
        return self.product_id.taxes_id._filter_taxes_by_company(self.company_id)

    def _prepare_invoice_line_vals(self):
        self.ensure_one()
        taxes = self._get_taxes()
        name = f"{self.product_id.display_name} · {self.date:%d/%m/%Y}"
        return {
            "product_id": self.product_id.id,
            "name": f"{name} · {self.note}" if self.note else name,
            "quantity": self.quantity,
            "price_unit": self.price_unit,
            "tax_ids": [Command.set(taxes.ids)],
        }
