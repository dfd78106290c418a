from odoo import fields, models
from odoo.fields import Domain


class HubCatalogue(models.Model):
    """What the "This week" page asks of a catalogue."""

    _inherit = "hub.catalogue"

    is_received = fields.Boolean(compute="_compute_progress")
    is_delivered = fields.Boolean(compute="_compute_progress")
    is_to_invoice = fields.Boolean(compute="_compute_progress")

    def _compute_progress(self):
        """Which of the week's buttons still have something to do."""
        for catalogue in self:
            waiting = catalogue.picking_ids.filtered(
                lambda p: p.state not in ("done", "cancel")
            )
            roles = set(waiting.mapped("hub_role"))
            catalogue.is_received = "dropoff" not in roles
            catalogue.is_delivered = "delivery" not in roles
            catalogue.is_to_invoice = any(
                order.invoice_status == "to invoice" for order in catalogue.order_ids
            )

    def _get_unfinished(self):
        """Catalogues with work left, in a constant number of queries.

        Settlements follow their own periods and do not hold a week up.
        """
        closed = self.filtered(lambda c: c.state == "closed")
        of_closed = Domain("catalogue_id", "in", closed.ids)
        waiting = self.env["stock.picking"]._read_group(
            of_closed & Domain("state", "not in", ("done", "cancel")), ["catalogue_id"]
        )
        left = Domain("hub_setaside_reason", "!=", False) & Domain(
            "state", "in", ("draft", "sent")
        )
        if self.env["hub.week"]._is_coordinator():
            left |= Domain("invoice_status", "=", "to invoice")
            left |= Domain("invoice_ids.state", "=", "draft")
        due = self.env["sale.order"]._read_group(of_closed & left, ["catalogue_id"])
        busy = self.browse().union(*(catalogue for (catalogue,) in waiting + due))
        return self.filtered(lambda c: c.state in ("draft", "open") or c in busy)

    def action_view_week(self):
        """Show where these catalogues stand on the "This week" page."""
        action = self.env["ir.actions.client"]._for_xml_id(
            "milperche_hub.hub_week_action"
        )
        action["params"] = {"catalogue_id": self[:1].id}
        return action

    def action_view_runs(self):
        """Show the runs that deliver these catalogues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.stock_picking_batch_action_hub"
        )
        action["domain"] = [("picking_ids.catalogue_id", "in", self.ids)]
        action["context"] = {}
        return action

    def action_view_invoices(self):
        """Show the client invoices of these catalogues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [("id", "in", self.order_ids.invoice_ids.ids)]
        action["context"] = {"create": False, "default_move_type": "out_invoice"}
        # Core's invitation to make a first invoice by hand is not for this list.
        action["help"] = False
        return action

    def action_view_settlements(self):
        """Show the settlements that hold lines of these catalogues."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_settlement_action"
        )
        action["domain"] = [("line_ids.picking_id.catalogue_id", "in", self.ids)]
        action["context"] = {}
        return action
