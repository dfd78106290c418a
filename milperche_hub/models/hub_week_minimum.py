from odoo import api, models
from odoo.fields import Domain


class HubWeek(models.AbstractModel):
    """Cards of the clients: minimums, order forms, contract prices, hours."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return super()._get_coordinator_exception_methods() + [
            "_get_minimum_exceptions",
            "_get_order_form_exceptions",
            "_get_contract_price_exceptions",
            "_get_window_exceptions",
        ]

    @api.model
    def _get_minimum_exceptions(self, catalogues):
        """What the cut-off found below a minimum, until somebody decides."""
        found = self.env["hub.minimum"].search(
            [("catalogue_id", "in", catalogues.ids), ("state", "=", "todo")]
        )
        found = found.filtered(lambda m: m.catalogue_id.date_delivery >= self._today())
        if not found:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Below a minimum"),
                self._prepare_open(
                    self.env._("Decide"),
                    found,
                    title=self.env._("Below a minimum"),
                    view="milperche_hub.hub_minimum_view_list",
                ),
                records=found,
                detail=self._join_names(
                    [m.partner_id.name or m.round_id.name for m in found]
                ),
            )
        ]

    @api.model
    def _get_order_form_exceptions(self, catalogues):
        """Orders without the order-form number their client demands."""
        orders = self.env["sale.order"].search(
            Domain("catalogue_id", "in", catalogues.ids)
            & Domain("client_order_ref", "in", (False, ""))
            & (
                Domain("state", "=", "sale")
                | (
                    Domain("state", "=", "sent")
                    & Domain("hub_date_placed", "!=", False)
                )
            )
            & (
                Domain("partner_id.hub_needs_order_form", "=", True)
                | Domain("partner_id.hub_payer_id.hub_needs_order_form", "=", True)
            )
        )
        if not orders:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Order-form number missing"),
                self._prepare_open(self.env._("Ask for it"), orders),
                records=orders,
                detail=self._join_names(
                    orders.partner_id.mapped(self._get_name_and_phone)
                ),
            )
        ]

    @api.model
    def _get_contract_price_exceptions(self, catalogues):
        """Contract prices that wait for the producer's yes."""
        prices = self.env["hub.contract.price"].search(
            [
                ("date_accepted", "=", False),
                "|",
                ("date_end", "=", False),
                ("date_end", ">=", self._today()),
            ]
        )
        if not prices:
            return []
        return [
            self._prepare_exception(
                "info",
                self.env._("Contract prices the producer has not accepted"),
                self._prepare_open(
                    self.env._("Record the answer"),
                    prices,
                    view="milperche_hub.hub_contract_price_view_list",
                ),
                records=prices,
                detail=self._join_names(
                    prices.producer_id.mapped(self._get_name_and_phone)
                ),
            )
        ]

    @api.model
    def _get_window_exceptions(self, catalogues):
        """Rounds that leave after a client has stopped receiving."""
        stops = self.env["hub.round.stop"].search(
            [("partner_id.hub_window_to", ">", 0), ("round_id.active", "=", True)]
        )
        late = stops.filtered(
            lambda s: s.round_id.hour_start >= s.partner_id.hub_window_to
        )
        if not late:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Rounds that leave too late for a client"),
                self._prepare_open(self.env._("See the rounds"), late.round_id),
                records=late,
                detail=self._join_names(late.partner_id.mapped("name")),
            )
        ]
