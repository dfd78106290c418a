from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import float_round

from .hub_offer_portal import DIGITS


class SaleOrder(models.Model):
    """Orders that the hub's staff enters in the grid for a client.

    Before the cut-off the rules are the client's own. After it, until the goods are
    loaded, a confirmed order may still change: what is added is taken from what is
    left, or asked of the producer; delivery and drop-off follow by the difference.
    """

    _inherit = "sale.order"

    @api.model
    def _get_staff_order(self, catalogue, client, create=False):
        """The order that staff changes: the confirmed one once the sale is closed."""
        if catalogue.state != "closed":
            return self._get_portal_order(catalogue, client, create)
        orders = self._find_portal_order(catalogue, client, ("sale",))
        order = orders or self._find_portal_order(catalogue, client)
        if order or not create:
            return order
        return self.create(self._prepare_portal_order_vals(catalogue, client))

    def action_open_grid(self):
        """Show the order grid of this client, to enter what it says on the phone."""
        return self.partner_id._get_grid_action(self[:1].catalogue_id)

    @api.model
    def default_get(self, fields):
        """A new phone order is for the sale that closes first."""
        values = super().default_get(fields)
        wanted = "catalogue_id" in fields and self.env.context.get("hub_new_order")
        if wanted and not values.get("catalogue_id"):
            open_ones = self.env["hub.catalogue"]._get_portal_catalogues()
            values["catalogue_id"] = open_ones[:1].id
        return values

    def _note_placed_for_client(self):
        for order in self:
            order.message_post(
                body=self.env._("Placed for the client by %s.", self.env.user.name)
            )

    # ------------------------------------------------------------------
    # After the cut-off
    # ------------------------------------------------------------------

    def _is_late_entry(self):
        return (
            bool(self.env.context.get("hub_for_client"))
            and self.catalogue_id.state == "closed"
        )

    def _is_loaded(self):
        """Whether the goods of this order have left."""
        pickings = self.picking_ids.filtered(lambda p: p.hub_role == "delivery")
        return bool(pickings) and all(p.state in ("done", "cancel") for p in pickings)

    def _check_portal_editable(self):
        if not self._is_late_entry():
            return super()._check_portal_editable()
        if self.state == "cancel":
            raise UserError(self.env._("“%s” is cancelled.", self.name))
        if self._is_loaded():
            raise UserError(
                self.env._("%s is already loaded: nothing can be added.", self.name)
            )
        return None

    def _place_late(self):
        """Confirm what was entered after the cut-off; a confirmed one already is.

        :raise UserError: the order is empty, or an offer has less left than asked.
        """
        self.ensure_one()
        self._lock_rows()
        self._check_portal_editable()
        if self.state == "sale":
            return
        if not any(self._get_portal_quantities().values()):
            raise UserError(self.env._("The basket is empty."))
        self.action_place_for_client()

    def _write_portal_quantities(self, offers):
        if self.state != "sale":
            return super()._write_portal_quantities(offers)
        lines_of = self._get_portal_lines().grouped("offer_id")
        asked = self._get_portal_quantities()
        lowered = self.env["sale.order.line"]
        vals_list = []
        for offer, quantity in offers.items():
            lines = lines_of.get(offer, lowered.browse())
            if lines:
                lines._write_late_quantity(quantity)
            elif quantity:
                vals = self._prepare_portal_line_vals(offer, quantity)
                vals_list.append({**vals, "order_id": self.id})
            if quantity < asked.get(offer.id, 0.0):
                lowered |= lines
        lowered.create(vals_list)._freeze_terms()
        self._sync_offers()
        lowered._lower_moves()
        # Core may have lowered the deliveries already: the producers hear of it too.
        self.catalogue_id._trim_dropoffs(lowered.product_id)
        self.catalogue_id._plan_goods(self)
        return None

    # ------------------------------------------------------------------
    # Asking for more than is left
    # ------------------------------------------------------------------

    def _ask_producer(self, offer_id, quantity):
        """Let an offer grow by what this order wants beyond what is left of it.

        :raise UserError: no such offer in this catalogue, or no sound quantity.
        """
        self.ensure_one()
        offer = self.catalogue_id.offer_ids.filtered(lambda o: o.id == offer_id)
        if not offer:
            raise UserError(self.env._("This product is not in this catalogue."))
        wanted, sentence = offer._read_portal_quantity(quantity)
        if sentence:
            raise UserError(sentence)
        offer._lock_rows()
        # A basket that is not placed holds nothing yet.
        held = self._get_portal_held().get(offer.id, 0.0)
        available = offer._get_portal_available(held)
        if available is None or wanted <= available:
            return
        more = float_round(wanted - available, precision_digits=DIGITS)
        offer.quantity_offered += more
        self.message_post(
            body=self.env._(
                "Asked of %(producer)s on top: %(quantity)s %(unit)s %(product)s.",
                producer=offer.producer_id.name,
                quantity=self.env["hub.catalogue"]._format_portal_quantity(more),
                unit=offer.uom_id._get_hub_name(),
                product=offer.product_id.name,
            )
        )
