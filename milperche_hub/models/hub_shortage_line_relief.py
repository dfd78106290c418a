from odoo import api, fields, models

from .res_company_shortage import RELIEF_BORNE_BY


class HubShortageLine(models.Model):
    """Who bears what a substitute costs more than what is missing.

    The order shows the substitute's own price. Where the client does not bear the
    difference, the delivery grants it as a reduction: borne by the hub, which takes it
    back from the producer who was short when that one bears it.
    """

    _inherit = "hub.shortage.line"

    borne_by = fields.Selection(
        RELIEF_BORNE_BY,
        "Difference Borne By",
        compute="_compute_borne_by",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("shortage_id")
    def _compute_borne_by(self):
        for line in self:
            company = line.shortage_id.company_id or self.env.company
            line.borne_by = company.sudo().hub_substitute_borne_by

    def _is_relieved(self):
        """Whether the client pays no more than for what it had ordered."""
        self.ensure_one()
        return (
            self.borne_by != "client"
            and self.currency_id.compare_amounts(self._get_relief(), 0.0) > 0
        )

    def _get_relief(self):
        """What it costs this client more than what is missing, excl. tax.

        At the client's own prices; packs rounded up are not at its cost either.
        """
        self.ensure_one()
        client, day = self.partner_id, self.catalogue_id.date_delivery
        other, missing = self.substitute_offer_id, self.offer_id
        prices = client._get_hub_prices(other.product_id | missing.product_id, day)
        dear = prices.get(other.product_id, other.price_unit)
        usual = self.order_line_id.price_unit
        if self.order_line_id.product_uom_id != self.uom_id:
            usual = self.order_line_id.product_uom_id._compute_price(usual, self.uom_id)
        return self.currency_id.round(
            dear * self.substitute_quantity - usual * self.quantity_missing
        )

    def _apply_substitute(self):
        result = super()._apply_substitute()
        for line in self.filtered(lambda x: x._is_relieved()):
            given = line.order_id.order_line.filtered(
                lambda x, o=line.substitute_offer_id: x.offer_id == o
            )[:1]
            given.sudo()._add_relief(line)
        return result

    def _get_message_values(self):
        values = super()._get_message_values()
        if values["instead"] and self._is_relieved():
            values["effect"] = self.env._("at no extra cost")
        return values
