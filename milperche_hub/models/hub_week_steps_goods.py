from odoo import api, models
from odoo.fields import Domain


class HubWeek(models.AbstractModel):
    """The steps after the cut-off: goods in, shared out, delivered, and the money."""

    _inherit = "hub.week"

    @api.model
    def _get_pickings(self, catalogue, role):
        """Transfers of the week shown that were not cancelled."""
        return catalogue.picking_ids.filtered(
            lambda p: p.picking_type_id.hub_role == role and p.state != "cancel"
        )

    @api.model
    def _get_dropoff_step(self, catalogue):
        dropoffs = self._get_pickings(catalogue, "dropoff")
        waiting = dropoffs.filtered(lambda p: p.state != "done")
        due = bool(waiting) and min(waiting.mapped("scheduled_date")) <= self._now()
        moment = self._format_moment(catalogue.date_dropoff) if catalogue else ""
        detail = moment[:1].upper() + moment[1:]
        if dropoffs and waiting:
            detail = self.env._(
                "%(moment)s. Expected: %(names)s",
                moment=detail,
                names=self._join_names(waiting.partner_id.mapped("name")),
            )
        button = waiting and self._prepare_button(
            self.env._("Receive as announced"),
            waiting,
            "action_receive_as_announced",
            confirm=""
            if due
            else self.env._(
                "The drop-off is on %s. Receive everything as announced now?", moment
            ),
        )
        closed = catalogue.state in ("closed", "done")
        return self._describe_step(
            "dropoffs",
            self.env._("Drop-offs"),
            len(dropoffs) - len(waiting),
            len(dropoffs),
            is_done=closed and not waiting,
            blocked=due,
            detail=detail,
            open=catalogue and self._prepare_view(catalogue, "action_view_dropoffs"),
            button=button or False,
            due=due,
        )

    @api.model
    def _get_packing_step(self, catalogue):
        deliveries = self._get_pickings(catalogue, "delivery")
        # A delivery with some of its lots is "assigned" too: look at its lines.
        ready = deliveries.filtered(
            lambda p: p.state in ("assigned", "done") and not p.hub_is_short
        )
        closed = catalogue.state in ("closed", "done")
        incoming = self._get_pickings(catalogue, "dropoff").filtered(
            lambda p: p.state != "done"
        )
        return self._describe_step(
            "packing",
            self.env._("Packing"),
            len(ready),
            len(deliveries),
            # What is short stays short once all has arrived: it blocks nothing.
            is_done=closed and not incoming and bool(deliveries),
            detail=self.env._("%s deliveries have all their lots.", len(ready))
            if deliveries
            else "",
            open=catalogue and self._prepare_view(catalogue, "action_view_packing"),
        )

    @api.model
    def _get_round_step(self, catalogue):
        deliveries = self._get_pickings(catalogue, "delivery")
        waiting = deliveries.filtered(lambda p: p.state != "done")
        incoming = self._get_pickings(catalogue, "dropoff").filtered(
            lambda p: p.state != "done"
        )
        days = waiting.grouped(lambda p: p._get_delivery_day())
        day = min(days, default=None)
        today = self._today()
        button, detail = False, ""
        if day:
            detail = self.env._(
                "%(day)s: %(count)s to deliver.",
                day=self._format_day(day).capitalize(),
                count=len(days[day]),
            )
        if day and not incoming:
            question = self.env._(
                "These deliveries are for %s. Validate them now?", self._format_day(day)
            )
            button = self._prepare_button(
                self.env._("Delivered as prepared"),
                days[day],
                "action_deliver",
                confirm="" if day <= today else question,
            )
        return self._describe_step(
            "rounds",
            self.env._("Rounds"),
            len(deliveries) - len(waiting),
            len(deliveries),
            blocked=bool(day) and day < today,
            detail=detail,
            open=catalogue and self._prepare_view(catalogue, "action_view_runs"),
            button=button,
            due=bool(day) and day <= today,
        )

    @api.model
    def _get_invoice_step(self, catalogue):
        orders = catalogue.order_ids.filtered(lambda o: o.state == "sale")
        due = orders.filtered(lambda o: o.invoice_status == "to invoice")
        invoices = orders.invoice_ids.filtered(lambda m: m.state != "cancel")
        drafts = invoices.filtered(lambda m: m.state == "draft")
        posted = len(invoices) - len(drafts)
        # Core calls an order that was delivered short "no", never "invoiced".
        invoiced = orders.filtered("invoice_ids") - due
        done = invoiced.filtered(lambda o: not o.invoice_ids & drafts)
        # An order delivered with nothing has nothing to invoice.
        nothing = orders.filtered(
            lambda o: (
                o.invoice_status == "no"
                and not o.invoice_ids
                and not any(p.state not in ("done", "cancel") for p in o.picking_ids)
            )
        )
        return self._describe_step(
            "invoices",
            self.env._("Invoices"),
            len(done),
            len(orders - nothing),
            detail=self.env._(
                "%(posted)s invoices posted, %(drafts)s drafts, %(due)s orders to"
                " invoice.",
                posted=posted,
                drafts=len(drafts),
                due=len(due),
            )
            if orders
            else "",
            open=catalogue and self._prepare_view(catalogue, "action_view_invoices"),
        )

    @api.model
    def _get_settlement_step(self, catalogue):
        moves = self.env["stock.move"]
        delivered = moves._get_delivered_domain() & Domain(
            "picking_id.catalogue_id", "in", catalogue.ids
        )
        total = moves.search_count(delivered)
        posted = moves.search_count(
            delivered & Domain("settlement_line_ids.settlement_id.is_posted", "=", True)
        )
        _first, last = self.env["hub.settlement"]._get_period(self._today())
        return self._describe_step(
            "settlements",
            self.env._("Settlements"),
            posted,
            total,
            detail=self.env._(
                "%(done)s of %(total)s delivered lines settled; the period ends on"
                " %(day)s.",
                done=posted,
                total=total,
                day=self._format_day(last),
            )
            if total
            else "",
            open=catalogue and self._prepare_view(catalogue, "action_view_settlements"),
        )
