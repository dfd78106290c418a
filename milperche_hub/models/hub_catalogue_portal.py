from functools import cache

from babel.dates import format_time

from odoo import api, fields, models
from odoo.tools import format_date, formatLang
from odoo.tools.misc import babel_locale_parse


class HubCatalogue(models.Model):
    """The catalogue as a client reads it: what can be ordered, until when.

    Called as superuser by the portal's pages for a client they have identified:
    nothing here names a commission or another client.
    """

    _inherit = "hub.catalogue"

    @api.model
    def _get_portal_catalogues(self):
        """Catalogues that take orders now, the first to close first."""
        now = fields.Datetime.now()
        return self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "open"),
                ("date_open", "<=", now),
                ("date_close", ">", now),
            ],
            order="date_close, id",
        )

    def _takes_baskets(self):
        """Whether a client may fill a basket here, to be placed now or later."""
        self.ensure_one()
        return self.is_accepting

    @api.model
    def _get_portal_next_opening(self):
        """The next catalogue announced; may be empty."""
        return self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "=", "draft"),
                ("date_open", ">", fields.Datetime.now()),
            ],
            order="date_open, id",
            limit=1,
        )

    def _get_portal_moment(self, moment):
        """A UTC ``moment`` in words, on the hub's clock: "Thursday 12 March, 12:00"."""
        local = self._to_local(moment)
        locale = babel_locale_parse(self.env.lang or "en_US")
        return self.env._(
            "%(day)s, %(hour)s",
            day=self._get_portal_day(local.date()),
            hour=format_time(local, "HH:mm", locale=locale),
        )

    @api.model
    def _get_portal_day(self, day):
        """A ``day`` in words: "Thursday 12 March"."""
        return format_date(self.env, day, date_format="EEEE d MMMM") if day else ""

    def _get_portal_short_day(self, client):
        """The client's own delivery day, short enough for a row of weeks: "3 Dec."."""
        day = self.env["hub.round"]._get_delivery_day(client, self.date_delivery)
        return format_date(self.env, day, date_format="d MMM")

    def _get_portal_delivery_day(self, client, order):
        """The day on which this client's goods come: what is shown is true that day.

        :param order: its order in this catalogue; may be empty.
        """
        if order.commitment_date:
            return self._to_local(order.commitment_date).date()
        return self.env["hub.round"]._get_delivery_day(client, self.date_delivery)

    # ------------------------------------------------------------------
    # The grid
    # ------------------------------------------------------------------

    def _get_portal_families(self, client, order):
        """What the grid shows, in a constant number of queries.

        :param client: the ``res.partner`` that orders.
        :param order: its open ``sale.order``, may be empty; what it asks for stays
            in sight even when it cannot be sold any more.
        :return: ``[{"id", "name", "offers": [dict, …]}]``, families in their order.
        """
        self.ensure_one()
        asked = order._get_portal_quantities()
        offers = self.offer_ids
        self._fetch_portal_columns(offers)
        refused = self._get_portal_refusals(client, offers)
        offers = offers.filtered(lambda o: o not in refused or asked.get(o.id))
        context = self._get_portal_context(offers, order)
        families = []
        groups = offers.grouped("categ_id")
        for family in sorted(groups, key=self._get_portal_family_key):
            rows = groups[family].sorted(self._get_portal_row_key)
            families.append(
                {
                    "id": family.id,
                    "name": family.name,
                    "offers": [
                        row._get_portal_values(
                            context, asked.get(row.id, 0.0), refused.get(row, "")
                        )
                        for row in rows
                    ],
                }
            )
        return families

    @api.model
    def _fetch_portal_columns(self, offers):
        """Read what the grid needs of all offers at once, whatever their number.

        Left to themselves, records read a thousand at a time, and every column; what a
        product takes from its template is copied one by one, so rows ask the template.
        """
        offers.fetch(self._get_portal_offer_columns())
        offers.product_tmpl_id.fetch(self._get_portal_template_columns())
        offers.product_id.fetch(["product_tmpl_id", "weight"])

    @api.model
    def _get_portal_offer_columns(self):
        return [
            "catalogue_id",
            "product_id",
            "product_tmpl_id",
            "producer_id",
            "categ_id",
            "price_unit",
            "on_demand",
            "quantity_offered",
            "quantity_taken",
            "is_suspended",
            "date_lock",
        ]

    @api.model
    def _get_portal_template_columns(self):
        return [
            "name",
            "categ_id",
            "producer_id",
            "uom_id",
            "piece_weight",
            "hub_pack_qty",
            "hub_calibre",
            "hub_preparation",
        ]

    @api.model
    def _get_portal_row_key(self, offer):
        return (offer.product_tmpl_id.name or "").lower()

    @api.model
    def _get_portal_family_key(self, family):
        """Families in the order they were made, below their parents."""
        return [int(part) for part in (family.parent_path or "").split("/") if part]

    def _get_portal_refusals(self, client, offers):
        """``{offer: sentence}`` of the offers this client cannot order today."""
        today = self.env["hub.proof"]._get_gate_date()
        templates = offers.product_tmpl_id
        reasons = self.env["hub.sale.restriction"]._get_reasons(
            templates, client, today
        )
        blocked = templates._hub_blocking_reasons(today)
        refused = {}
        for offer in offers:
            template = offer.product_tmpl_id
            if offer.is_suspended or blocked.get(template):
                # Whatever the proof that is missing, it is the hub's and the farm's.
                refused[offer] = self.env._("no longer available this week")
            elif template in reasons:
                refused[offer] = reasons[template]
        return refused

    def _get_portal_context(self, offers, order):
        """Facts about many offers, each read once for all of them."""
        templates = offers.product_tmpl_id
        day = self._get_portal_delivery_day(self._get_portal_reader(order), order)
        pictures = self.env["ir.attachment"].search(
            [
                ("res_model", "=", "product.template"),
                ("res_field", "=", "image_128"),
                ("res_id", "in", templates.ids),
            ]
        )
        preparations = templates._fields["hub_preparation"]._description_selection(
            self.env
        )
        return {
            "day": day,
            "labels": templates._hub_label_ids(day),
            "pictures": {p.res_id: p.checksum[:8] for p in pictures},
            "preparations": dict(preparations),
            "held": order._get_portal_held(),
            "money": cache(self._format_portal_money),
            "text": cache(self._format_portal_quantity),
            "unit": cache(lambda uom: (uom._get_hub_name(), uom._is_hub_piece())),
            "left": cache(lambda text: self.env._("%s left", text)),
        }

    def _get_portal_reader(self, order):
        """The client for whom the grid is printed."""
        reader = self.env.context.get("hub_portal_client")
        return self.env["res.partner"].browse(reader) or order.partner_id

    def _format_portal_money(self, price):
        """A price in the catalogue's currency, with its own decimals."""
        return formatLang(
            self.env, price, dp="Product Price", currency_obj=self.currency_id
        )

    @api.model
    def _format_portal_quantity(self, quantity):
        """At most three decimals, none when they say nothing."""
        digits = next(
            d for d in (0, 1, 2, 3) if d == 3 or round(quantity, d) == quantity
        )
        return formatLang(self.env, quantity, digits=digits)
