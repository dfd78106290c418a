from odoo import api, fields, models

#: a stop that costs more than this part of its order is named before leaving
DEAR = 0.15


class StockPickingBatch(models.Model):
    """What the run costs beside what it sells; which stops are not worth the road."""

    _inherit = "stock.picking.batch"

    hub_cost_text = fields.Char(
        "Of What It Sells",
        compute="_compute_hub_cost_text",
        groups="milperche_hub.group_coordinator",
    )
    hub_cost_warning = fields.Text(
        "Dear Stops",
        compute="_compute_hub_cost_text",
        groups="milperche_hub.group_coordinator",
    )

    @api.depends("hub_cost", "hub_run_stop_ids.cost", "hub_run_stop_ids.amount_untaxed")
    def _compute_hub_cost_text(self):
        quantity = self.env["hub.catalogue"]._format_portal_quantity
        for batch in self:
            stops = batch._get_ordered_stops()
            sold = sum(stops.mapped("amount_untaxed"))
            batch.hub_cost_text = self.env._(
                "%(part)s %% of %(amount)s",
                part=quantity(round(100 * batch.hub_cost / sold, 1) if sold else 0.0),
                amount=batch.hub_currency_id.format(sold),
            )
            dear = stops.filtered(
                lambda s: s.amount_untaxed and s.cost > DEAR * s.amount_untaxed
            )
            batch.hub_cost_warning = "\n".join(
                self.env._(
                    "%(client)s: this stop costs %(cost)s for a %(amount)s order.",
                    client=stop.partner_id.name,
                    cost=stop.currency_id.format(stop.cost),
                    amount=stop.currency_id.format(stop.amount_untaxed),
                )
                for stop in dear
            )
