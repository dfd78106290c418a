from odoo import fields, models
from odoo.tools import format_datetime


class HubCatalogue(models.Model):
    """The cut-off: sort the placed orders, confirm the good ones in one batch."""

    _inherit = "hub.catalogue"

    def action_close(self):
        """Cut off open catalogues; closing twice changes nothing.

        A line that may not be sold is set aside with its reason and the rest of
        its order goes on; an order that cannot be confirmed is set aside and the
        others go on. Then each producer gets one drop-off and each delivery its
        place in a round.

        :return: True
        """
        self._lock_rows()
        catalogues = self.filtered(lambda c: c.state == "open")
        catalogues.state = "closed"
        orders = catalogues.order_ids
        orders._lock_rows()
        placed = orders.with_context(hub_rows_locked=True).filtered(
            lambda o: o.state == "sent" and o.hub_date_placed
        )
        placed._set_aside_refused_lines()
        empty = placed.filtered(
            lambda o: not any(line.product_uom_qty > 0 for line in o._get_goods_lines())
        )
        empty._set_aside(self.env._("No line of this order can be sold."))
        (placed - empty)._confirm_at_cutoff()
        for catalogue in catalogues:
            catalogue._plan_goods()
        return True

    def _lock_rows(self):
        """Let a second press of the button wait, then see what the first did."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM hub_catalogue WHERE id = ANY(%s) ORDER BY id"
            " FOR NO KEY UPDATE",
            [sorted(self.ids)],
        )
        self.invalidate_recordset(["state"])

    def _hold_open(self):
        """Let no cut-off pass between reading the state and placing an order.

        Shared: those who place do not wait for each other; the cut-off waits for
        them, and whoever comes after it reads that the sale is closed.
        """
        self.env.cr.execute(
            "SELECT id FROM hub_catalogue WHERE id = ANY(%s) ORDER BY id FOR SHARE",
            [sorted(self.ids)],
        )
        self.invalidate_recordset(["state"])

    def _get_closed_message(self):
        """One sentence that says why nothing can be ordered here now."""
        self.ensure_one()
        now = fields.Datetime.now()
        if self.state == "draft" or (self.state == "open" and self.date_open > now):
            return self.env._("“%s” is not open for orders yet.", self.name)
        if self.state == "cancel":
            return self.env._("“%s” is cancelled.", self.name)
        return self.env._(
            "Orders for “%(name)s” closed on %(moment)s.",
            name=self.name,
            moment=format_datetime(
                self.env, self.date_close, tz=self._get_hub_timezone().zone
            ),
        )
