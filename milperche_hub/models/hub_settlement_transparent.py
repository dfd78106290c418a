from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.commission import spread


class HubSettlement(models.Model):
    """Rendering account to a producer in whose name the clients were invoiced.

    His sales, VAT included, go from the account of others' money to what he is owed;
    the commission invoice is set against it. What the hub bears is its expense.
    """

    _inherit = "hub.settlement"

    bill_kind = fields.Selection(
        selection_add=[("rendering", "Account rendered")],
        ondelete={"rendering": "set null"},
    )

    @api.model
    def _prepare_settlement_vals(self, producer, date_from, date_to):
        vals = super()._prepare_settlement_vals(producer, date_from, date_to)
        return {**vals, "shape": self.env.company.hub_consignment_shape}

    def _is_transparent(self):
        self.ensure_one()
        return (self.shape or self.company_id.hub_consignment_shape) == "transparent"

    def _has_mandate(self):
        return self._is_transparent() or super()._has_mandate()

    def _check_postable(self):
        result = super()._check_postable()
        for settlement in self:
            settlement._check_one_shape()
            if settlement._is_transparent():
                settlement._check_clients_invoiced()
        return result

    def _check_clients_invoiced(self):
        """His money is what clients were invoiced in his name: nothing before."""
        waiting = self.line_ids.filtered(
            lambda line: not line.account_move_line_id and not line.kind == "adjustment"
        )
        if waiting:
            raise UserError(
                self.env._(
                    "%(settlement)s: sold in the producer's name, these goods are"
                    " settled once their clients are invoiced (%(count)s lines wait).",
                    settlement=self.display_name,
                    count=len(waiting),
                )
            )

    def _check_one_shape(self):
        """A reduction follows the shape under which its goods were settled."""
        origins = self.line_ids.reduction_id.move_id.settlement_line_ids
        other = origins.settlement_id.filtered(
            lambda s: s.is_posted and s._is_transparent() != self._is_transparent()
        )
        if other:
            raise UserError(
                self.env._(
                    "%(settlement)s reduces sales of %(other)s, which had the other"
                    " shape of consignment: the accountant corrects them.",
                    settlement=self.display_name,
                    other=", ".join(other.mapped("name")),
                )
            )

    # ------------------------------------------------------------------
    # Entries
    # ------------------------------------------------------------------

    def _create_bills(self):
        own = self.filtered(lambda settlement: settlement._is_transparent())
        own._take_client_vats()
        bills = super()._create_bills()
        own.bill_kind = "rendering"
        for settlement in own:
            settlement._match_mandated()
        return bills

    def _get_rendered(self):
        """Sales incl. the producer's VAT, and what the hub bears of them."""
        self.ensure_one()
        currency = self.currency_id
        sales = currency.round(
            self.amount_gross + sum(self.line_ids.mapped("amount_vat"))
        )
        return sales, currency.round(self.amount_borne)

    def _prepare_bill_vals(self):
        vals = super()._prepare_bill_vals()
        if not self._is_transparent():
            return vals
        sign = -1 if sum(self._get_rendered()) < 0 else 1
        return {
            **vals,
            "move_type": "in_refund" if sign < 0 else "in_invoice",
            "journal_id": self.company_id._get_hub_rendering_journal().id,
            "invoice_line_ids": [
                Command.create(line) for line in self._prepare_rendered_lines(sign)
            ],
        }

    def _prepare_rendered_lines(self, sign):
        sales, borne = self._get_rendered()
        company = self.company_id
        parts = [
            (
                company._get_hub_mandate_account(),
                self.env._("Sales in your name"),
                sales,
            ),
            (
                company._get_hub_chart_account("pcg_658"),
                self.env._("Borne by the hub"),
                borne,
            ),
        ]
        return [
            {
                "name": f"{name}, {self.name}",
                "quantity": 1.0,
                "price_unit": sign * amount,
                "account_id": account.id,
                "tax_ids": [Command.clear()],
            }
            for account, name, amount in parts
            if amount or account == company._get_hub_mandate_account()
        ]

    def _match_mandated(self):
        """Match what clients were invoiced in his name with what is rendered."""
        self.ensure_one()
        invoices = self.line_ids.account_move_line_id.move_id | self.bill_id
        lines = invoices.sudo().line_ids.filtered(
            lambda line: (
                line._is_mandated()
                and line.partner_id == self.producer_id
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )
        if len(lines) > 1 and lines.account_id.reconcile:
            lines.reconcile()

    # ------------------------------------------------------------------
    # VAT and the statement
    # ------------------------------------------------------------------

    def _take_client_vats(self):
        """The VAT of each line is what its client was invoiced."""
        for settlement in self:
            for line, vat in settlement.line_ids._get_client_vats().items():
                if settlement.currency_id.compare_amounts(line.amount_vat, vat):
                    line.write({"amount_vat": vat, "is_vat_cost": False})

    def _get_statement_total(self):
        if not self.bill_id and self._is_transparent():
            return sum(self._get_rendered())
        return super()._get_statement_total()

    def _get_statement_taxes(self):
        if not self._is_transparent():
            return super()._get_statement_taxes()
        groups = self.line_ids.filtered("amount_vat").grouped(
            lambda line: line._get_bill_taxes().tax_group_id
        )
        return [
            {
                "name": group[:1].name or "",
                "base": sum(lines.mapped("amount_gross")),
                "amount": sum(lines.mapped("amount_vat")),
            }
            for group, lines in groups.items()
        ]


class HubSettlementLine(models.Model):
    _inherit = "hub.settlement.line"

    def _get_client_vats(self):
        """``{line: VAT}`` as invoiced to clients; by the rates while it is not."""
        vats = {}
        for invoice_line, lines in self.grouped("account_move_line_id").items():
            if invoice_line:
                vats.update(lines._share_client_vat(invoice_line.sudo()))
                continue
            for line in lines:
                rate = sum(line._get_producer_taxes().mapped("amount"))
                vats[line] = line.currency_id.round(line.amount_gross * rate / 100)
        return vats

    def _share_client_vat(self, invoice_line):
        """What is left of an invoice line's VAT, shared by what each line is worth."""
        vat = invoice_line.move_id._get_line_vats()[invoice_line]
        others = invoice_line.settlement_line_ids - self
        settled = others.filtered("settlement_id.is_posted")
        worth = invoice_line._get_hub_sign() * invoice_line.price_subtotal
        rest = worth - sum((self | settled).mapped("amount_gross"))
        left = vat - sum(settled.mapped("amount_vat"))
        parts = spread(round(left, 2), [*self.mapped("amount_gross"), round(rest, 2)])
        return {line: float(part) for line, part in zip(self, parts, strict=False)}

    def _get_producer_taxes(self):
        """VAT of the producer's scheme on the day of delivery."""
        self.ensure_one()
        taxes = self.env["account.tax"]
        if self.producer_id._get_vat_regime(self.date) == "vat" and self.product_id:
            taxes = self.product_id.taxes_id._filter_taxes_by_company(self.company_id)
        return taxes
