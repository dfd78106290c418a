from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain


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

    def _is_transparent(self):
        self.ensure_one()
        return (self.shape or self.company_id.hub_consignment_shape) == "transparent"

    def _has_mandate(self):
        return self._is_transparent() or super()._has_mandate()

    def _check_postable(self):
        result = super()._check_postable()
        for settlement in self:
            if settlement._is_transparent():
                settlement._check_clients_invoiced()
        return result

    def _check_clients_invoiced(self):
        """His money is what clients were invoiced in his name: nothing before."""
        waiting = self.line_ids.filtered(
            lambda line: not line.account_move_line_id and line.amount_gross
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

    # ------------------------------------------------------------------
    # One shape
    # ------------------------------------------------------------------

    @api.model
    def _generate(self, producers, date_from, date_to):
        settlements = super()._generate(producers, date_from, date_to)
        return settlements | settlements._split_shapes()

    def _split_shapes(self):
        """A settlement has one shape, that of its sales: the others get their own.

        :return: the settlements that were split off
        """
        sold = Domain("settlement_id", "in", self.ids) & Domain(
            "kind", "!=", "adjustment"
        )
        transparent = self.env["hub.settlement.line"]._search_transparent(sold)
        plain = self.filtered(lambda settlement: settlement.shape != "transparent")
        plain -= transparent.settlement_id
        others = self.browse()
        for settlement in self - plain:
            others |= settlement._split_shape(transparent)
        plain._set_opaque()
        in_name = self.filtered(lambda settlement: settlement._is_transparent())
        (others | in_name)._allocate_commission()
        return others

    def _split_shape(self, transparent):
        """Give its twin the lines of the other shape; both, where there were any.

        :param transparent: the lines sold in their producer's name
        """
        self.ensure_one()
        own = self.line_ids.filtered(lambda line: line.kind != "adjustment")
        shapes = {"transparent": own & transparent, "opaque": own - transparent}
        if own and not shapes.get(self.shape):
            self.shape = "transparent" if shapes["transparent"] else "opaque"
        wrong = own - shapes.get(self.shape, own)
        if not wrong:
            return self.browse()
        twin = self._get_twin()
        wrong.settlement_id = twin
        return self | twin

    def _set_opaque(self):
        """Freeze the shape of settlements that sold nothing in a producer's name."""
        groups = self.env["hub.settlement.line"]._read_group(
            [
                ("settlement_id", "in", self.filtered(lambda s: not s.shape).ids),
                ("kind", "!=", "adjustment"),
            ],
            ["settlement_id"],
        )
        self.browse(settlement.id for (settlement,) in groups).shape = "opaque"

    def _get_twin(self):
        """The draft of the same producer and period, of the other shape."""
        self.ensure_one()
        shape = "opaque" if self.shape == "transparent" else "transparent"
        vals = self._prepare_settlement_vals(
            self.producer_id, self.date_from, self.date_to
        )
        domain = [(name, "=", value) for name, value in vals.items()]
        twin = self.search(
            [*domain, ("shape", "=", shape), ("state", "=", "draft")], limit=1
        )
        return twin or self.create({**vals, "shape": shape})

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

    def _get_bill_date(self):
        """Not before his clients' invoices: his account is then nil on every day."""
        day = super()._get_bill_date()
        if not self._is_transparent():
            return day
        return max([day, *self.line_ids.account_move_line_id.sudo().mapped("date")])

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
        """What the producer sold, from his account; what the hub bears, an expense."""
        sales, borne = self._get_rendered()
        company = self.company_id
        money = company._get_hub_mandate_account()
        cost = company._get_hub_chart_account("pcg_658")
        parts = [(money, self.env._("Sales in your name"), sales)]
        if borne:
            parts.append((cost, self.env._("Borne by the hub"), borne))
        return [
            {
                "name": f"{name}, {self.name}",
                "quantity": 1.0,
                "price_unit": sign * amount,
                "account_id": account.id,
                "tax_ids": [Command.clear()],
            }
            for account, name, amount in parts
        ]

    def _match_mandated(self):
        """Match what clients were invoiced in his name with what is rendered."""
        self.ensure_one()
        account = self.company_id._get_hub_mandate_account()
        invoices = self.line_ids.account_move_line_id.move_id | self.bill_id
        lines = invoices.sudo().line_ids.filtered(
            lambda line: (
                line.account_id == account
                and line.parent_state == "posted"
                and not line.reconciled
            )
        )
        if len(lines) > 1 and account.reconcile:
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
            lambda line: line._get_producer_taxes().tax_group_id
        )
        return [
            {
                "name": group[:1].name or "",
                "base": sum(lines.mapped("amount_gross")),
                "amount": sum(lines.mapped("amount_vat")),
            }
            for group, lines in groups.items()
        ]
