from collections import defaultdict

from odoo import api, models

from ..tools.allocation import first_expired_first_out, share
from ..tools.reservation import ReservationCollector


class StockMove(models.Model):
    """Cross-docking: which lot goes to which client, in one step."""

    _inherit = "stock.move"

    @api.model
    def _share_out_products(self, products):
        """Reserve the producers' lots for the hub's deliveries that wait for them.

        Enough for all: each gets what was ordered. Not enough: each gets a
        proportional share, to the gram. Lots go first expired, first out.
        One creation of all move lines, one update per lot in stock.

        :return: the move lines created.
        """
        moves = self._get_moves_to_share(products)
        lots_of = self._get_free_lots(moves)
        vals_list = []
        for product, group in moves.grouped("product_id").items():
            vals_list += group._prepare_shared_line_vals(lots_of[product])
        return self._create_reserved_lines(vals_list)

    @api.model
    def _get_moves_to_share(self, products):
        return self.search(self._get_sharing_domain(products), order="date, id")

    @api.model
    def _get_sharing_domain(self, products):
        """Lines that wait for goods; those of the context only, when it names some."""
        domain = [
            ("product_id", "in", products.ids),
            ("picking_type_id.hub_role", "=", "delivery"),
            ("state", "in", ("confirmed", "partially_available")),
        ]
        chosen = self.env.context.get("hub_handover_move_ids")
        if chosen:
            domain.append(("id", "in", chosen))
        return domain

    @api.model
    def _get_free_lots(self, moves):
        """Lots that can be given out: the producer's own, not past their date.

        :return: ``{product: [(quant, expiry or None, free quantity)]}``
        """
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "in", moves.product_id.ids),
                ("location_id", "child_of", moves.location_id.ids),
                ("quantity", ">", 0),
            ],
            order="in_date, id",
        )
        lots = defaultdict(list)
        day = min(moves.mapped("date"), default=None)
        for quant in quants:
            expiry = quant.lot_id.expiration_date or None
            if expiry and expiry < day:
                continue
            if quant.lot_id._get_blocked(quant.lot_id):
                continue
            free = quant.product_uom_id.round(quant.quantity - quant.reserved_quantity)
            producer = quant.product_id.producer_id
            if free > 0 and (not producer or quant.owner_id == producer):
                lots[quant.product_id].append((quant, expiry, free))
        return lots

    def _prepare_shared_line_vals(self, lots):
        """Values of the move lines that give ``lots`` to these moves of one product."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        wants = [move.product_qty - move._get_reserved_product_qty() for move in self]
        shares = share(sum(free for _quant, _expiry, free in lots), wants, digits)
        given = first_expired_first_out(
            lots, [(move, part) for move, part in zip(self, shares, strict=True)]
        )
        return [
            move._prepare_move_line_vals(quantity=float(part), reserved_quant=quant)
            for move, quant, part in given
        ]

    def _get_reserved_product_qty(self):
        return sum(self.move_line_ids.mapped("quantity_product_uom"))

    @api.model
    def _create_reserved_lines(self, vals_list):
        """Create move lines and reserve each lot once instead of once per line."""
        collector = ReservationCollector()
        lines = (
            self.env["stock.move.line"]
            .with_context(reserved_quant=collector)
            .create([{**vals, "picked": False} for vals in vals_list])
        )
        # Core's own cache of stock rows spares a search per lot.
        Quant = self.env["stock.quant"]
        Quant = Quant.with_context(
            quants_cache=Quant._get_quants_by_products_locations(
                lines.product_id, lines.location_id
            )
        )
        for key, quantity in collector.totals.items():
            product, location, lot, package, owner = key
            Quant._update_reserved_quantity(
                product,
                location,
                quantity,
                lot_id=lot,
                package_id=package,
                owner_id=owner,
            )
        return self.env["stock.move.line"].browse(lines.ids)
