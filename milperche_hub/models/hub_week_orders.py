from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

RECENT_WEEKS = 4
USUAL_WEEKS = 3


class HubWeek(models.AbstractModel):
    """Exceptions of the orders: not placed, not taken, set aside, nowhere to go."""

    _inherit = "hub.week"

    @api.model
    def _get_basket_exceptions(self, catalogues):
        """Baskets with goods that no one placed: a call saves the order."""
        now = self._now()
        takers = catalogues.filtered(
            lambda c: (
                c.state == "open" or (c.state == "closed" and c.date_dropoff > now)
            )
        )
        baskets = self.env["sale.order"].search(
            Domain("catalogue_id", "in", takers.ids)
            & Domain("state", "in", ("draft", "sent"))
            & Domain("hub_date_placed", "=", False)
            & Domain("hub_setaside_reason", "=", False)
            & Domain("order_line.product_uom_qty", ">", 0)
        )
        if not baskets:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Baskets filled, not placed"),
                self._prepare_open(
                    self.env._("Call and place"),
                    baskets,
                    title=self.env._("Baskets to place after a call"),
                    view="milperche_hub.sale_order_view_list_basket",
                ),
                records=baskets,
                detail=self._join_names(
                    baskets.partner_id.mapped(self._get_name_and_phone)
                ),
            )
        ]

    @api.model
    def _get_name_and_phone(self, partner):
        phone = partner.phone or partner.commercial_partner_id.phone
        if not phone:
            return partner.name
        unbroken = phone.replace(" ", "\N{NO-BREAK SPACE}")
        return f"{partner.name} ({unbroken})"

    @api.model
    def _get_silent_client_exceptions(self, catalogues):
        """Usual clients who have not begun an order for the open week."""
        taking = catalogues.filtered("is_accepting")
        if not taking:
            return []
        usual = self._get_usual_clients(min(taking.mapped("date_delivery")))
        ordered = self.env["sale.order"]._read_group(
            [("catalogue_id", "in", taking.ids), ("state", "!=", "cancel")],
            ["catalogue_id", "partner_id"],
        )
        exceptions = []
        for catalogue in taking:
            heard = [client for week, client in ordered if week == catalogue]
            silent = usual - self.env["res.partner"].union(*heard)
            silent -= catalogue._get_closed_clients(silent)
            if silent:
                exceptions.append(self._prepare_silent_clients(catalogue, silent))
        return exceptions

    @api.model
    def _get_usual_clients(self, before):
        """Clients who ordered in at least three of the four weeks before a day."""
        recent = self.env["hub.catalogue"].search(
            [
                ("state", "in", ("closed", "done")),
                ("date_delivery", "<", before),
                ("company_id", "=", self.env.company.id),
            ],
            order="date_delivery desc",
            limit=RECENT_WEEKS,
        )
        groups = self.env["sale.order"]._read_group(
            [
                ("catalogue_id", "in", recent.ids),
                ("state", "=", "sale"),
                ("partner_id.active", "=", True),
            ],
            ["partner_id"],
            ["catalogue_id:count_distinct"],
        )
        least = min(USUAL_WEEKS, len(recent))
        partners = self.env["res.partner"]
        return partners.union(*(p for p, weeks in groups if weeks >= least))

    @api.model
    def _prepare_silent_clients(self, catalogue, silent):
        soon = catalogue.date_close - self._now() < timedelta(hours=24)
        return self._prepare_exception(
            "warning" if soon else "info",
            self.env._("Usual clients who have not ordered"),
            self._prepare_open(
                self.env._("Call them"),
                silent,
                title=self.env._("Clients to call"),
                view="milperche_hub.res_partner_view_list_call",
                hub_catalogue_id=catalogue.id,
            ),
            records=silent,
            detail=self._join_names(silent.mapped(self._get_name_and_phone)),
            catalogue=catalogue,
        )

    @api.model
    def _get_order_set_aside_exceptions(self, catalogues):
        """Orders that the cut-off could not confirm."""
        orders = self.env["sale.order"].search(
            Domain("catalogue_id", "in", catalogues.ids)
            & Domain("state", "in", ("draft", "sent"))
            & Domain("hub_setaside_reason", "!=", False)
        )
        if not orders:
            return []
        reasons = (f"{o.partner_id.name} – {o.hub_setaside_reason}" for o in orders)
        return [
            self._prepare_exception(
                "danger",
                self.env._("Orders set aside at the cut-off"),
                self._prepare_open(
                    self.env._("See the orders"),
                    orders,
                    view="milperche_hub.sale_order_view_list_hub"
                    if len(orders) > 1
                    else None,
                ),
                records=orders,
                detail=self._join_names(reasons),
            )
        ]

    @api.model
    def _get_line_set_aside_exceptions(self, catalogues):
        """Lines that the cut-off took out of orders not delivered yet."""
        lines = self.env["sale.order.line"].search(
            Domain("order_id.catalogue_id", "in", catalogues.ids)
            & Domain("order_id.state", "=", "sale")
            & Domain("hub_setaside_quantity", ">", 0)
            & Domain("product_uom_qty", "=", 0)
            & Domain("order_id.picking_ids.state", "not in", ("done", "cancel"))
        )
        if not lines:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Lines set aside at the cut-off"),
                self._prepare_open(
                    self.env._("See the lines"),
                    lines,
                    view="milperche_hub.sale_order_line_view_list_set_aside",
                ),
                records=lines,
                detail=" · ".join(
                    f"{product.display_name} – "
                    + self._join_names(group.order_id.partner_id.mapped("name"))
                    for product, group in lines.grouped("product_id").items()
                ),
            )
        ]

    @api.model
    def _get_client_without_round_exceptions(self, catalogues):
        """Addresses with an order and no round that passes there."""
        orders = self.env["sale.order"].search(
            Domain("catalogue_id", "in", catalogues.ids)
            & (
                (Domain("state", "=", "sent") & Domain("hub_date_placed", "!=", False))
                | (
                    Domain("state", "=", "sale")
                    & Domain("picking_ids.state", "not in", ("done", "cancel"))
                    & Domain("picking_ids.batch_id", "=", False)
                )
            )
        )
        addresses = orders.partner_shipping_id
        lost = addresses - self.env["hub.round"]._get_stops(addresses).partner_id
        if not lost:
            return []
        rounds = self.env["hub.round"].search(
            [("company_id", "=", self.env.company.id)]
        )
        return [
            self._prepare_exception(
                "warning",
                self.env._("Clients without a round"),
                self._prepare_open(self.env._("Add to a round"), rounds, create=True),
                records=lost,
                detail=self._join_names(lost.mapped("display_name")),
            )
        ]
