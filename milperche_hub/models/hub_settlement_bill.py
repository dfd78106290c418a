from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class HubSettlement(models.Model):
    """The self-billed invoice of a settlement (BOI-TVA-CHAMP-10-10-40-40).

    In its own name, the hub is deemed to buy the goods at their price less its
    commission: that net is the base of the producer's invoice and of its VAT.
    """

    _inherit = "hub.settlement"

    def _create_bills(self):
        bills = self.env["account.move"].create(
            [settlement._prepare_bill_vals() for settlement in self]
        )
        for settlement, bill in zip(self, bills, strict=True):
            settlement.bill_id = bill
        self._post_bills(bills)
        return bills

    def _post_bills(self, bills):
        bills._post(soft=False)

    def _prepare_bill_vals(self):
        self.ensure_one()
        journal = self.company_id.hub_selfbilling_journal_id
        if not journal:
            raise UserError(
                self.env._("Choose the self-billing journal in the hub's settings.")
            )
        # A negative bill is refused by core: what is owed back is a refund.
        sign = -1 if self.amount_net < 0 else 1
        return {
            "move_type": "in_refund" if sign < 0 else "in_invoice",
            "journal_id": journal.id,
            "partner_id": self.producer_id.id,
            "company_id": self.company_id.id,
            "invoice_date": self._get_bill_date(),
            "invoice_date_due": max(
                self.date_due or self.date_to, self._get_bill_date()
            ),
            "invoice_payment_term_id": False,
            "invoice_origin": self.name,
            "ref": self.name,
            "invoice_line_ids": [
                Command.create(vals) for vals in self._prepare_bill_lines_vals(sign)
            ],
        }

    def _get_bill_date(self):
        return min(self.date_to, fields.Date.context_today(self))

    def _prepare_bill_lines_vals(self, sign):
        """One line per product, rate and VAT, whose subtotal is its net to the cent."""
        groups = self.line_ids.grouped(lambda line: line._get_bill_key())
        return [
            lines._prepare_bill_line_vals(sign)
            for _key, lines in sorted(
                groups.items(), key=lambda item: item[0][0].display_name or "\uffff"
            )
            if lines
        ]
