from odoo import models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """An invoice made by hand is a sale as well."""

    _inherit = "account.move"

    def _post(self, soft=True):
        self.filtered(lambda m: m.move_type == "out_invoice")._check_loose_goods()
        return super()._post(soft)

    def _check_loose_goods(self):
        """Judge producers' goods that no order brought, which no gate has seen.

        :raise UserError: names what may not be sold, with its reason.
        """
        loose = self.invoice_line_ids.filtered(
            lambda line: line.product_id.producer_id and not line.sale_line_ids
        )
        if not loose:
            return
        today = self.env["hub.proof"]._get_gate_date()
        reasons = loose.product_id.product_tmpl_id._hub_blocking_reasons(today)
        sentences = {
            f"{template.display_name}: {' · '.join(reasons[template])}"
            for template in loose.product_id.product_tmpl_id
            if reasons[template]
        }
        for move, lines in loose.grouped("move_id").items():
            sentences |= set(
                self.env["hub.sale.restriction"]
                ._get_reasons(lines.product_id, move.partner_shipping_id, today)
                .values()
            )
        if sentences:
            raise UserError("\n".join(sorted(sentences)))
