from odoo import api, models
from odoo.fields import Domain


class HubWeek(models.AbstractModel):
    """Exceptions of the goods: awaited, missing, not planned, not delivered."""

    _inherit = "hub.week"

    @api.model
    def _get_open_pickings(self, role):
        """Transfers of the hub still to do, of any week."""
        return self.env["stock.picking"].search(
            Domain("picking_type_id.hub_role", "=", role)
            & Domain("state", "not in", ("draft", "done", "cancel"))
            & Domain("catalogue_id", "!=", False)
            & Domain("company_id", "=", self.env.company.id),
            order="scheduled_date, id",
        )

    @api.model
    def _get_late_dropoff_exceptions(self, catalogues):
        """Drop-offs whose hour has passed: the deliveries wait for their lots."""
        now = self._now()
        late = self._get_open_pickings("dropoff").filtered(
            lambda p: p.scheduled_date < now
        )
        if not late:
            return []
        return [
            self._prepare_exception(
                "danger",
                self.env._("Drop-offs expected and not received"),
                self._prepare_button(
                    self.env._("Receive as announced"),
                    late,
                    "action_receive_as_announced",
                ),
                records=late,
                detail=self._join_names(late.partner_id.mapped("name")),
                catalogue=late.catalogue_id if len(late.catalogue_id) == 1 else None,
            )
        ]

    @api.model
    def _get_late_delivery_exceptions(self, catalogues):
        """Deliveries not validated after their day."""
        today = self._today()
        late = self._get_open_pickings("delivery").filtered(
            lambda p: p._get_delivery_day() < today
        )
        if not late:
            return []
        return [
            self._prepare_exception(
                "danger",
                self.env._("Deliveries not validated after their day"),
                self._prepare_button(
                    self.env._("Validate as prepared"), late, "action_deliver"
                ),
                records=late,
                detail=self._join_names(late.partner_id.mapped("name")),
                catalogue=late.catalogue_id if len(late.catalogue_id) == 1 else None,
            )
        ]

    @api.model
    def _get_short_delivery_exceptions(self, catalogues):
        """Deliveries that got less than ordered, and nothing more is expected."""
        open_moves = Domain("picking_id.catalogue_id", "in", catalogues.ids)
        expected = self.env["stock.move"]._read_group(
            open_moves
            & Domain("picking_type_id.hub_role", "=", "dropoff")
            & Domain("state", "not in", ("done", "cancel")),
            ["product_id"],
        )
        short = self.env["stock.move"].search(
            open_moves
            & Domain("picking_type_id.hub_role", "=", "delivery")
            & Domain("state", "in", ("confirmed", "partially_available"))
            & Domain("product_id", "not in", [product.id for (product,) in expected])
        )
        if not short:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Less arrived than was ordered"),
                self._prepare_open(
                    self.env._("See who gets less"),
                    short,
                    view="milperche_hub.stock_move_view_list_short",
                ),
                records=short.picking_id,
                detail=self._join_names(
                    self._describe_missing(product, moves)
                    for product, moves in short.grouped("product_id").items()
                ),
            )
        ]

    @api.model
    def _describe_missing(self, product, moves):
        missing = sum(
            move.product_qty - move._get_reserved_product_qty() for move in moves
        )
        return self.env._(
            "%(product)s: %(quantity)s %(unit)s missing",
            product=product.display_name,
            quantity=self.env["hub.catalogue"]._format_portal_quantity(
                product.uom_id.round(missing)
            ),
            unit=product.uom_id._get_hub_name(),
        )

    @api.model
    def _get_unplanned_delivery_exceptions(self, catalogues):
        """Deliveries of clients who have a round, and that are in no run."""
        loose = self._get_open_pickings("delivery").filtered(lambda p: not p.batch_id)
        served = self.env["hub.round"]._get_stops(loose.partner_id).partner_id
        loose = loose.filtered(lambda p: p.partner_id in served)
        if not loose:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Deliveries in no run"),
                self._prepare_button(
                    self.env._("Put into their run"), loose, "action_plan_run"
                ),
                records=loose,
                detail=self._join_names(loose.partner_id.mapped("name")),
            )
        ]
