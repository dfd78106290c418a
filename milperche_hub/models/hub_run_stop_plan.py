from odoo import api, fields, models

from ..tools import route


class HubRunStop(models.Model):
    """When the van comes, what it brings, and what the stop costs."""

    _inherit = "hub.run.stop"

    rank = fields.Integer("Stop", compute="_compute_plan")
    km = fields.Float("km", compute="_compute_plan", digits=(6, 1))
    is_place_known = fields.Boolean(compute="_compute_plan")
    arrival = fields.Float("Arrives", compute="_compute_plan")
    is_late = fields.Boolean("Late", compute="_compute_plan")
    weight = fields.Float("Weight (kg)", compute="_compute_load", digits="Stock Weight")
    amount_untaxed = fields.Monetary(
        "Order excl. Tax",
        compute="_compute_amount",
        groups="milperche_hub.group_coordinator",
    )
    cost = fields.Monetary(
        compute="_compute_plan", groups="milperche_hub.group_coordinator"
    )
    cost_text = fields.Char(
        "Cost of the Stop",
        compute="_compute_cost_text",
        groups="milperche_hub.group_coordinator",
    )

    @api.depends(
        "sequence",
        "window_start",
        "window_end",
        "unload_minutes",
        "partner_id.partner_latitude",
        "partner_id.partner_longitude",
        "batch_id.scheduled_date",
        "batch_id.hub_run_stop_ids.sequence",
    )
    def _compute_plan(self):
        for batch, stops in self.grouped("batch_id").items():
            ordered = batch._get_ordered_stops()
            plan = batch._make_plan(ordered)
            costs = batch._split_cost(ordered)[1]
            for rank, stop in enumerate(ordered):
                leg = plan.legs[rank]
                stop.rank = rank + 1
                stop.km = leg.km or 0.0
                stop.is_place_known = leg.km is not None
                stop.arrival = leg.start % 24
                stop.is_late = leg.late > 0
                stop.sudo().cost = float(costs[rank])
            for stop in stops - ordered:
                stop.rank = stop.km = stop.arrival = 0
                stop.is_place_known = stop.is_late = False
                stop.sudo().cost = 0.0

    @api.depends("batch_id.picking_ids.hub_load_weight")
    def _compute_load(self):
        for stop in self:
            stop.weight = sum(stop.picking_ids.mapped("hub_load_weight"))

    @api.depends("batch_id.picking_ids.sale_id.amount_untaxed")
    def _compute_amount(self):
        for stop in self:
            orders = stop.picking_ids.sudo().sale_id
            stop.amount_untaxed = sum(orders.mapped("amount_untaxed"))

    @api.depends("cost", "amount_untaxed")
    def _compute_cost_text(self):
        for stop in self:
            money = stop.currency_id.format
            stop.cost_text = self.env._(
                "%(cost)s for %(amount)s",
                cost=money(stop.cost),
                amount=money(stop.amount_untaxed),
            )

    def _prepare_route_stop(self):
        """The stop as the route's arithmetic wants it."""
        self.ensure_one()
        return route.Stop(
            self.partner_id._get_hub_route_place(),
            float(self.unload_minutes),
            self.window_start or None,
            self.window_end or None,
        )
