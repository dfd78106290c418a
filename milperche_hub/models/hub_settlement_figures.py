from odoo import api, models

from .stock_move_figures import SALE_AMOUNTS


class HubSettlement(models.Model):
    """Figures count estimates until a settlement is posted, its cents afterwards."""

    _inherit = "hub.settlement"

    def _set_posted(self):
        result = super()._set_posted()
        self.line_ids._count_in_figures()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_lines_first(self):
        # deleted by the database alone, they would leave their cents in the figures
        self.line_ids.unlink()


class HubSettlementLine(models.Model):
    _inherit = "hub.settlement.line"

    def _count_in_figures(self):
        """Give the delivered lines their settled cents, in one statement.

        What their computed amounts would find: a delivered line is settled once.
        """
        self.flush_model(["move_id", "amount_gross", "amount_commission"])
        moves = self.env["stock.move"].sudo()
        self.env.cr.execute(
            """
            UPDATE stock_move move SET hub_sale_amount = line.amount_gross,
                   hub_sale_commission = line.amount_commission
              FROM hub_settlement_line line
             WHERE line.move_id = move.id AND line.id = ANY(%s)
               AND move.hub_sale_date IS NOT NULL
         RETURNING move.id
            """,
            [list(self._ids)],
        )
        settled = moves.browse(row[0] for row in self.env.cr.fetchall())
        for name in SALE_AMOUNTS:
            self.env.remove_to_compute(moves._fields[name], settled)
        settled.invalidate_recordset(SALE_AMOUNTS)
