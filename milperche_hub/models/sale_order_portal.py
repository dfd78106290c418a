from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..tools.checked import CHECKED

# A rush may empty an offer between the moment it is read and the moment it is
# taken; each further try sees what the others left.
TRIES = 3


class SaleOrder(models.Model):
    """What a client does with its order on the portal.

    Called as superuser by the portal's pages, once they know that the order is the
    client's own.
    """

    _inherit = "sale.order"

    @api.model
    def _get_portal_order(self, catalogue, partner, create=True):
        """Find the one open order of a client in a catalogue, or make it.

        :param partner: the client or one of its contacts.
        :param bool create: whether to make it when there is none.
        :raise UserError: there is none and the catalogue takes no orders.
        """
        client = partner.commercial_partner_id
        order = self._find_portal_order(catalogue, client)
        if order or not create:
            return order
        if not catalogue._takes_baskets():
            raise UserError(catalogue._get_closed_message())
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                order = self.create(self._prepare_portal_order_vals(catalogue, client))
                self.env.flush_all()
        except UniqueViolation:
            # The client's other tab was faster: both work on the same order.
            order = self._find_portal_order(catalogue, client)
        return order

    @api.model
    def _find_portal_order(self, catalogue, client, states=("draft", "sent")):
        orders = self.search(
            [
                ("catalogue_id", "=", catalogue.id),
                ("partner_id.commercial_partner_id", "=", client.id),
                ("state", "in", states),
            ],
            order="id",
        )
        return (orders.filtered(lambda o: o.partner_shipping_id == client) or orders)[
            :1
        ]

    @api.model
    def _prepare_portal_order_vals(self, catalogue, client):
        return {
            "partner_id": client.id,
            "partner_shipping_id": client.id,
            "company_id": catalogue.company_id.id,
            "catalogue_id": catalogue.id,
        }

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _get_portal_lines(self):
        return self.order_line.filtered("offer_id")

    def _get_portal_quantities(self):
        """``{offer id: quantity asked for}``, in the product's unit."""
        quantities = {}
        for line in self._get_portal_lines():
            quantity = line.product_uom_id._compute_quantity(
                line.product_uom_qty, line.product_id.uom_id, round=False
            )
            offer_id = line.offer_id.id
            quantities[offer_id] = quantities.get(offer_id, 0.0) + quantity
        return quantities

    def _get_portal_held(self):
        """``{offer id: quantity held}``; nothing before the order is placed."""
        held = {}
        for line in self._get_portal_lines():
            offer_id = line.offer_id.id
            held[offer_id] = held.get(offer_id, 0.0) + line.hub_quantity_held
        return held

    def _get_portal_state(self, offers):
        """What the client's page shows of this order, whatever tab changed it.

        :param offers: the ``hub.offer`` whose remaining quantity may have changed.
        """
        quantities = self._get_portal_quantities()
        held = self._get_portal_held()
        return {
            "quantities": {key: value for key, value in quantities.items() if value},
            "available": {
                o.id: o._get_portal_available(held.get(o.id, 0.0)) for o in offers
            },
            "lines": sum(1 for quantity in quantities.values() if quantity > 0),
            "total": self.amount_untaxed,
            "placed": bool(self.hub_date_placed) or self.state == "sale",
        }

    # ------------------------------------------------------------------
    # Changing
    # ------------------------------------------------------------------

    def _set_portal_quantities(self, quantities):
        """Write the quantities a client chose; what makes no sense changes nothing.

        A placed order follows at once, holding more or giving back. One that is
        emptied is no longer placed.

        :param dict quantities: ``{offer id: quantity}``, as received.
        :return: ``{offer id: sentence}`` of the refused ones; the others are saved.
        :raise UserError: the catalogue takes no orders any more.
        """
        self.ensure_one()
        self._lock_rows()
        self._check_portal_editable()
        offers, refused = self._read_portal_quantities(quantities)
        for attempt in range(1, TRIES + 1):
            accepted, short = self._sort_portal_quantities(offers)
            try:
                with self.env.cr.savepoint():
                    self._write_portal_quantities(accepted)
                return refused | short
            except UserError:
                self.env["hub.offer"].invalidate_model(["quantity_taken"])
                if attempt == TRIES:
                    raise
        return refused

    def _check_portal_editable(self):
        if self.state not in ("draft", "sent"):
            raise UserError(self.env._("%s is already confirmed.", self.name))
        catalogue = self.catalogue_id
        # The cut-off may have passed while this order waited for its turn.
        catalogue.invalidate_recordset(["state", "date_close", "is_accepting"])
        if not self._is_in_time():
            raise UserError(catalogue._get_closed_message())

    def _read_portal_quantities(self, quantities):
        """Sort what was received into numbers and refusals."""
        known = {str(offer.id): offer for offer in self.catalogue_id.offer_ids}
        offers, refused = {}, {}
        for key, value in quantities.items():
            offer = known.get(str(key))
            if not offer:
                refused[key] = self.env._("This product is not in this catalogue.")
                continue
            quantity, sentence = offer._read_portal_quantity(value)
            if sentence:
                refused[offer.id] = sentence
            else:
                offers[offer] = quantity
        return offers, refused

    def _sort_portal_quantities(self, offers):
        """Tell what can be written from what must be refused.

        :param dict offers: ``{offer: quantity}``
        :return: ``({offer: quantity}, {offer id: sentence})``
        """
        current, held = self._get_portal_quantities(), self._get_portal_held()
        barred = self.catalogue_id._get_portal_refusals(
            self.partner_id, self.env["hub.offer"].union(*offers)
        )
        accepted, refused = {}, {}
        for offer, wanted in offers.items():
            now = current.get(offer.id, 0.0)
            sentence = offer._get_portal_refusal(wanted, now, held.get(offer.id, 0.0))
            if not sentence and wanted > now and offer in barred:
                sentence = self.env._(
                    "%(product)s: %(reason)s.",
                    product=offer.product_id.name,
                    reason=barred[offer],
                )
            if sentence:
                refused[offer.id] = sentence
            else:
                accepted[offer] = wanted
        return accepted, refused

    def _write_portal_quantities(self, offers):
        """Change the lines, then what they hold: once, in the order of the offers."""
        lines_of = self._get_portal_lines().grouped("offer_id")
        commands, emptied = [], self.env["sale.order.line"]
        for offer, quantity in offers.items():
            lines = lines_of.get(offer, self.env["sale.order.line"])
            if not lines:
                if quantity:
                    commands.append(
                        Command.create(self._prepare_portal_line_vals(offer, quantity))
                    )
                continue
            kept = lines[:1] if quantity else lines[:0]
            for line in lines - kept:
                commands.append(Command.update(line.id, {"product_uom_qty": 0.0}))
            emptied |= lines - kept
            vals = {
                "product_uom_qty": quantity,
                "product_uom_id": offer.product_id.uom_id.id,
            }
            if kept and not self._is_portal_line_unchanged(kept, offer, quantity):
                commands.append(Command.update(kept.id, vals))
        if not commands:
            return
        self.with_context(hub_held_later=CHECKED).write({"order_line": commands})
        if not any(self._get_portal_quantities().values()):
            self.action_withdraw()
        self._sync_offers()
        emptied.unlink()

    def _is_portal_line_unchanged(self, line, offer, quantity):
        return (
            line.product_uom_qty == quantity
            and line.product_uom_id == offer.product_id.uom_id
        )

    def _prepare_portal_line_vals(self, offer, quantity):
        return {
            "product_id": offer.product_id.id,
            "offer_id": offer.id,
            "product_uom_qty": quantity,
        }

    def _place_from_portal(self):
        """Place the order; one that asks for too much stays a basket.

        :return: ``{offer id: sentence}`` of what stands in the way, empty if placed.
        :raise UserError: the sale is closed, or the basket is empty.
        """
        self.ensure_one()
        self._lock_rows()
        self._check_portal_editable()
        for attempt in range(1, TRIES + 1):
            refused = self._get_portal_shortages()
            if refused:
                return refused
            try:
                with self.env.cr.savepoint():
                    self.action_place()
                return {}
            except UserError:
                self.env["hub.offer"].invalidate_model(["quantity_taken"])
                if attempt == TRIES or not self._get_portal_shortages():
                    raise
        return {}

    def _withdraw_from_portal(self):
        """Take the placed order back to a basket, while orders are taken."""
        self.ensure_one()
        self._lock_rows()
        self._check_portal_editable()
        return self.action_withdraw()

    def _get_portal_shortages(self):
        """``{offer id: sentence}`` of what this order asks for and cannot have."""
        asked, held = self._get_portal_quantities(), self._get_portal_held()
        offers = self._get_portal_lines().offer_id
        barred = self.catalogue_id._get_portal_refusals(self.partner_id, offers)
        refused = {}
        for offer in offers:
            wanted, has = asked[offer.id], held.get(offer.id, 0.0)
            if not wanted:
                continue
            if offer in barred:
                refused[offer.id] = self.env._(
                    "%(product)s: %(reason)s.",
                    product=offer.product_id.name,
                    reason=barred[offer],
                )
            elif sentence := offer._get_portal_shortage(wanted, has):
                refused[offer.id] = sentence
        return refused

    # ------------------------------------------------------------------
    # The list of orders
    # ------------------------------------------------------------------

    def _is_portal_open(self):
        """Whether the client can still change this order from the catalogue."""
        self.ensure_one()
        return self.state in ("draft", "sent") and self.catalogue_id.is_accepting

    @api.model
    def _get_portal_baskets(self, client):
        """Open baskets of a client that nobody placed yet."""
        return self.search(
            [
                ("partner_id.commercial_partner_id", "=", client.id),
                ("catalogue_id.state", "=", "open"),
                ("catalogue_id.date_close", ">", fields.Datetime.now()),
                ("state", "in", ("draft", "sent")),
                ("hub_date_placed", "=", False),
                ("order_line.product_uom_qty", ">", 0),
            ]
        )
