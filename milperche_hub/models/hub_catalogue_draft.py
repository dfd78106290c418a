from odoo import fields, models
from odoo.fields import Domain


class HubCatalogue(models.Model):
    """A draft that writes itself: last week's offers, at today's prices."""

    _inherit = "hub.catalogue"

    schedule_id = fields.Many2one(
        "hub.schedule",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        readonly=True,
        copy=False,
    )
    date_cycle = fields.Date(
        "Opening Day of the Schedule", readonly=True, copy=False, index=True
    )
    date_approved = fields.Datetime("Approved On", readonly=True, copy=False)
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    left_out_product_ids = fields.Many2many(
        "product.product",
        "hub_catalogue_left_out_rel",
        string="Left Out",
        copy=False,
        help="Taken out of the draft by hand: it does not come back by itself.",
    )

    _cycle_unique = models.UniqueIndex(
        "(schedule_id, date_cycle) WHERE schedule_id IS NOT NULL",
        "This week of the schedule has its catalogue already.",
    )

    def _get_previous(self):
        """The catalogue before this one: of its schedule, else of the hub; or none."""
        self.ensure_one()
        before = (
            Domain("company_id", "=", self.company_id.id)
            & Domain("date_delivery", "<", self.date_delivery)
            & Domain("state", "!=", "cancel")
            & Domain("offer_ids", "!=", False)
        )
        order = "date_delivery desc, id desc"
        own = Domain("schedule_id", "=", self.schedule_id.id)
        found = self.browse()
        if self.schedule_id:
            found = self.search(before & own, order=order, limit=1)
        return found or self.search(before, order=order, limit=1)

    def _prepare_repeated_vals(self, offer):
        """Last week's offer at today's price."""
        is_empty = self.schedule_id.quantity_rule == "empty"
        return {
            "catalogue_id": self.id,
            "product_id": offer.product_id.id,
            "on_demand": offer.on_demand,
            "quantity_offered": 0.0 if is_empty else offer.quantity_offered,
        }

    def _is_to_offer(self, product):
        return (
            product.active
            and product.sale_ok
            and product.product_tmpl_id.is_offerable
            and self._is_in_season(product)
        )

    def _is_in_season(self, product):
        self.ensure_one()
        months = product.season_month_ids.mapped("number")
        return not months or self.date_delivery.month in months

    def _get_coming_products(self, previous):
        """Products born or come into season since the week before.

        What was left out then on purpose stays out.
        """
        products = self.env["product.product"].search(
            self._get_season_products_domain()
            & Domain("id", "not in", previous.offer_ids.product_id.ids)
        )
        if previous:
            products = products.filtered(
                lambda p: (
                    p.create_date > previous.create_date
                    or not previous._is_in_season(p)
                )
            )
        return products.filtered("product_tmpl_id.is_offerable")

    def _refresh_draft(self):
        """Follow what changed since the week before, until someone approves the draft.

        What was added, left out or priced by hand stays so; an offer already asked for
        stays too. Running it again changes nothing.
        """
        self.ensure_one()
        if self.state != "draft" or self.date_approved:
            return
        previous = self._get_previous()
        wanted = {
            offer.product_id: self._prepare_repeated_vals(offer)
            for offer in previous.offer_ids.sorted("id")
            if self._is_to_offer(offer.product_id)
        }
        for product in self._get_coming_products(previous):
            wanted[product] = self._prepare_offer_vals(product)
        own = self.with_context(hub_refresh=True)
        own._drop_offers(wanted)
        own._follow_prices()
        left_out = self.left_out_product_ids | self.offer_ids.product_id
        own.env["hub.offer"].create(
            [vals for product, vals in wanted.items() if product not in left_out]
        )

    def _drop_offers(self, wanted):
        self.offer_ids.filtered(
            lambda o: o.product_id not in wanted and not o.is_by_hand and not o.line_ids
        ).unlink()

    def _follow_prices(self):
        for offer in self.offer_ids:
            price = offer.product_id.lst_price
            if not offer.has_own_price and offer.price_unit != price:
                offer.price_unit = price
