from odoo import fields, models

from ..tools.commission import spread


class AccountMove(models.Model):
    """A client invoice in a producer's name: his goods, his VAT, his series.

    All but what the client owes is on the account of his money (467).
    """

    _inherit = "account.move"

    hub_seller_id = fields.Many2one(
        "res.partner",
        "Sold in the Name Of",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The producer whose invoice this is, made out by the hub on his behalf.",
    )

    def _get_starting_sequence(self):
        """Each producer's invoices have a series of their own, as self-billed ones."""
        start = super()._get_starting_sequence()
        if not self.hub_seller_id:
            return start
        code = self.journal_id.code
        return start.replace(code, f"{code}{self.hub_seller_id.id:05}", 1)

    def _get_last_sequence_domain(self, relaxed=False):
        where, param = super()._get_last_sequence_domain(relaxed)
        if self.hub_seller_id:
            where += " AND hub_seller_id = %(hub_seller_id)s"
            param["hub_seller_id"] = self.hub_seller_id.id
        else:
            where += " AND hub_seller_id IS NULL"
        return where, param

    def _get_hub_mention_codes(self):
        codes = super()._get_hub_mention_codes()
        if not self.hub_seller_id:
            return codes
        own = self.hub_seller_id._get_vat_mention_codes(self._get_vat_day())
        hub = ("vat_franchise", "vat_on_debits")
        return [*own, *(code for code in codes if code not in hub)]

    def _get_vat_day(self):
        if not self.hub_seller_id:
            return super()._get_vat_day()
        lines = self.sudo().invoice_line_ids.filtered("producer_id")
        days = [line._get_hub_delivery()[1] for line in lines]
        return max(days, default=self.invoice_date or self.date)

    def _get_hub_seller_facts(self, hub):
        facts = super()._get_hub_seller_facts(hub)
        seller = self.hub_seller_id
        if seller:
            facts.append((seller._get_hub_siret(), self._say("siret", seller)))
            if seller._get_vat_regime(self._get_vat_day()) == "vat":
                facts.append((seller.vat, self._say("vat", seller)))
        return facts

    def _get_line_vats(self):
        """The VAT of each line of a client invoice, spread to the cent.

        :return: ``{invoice line: VAT}``, signed as seen by the client: an invoice's is
            positive, a credit note's negative
        """
        self.ensure_one()
        bases = self.line_ids.filtered(lambda line: line.display_type == "product")
        vats = dict.fromkeys(bases, 0.0)
        for tax, items in self.line_ids.grouped("tax_line_id").items():
            own = bases.filtered(lambda line, tax=tax: tax in line.tax_ids)
            if tax and own:
                weights = [-line.balance for line in own]
                parts = spread(-sum(items.mapped("balance")), weights)
                for line, part in zip(own, parts, strict=True):
                    vats[line] += float(part)
        return vats


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _is_mandated(self):
        """Whether a line of a client invoice is a producer's money."""
        self.ensure_one()
        seller = self.move_id.hub_seller_id
        return bool(seller) and self.display_type in ("product", "tax")

    def _compute_partner_id(self):
        mandated = self.filtered(lambda line: line._is_mandated())
        for line in mandated:
            line.partner_id = line.move_id.hub_seller_id
        return super(AccountMoveLine, self - mandated)._compute_partner_id()

    def write(self, vals):
        """Core gives all lines of an invoice its client: a producer's stay his."""
        if "partner_id" not in vals:
            return super().write(vals)
        mandated = self.filtered(lambda line: line._is_mandated())
        for move, lines in mandated.grouped("move_id").items():
            own = {**vals, "partner_id": move.hub_seller_id.id}
            super(AccountMoveLine, lines).write(own)
        return super(AccountMoveLine, self - mandated).write(vals)
