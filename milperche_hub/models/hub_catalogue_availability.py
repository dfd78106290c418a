from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HubCatalogue(models.Model):
    """What producers say they will have: typed on their page or on the board."""

    _inherit = "hub.catalogue"

    def _get_last_sold(self):
        """The last catalogue that was sold before this one; may be empty."""
        self.ensure_one()
        return self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("open", "closed", "done")),
                ("date_delivery", "<", self.date_delivery),
            ],
            order="date_delivery desc, id desc",
            limit=1,
        )

    def _get_offerable_products(self, producers):
        """Products of producers that may be offered and are not yet in here."""
        domain = self._get_offerable_products_domain()
        products = self.env["product.product"].search(
            domain & Domain("producer_id", "in", producers.ids)
        )
        return products.filtered("product_tmpl_id.is_offerable")

    def _check_takes_availability(self):
        if self.state not in ("draft", "open"):
            raise UserError(self._get_closed_message())

    def _set_availability(self, producer, quantities, source):
        """Write what a producer will have of its products; all or nothing.

        Lowering what is already ordered opens a shortage. An empty quantity leaves a
        product without a limit as it is, and is 0 otherwise.

        :param dict quantities: ``{product id: quantity}``, as received; products
            that are not this producer's are refused.
        :raise UserError: the catalogue is closed, or a quantity makes no sense.
        """
        self.ensure_one()
        self._check_takes_availability()
        offers = self.offer_ids.filtered(lambda o: o.producer_id == producer)
        known = {str(o.product_id.id): o for o in offers}
        others = self._get_offerable_products(producer)
        others = {str(product.id): product for product in others}
        changes, added = [], []
        for key, value in quantities.items():
            offer = known.get(str(key))
            product = others.get(str(key))
            if not offer and not product:
                raise UserError(self.env._("This product cannot be offered here."))
            reader = offer or self.env["hub.offer"].new({"product_id": product.id})
            quantity, sentence = reader._read_portal_quantity(value)
            if sentence:
                raise UserError(sentence)
            if offer and not self._is_availability_same(offer, quantity, value):
                changes.append((offer, quantity))
            elif product and quantity:
                added.append(self._prepare_available_vals(product, quantity))
        for offer, quantity in changes:
            offer = offer.with_context(hub_shortage_origin="producer")
            offer.write({"on_demand": False, "quantity_offered": quantity})
        self.env["hub.offer"].create(added)
        self._note_availability(producer, source)

    def _is_availability_same(self, offer, quantity, value):
        if offer.on_demand:
            return value in ("", None, False)
        return not offer.uom_id.compare(offer.quantity_offered, quantity)

    def _prepare_available_vals(self, product, quantity):
        return {**self._prepare_offer_vals(product), "quantity_offered": quantity}

    def _note_availability(self, producer, source):
        """Remember that a producer answered, when and how."""
        order = self.env["hub.producer.order"]._get_of(self, producer)[producer]
        order.write(
            {"date_availability": fields.Datetime.now(), "availability_source": source}
        )

    def _repeat_availability(self, producer, source):
        """Offer what this producer offered the week before, limits included.

        :raise UserError: the catalogue is closed, or there was no week before.
        """
        self.ensure_one()
        self._check_takes_availability()
        last = self._get_last_sold().offer_ids.filtered(
            lambda o: o.producer_id == producer
        )
        if not last:
            raise UserError(
                self.env._("%s offered nothing in the week before.", producer.name)
            )
        offers = self.offer_ids.grouped("product_id")
        others = self._get_offerable_products(producer)
        added = []
        for before in last:
            offer = offers.get(before.product_id)
            if offer:
                offer._repeat(before)
            elif before.product_id in others:
                added.append(before._prepare_next_offer_vals(self))
        self.env["hub.offer"].create(added)
        self._note_availability(producer, source)
