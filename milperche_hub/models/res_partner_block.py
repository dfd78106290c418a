from odoo import fields, models


class ResPartner(models.Model):
    """A producer whose goods must not leave until something is cleared up."""

    _inherit = "res.partner"

    hub_is_blocked = fields.Boolean(
        "Blocked Producer", copy=False, readonly=True, tracking=True
    )
    hub_block_reason = fields.Char("Why Blocked", copy=False, tracking=True)

    def action_block_producer(self):
        """Stop the sale and the delivery of everything of these producers.

        :return: True
        """
        self.hub_is_blocked = True
        self._get_hub_lots_in_stock().action_block()
        self._check_hub_open_offers()
        return True

    def action_unblock_producer(self):
        """Sell their goods again; lots stay blocked one by one.

        :return: True
        """
        self.hub_is_blocked = False
        self._check_hub_open_offers()
        return True

    def _get_hub_lots_in_stock(self):
        quants = self.env["stock.quant"].search(
            [
                ("owner_id", "in", self.ids),
                ("quantity", ">", 0),
                ("location_id.usage", "=", "internal"),
            ]
        )
        return quants.lot_id

    def _check_hub_open_offers(self):
        offers = self.env["hub.offer"].search(
            [("producer_id", "in", self.ids), ("catalogue_id.state", "=", "open")]
        )
        offers._check_suspensions()

    def _hub_get_left_reason(self, date):
        reason = super()._hub_get_left_reason(date)
        if not reason and self.hub_is_blocked:
            return self.env._("%s is blocked by the hub", self.name)
        return reason
