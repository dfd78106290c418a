from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import float_round

from ..tools.allocation import cut

MEMORY_WEEKS = 8
LOOSE_STEP = 0.1


class HubShortage(models.Model):
    """The proposal: a fair cut for each client, and what could replace it."""

    _inherit = "hub.shortage"

    def _propose(self):
        """Compute the cuts anew, in a constant number of queries.

        What the coordinator changed by hand is computed again too.
        """
        owed = self._get_owed()
        claims = self._get_claims()
        finder = self._prepare_substitutes(claims)
        for shortage in self:
            lines = claims[shortage]
            parts = shortage._get_cut(lines, owed)
            shortage.line_ids = [
                Command.clear(),
                *(
                    Command.create(shortage._prepare_line_vals(*args, finder))
                    for args in zip(lines, *parts, strict=True)
                ),
            ]

    def _get_claims(self):
        """Order lines that hold the offers, the first placed first.

        What is delivered already cannot be cut any more.

        :return: ``{shortage: order lines}``
        """
        lines = self.env["sale.order.line"].search(
            [
                ("offer_id", "in", self.offer_id.ids),
                ("hub_quantity_held", ">", 0),
                ("order_id.state", "in", ("sent", "sale")),
            ]
        )
        lines = lines.filtered(lambda line: not line.qty_delivered)
        lines = lines.sorted(
            lambda line: (
                line.order_id.hub_date_placed or line.order_id.create_date,
                line.id,
            )
        )
        by_offer = lines.grouped("offer_id")
        return {s: by_offer.get(s.offer_id, lines.browse()) for s in self}

    @api.model
    def _get_owed(self):
        """Packs each client is owed from the shortages of the last eight weeks."""
        rows = self.env["hub.shortage.line"]._read_group(
            [
                ("shortage_id.state", "=", "done"),
                (
                    "shortage_id.date_applied",
                    ">=",
                    fields.Datetime.now() - timedelta(weeks=MEMORY_WEEKS),
                ),
            ],
            ["partner_id"],
            ["owed:sum"],
        )
        return dict(rows)

    def _get_cut(self, lines, owed):
        """What each line keeps, and what it is owed then.

        :return: ``([quantity kept], [packs owed])``
        """
        self.ensure_one()
        wants = lines.mapped("hub_quantity_held")
        available = self._get_cuttable(wants)
        clients = [line.order_id.partner_id for line in lines]
        step, whole = self.product_id.product_tmpl_id._get_hub_cut_step()
        kept = cut(
            available,
            wants,
            self.rule,
            step,
            whole,
            [owed.get(client, 0.0) for client in clients],
            [int(client.hub_shortage_priority or 0) for client in clients],
        )
        wanted = sum(wants)
        ratio = min(available / wanted, 1.0) if wanted else 1.0
        parts = zip(wants, kept, strict=True)
        return kept, [(want * ratio - part) / step for want, part in parts]

    def _get_cuttable(self, wants):
        """What is left for the lines that can be cut, others being served first."""
        gone = max(self.offer_id.quantity_taken - sum(wants), 0.0)
        return max(self.quantity_available - gone, 0.0)

    def _prepare_line_vals(self, line, kept, owed, finder):
        missing = line.hub_quantity_held - kept
        offer, quantity = finder.find(self.offer_id, line.order_id, missing)
        return {
            "order_line_id": line.id,
            "quantity_before": line.hub_quantity_held,
            "quantity_after": kept,
            "owed": owed,
            "substitute_offer_id": offer.id if offer else False,
            "substitute_quantity": quantity,
            "use_substitute": bool(offer)
            and line.order_id.partner_id.hub_substitution == "accept",
        }

    def _prepare_substitutes(self, claims):
        """What could replace the short products, read once for all the lines."""
        orders = self.env["sale.order.line"].union(*claims.values()).order_id
        return SubstituteFinder(self, orders)


class SubstituteFinder:
    """Finds what replaces a product for a client: same family, nearest price.

    Same unit, on sale, allowed to that client, with no allergen the product did not
    have. What it proposes to one client is not proposed to the next.
    """

    def __init__(self, shortages, orders):
        offers = shortages.catalogue_id.offer_ids.filtered(
            lambda o: not o.is_suspended and not o.is_short
        )
        today = fields.Date.context_today(shortages)
        blocked = offers.product_tmpl_id._hub_blocking_reasons(today)
        offers = offers.filtered(lambda o: not blocked.get(o.product_tmpl_id))
        self.left = {o: None if o.on_demand else o.quantity_left for o in offers}
        self.by_family = offers.grouped(lambda o: (o.catalogue_id, o.categ_id))
        self.refused = defaultdict(dict)
        restriction = shortages.env["hub.sale.restriction"]
        for profile, group in orders.grouped(lambda o: o._get_client_profile()).items():
            self.refused[profile] = restriction._get_reasons(
                offers.product_id, group[0].partner_id, today
            )

    def find(self, offer, order, missing):
        """The nearest substitute and how much of it; (None, 0.0) when there is none."""
        if missing <= 0 or order.partner_id.hub_substitution == "never":
            return None, 0.0
        for other in self._get_candidates(offer, order):
            quantity = self._get_quantity(other, missing)
            if quantity:
                if self.left[other] is not None:
                    self.left[other] -= quantity
                return other, quantity
        return None, 0.0

    def _get_candidates(self, offer, order):
        allergens = offer.product_tmpl_id.hub_allergen_ids
        refused = self.refused[order._get_client_profile()]
        candidates = [
            other
            for other in self.by_family.get((offer.catalogue_id, offer.categ_id), [])
            if other != offer
            and other.uom_id == offer.uom_id
            and other.product_id not in refused
            and other.product_tmpl_id.hub_allergen_ids <= allergens
        ]
        return sorted(
            candidates, key=lambda o: (abs(o.price_unit - offer.price_unit), o.id)
        )

    def _get_quantity(self, other, missing):
        """Whole packs nearest to what is missing, if that much is left."""
        step, _whole = other.product_tmpl_id._get_hub_cut_step()
        quantity = float_round(missing, precision_rounding=step)
        left = self.left[other]
        if left is not None and quantity > left:
            return 0.0
        return quantity


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def _get_hub_cut_step(self):
        """What cannot be split when goods are shared: a pack, a piece, 100 g.

        :return: ``(step, whether a rest below it stays unshared)``
        """
        self.ensure_one()
        if self.hub_pack_qty:
            return self.hub_pack_qty, True
        if self.uom_id._is_hub_piece():
            return 1.0, True
        return LOOSE_STEP, False
