from odoo import api, models


class HubOffer(models.Model):
    """Offers of a producer that pauses."""

    _inherit = "hub.offer"

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        paused = offers.filtered(lambda o: o._get_pause())
        for offer in paused:
            offer._limit_to_shelf()
        paused._check_suspensions()
        return offers

    def _get_pause_day(self):
        """The day that counts for a pause: when the goods are brought."""
        self.ensure_one()
        catalogue = self.catalogue_id
        return catalogue._to_local(catalogue.date_dropoff).date()

    def _get_pause(self):
        """The pause its producer takes on its day; may be empty."""
        self.ensure_one()
        pauses = self.producer_id.sudo().hub_pause_ids
        return (
            pauses and pauses.filtered(lambda p: p._covers(self._get_pause_day()))[:1]
        )

    def _get_suspension_reasons(self, reasons):
        """A pause suspends what is not on the shelf."""
        sentences = super()._get_suspension_reasons(reasons)
        pause = self._get_pause()
        if not pause or self.quantity_shelf:
            return sentences
        sentence = self.env._(
            "%(producer)s pauses %(dates)s",
            producer=self.producer_id.name,
            dates=pause._get_dates_text(),
        )
        return [*sentences, sentence]

    def _limit_to_shelf(self):
        """Offer only what is stored; what is ordered beyond it is a shortage."""
        self.ensure_one()
        self.env["hub.shortage"]._open(self, self.quantity_shelf, origin="pause")
        if not self.is_short:
            self.on_demand = False

    def _get_ordering_clients(self):
        """Clients whose orders, placed or not, ask for these offers."""
        return self.line_ids.filtered(
            lambda x: x.product_uom_qty > 0 and x.order_id.state in ("draft", "sent")
        ).order_id.partner_id

    def _leave_drafts(self):
        """Take these offers out of the baskets that nobody placed yet."""
        lines = self.line_ids.filtered(
            lambda x: x.order_id.state in ("draft", "sent") and not x.order_id._holds()
        )
        for order, group in lines.grouped("order_id").items():
            names = ", ".join(group.product_id.mapped("name"))
            order.message_post(
                body=self.env._("Taken out, the producer pauses: %s", names)
            )
        lines.unlink()
