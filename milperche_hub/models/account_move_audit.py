from odoo import fields, models


class AccountMove(models.Model):
    """From an entry to the statement line, the delivery and the weighings behind it."""

    _inherit = "account.move"

    hub_has_trail = fields.Boolean(compute="_compute_hub_has_trail", compute_sudo=True)

    def _compute_hub_has_trail(self):
        for move in self:
            goods = move.is_sale_document() and move.invoice_line_ids.producer_id
            move.hub_has_trail = bool(goods or move.hub_settlement_ids)

    def _get_hub_settlement_lines(self):
        """Statement lines of a self-billed invoice, or tied to a client's."""
        tied = self.invoice_line_ids.sudo().settlement_line_ids
        return tied | self.sudo().hub_settlement_ids.line_ids

    def _get_hub_stock_moves(self):
        """Delivered lines behind an invoice of either side."""
        sold = self.invoice_line_ids.sudo().sale_line_ids.move_ids
        return sold | self._get_hub_settlement_lines().move_id

    def action_hub_statement_lines(self):
        """Show the statement lines behind this entry."""
        lines = self._get_hub_settlement_lines()
        view = self.env.ref("milperche_hub.hub_settlement_line_view_list_audit")
        return lines.sudo(False)._get_records_action(
            name=self.env._("Statement lines"),
            views=[(view.id, "list")],
            view_mode="list",
            domain=[("id", "in", lines.ids)],
            res_id=False,
        )

    def action_hub_deliveries(self):
        """Show the deliveries behind this entry."""
        pickings = self._get_hub_stock_moves().picking_id
        return pickings.sudo(False)._get_records_action(
            name=self.env._("Deliveries"),
            views=[(False, "list"), (False, "form")],
            view_mode="list,form",
            domain=[("id", "in", pickings.ids)],
            res_id=False,
        )

    def action_hub_weighings(self):
        """Show who weighed what behind this entry: before, after, why."""
        moves = self._get_hub_stock_moves()
        logs = self.env["hub.weight.log"].sudo()
        found = logs.search([("move_id", "in", moves.ids)])
        return found.sudo(False)._get_records_action(
            name=self.env._("Weighings"),
            views=[(False, "list")],
            view_mode="list",
            domain=[("id", "in", found.ids)],
            res_id=False,
        )
