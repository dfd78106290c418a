from odoo import models


class StockPicking(models.Model):
    """Less than expected at the drop-off: who gets less is decided in one place."""

    _inherit = "stock.picking"

    def _share_out(self):
        result = super()._share_out()
        self._open_shortages()
        return result

    def _open_shortages(self):
        """Open a shortage of each product that came short and is not awaited.

        What clients can have is what was shared out to them, shelf stock included.
        """
        Shortage = self.env["hub.shortage"].sudo()
        for catalogue, dropoffs in self.grouped("catalogue_id").items():
            gaps = dropoffs._get_dropoff_gaps()
            short = {product for product, gap in gaps.items() if gap < 0}
            if not catalogue or not short:
                continue
            waiting = catalogue.dropoff_ids.filtered(
                lambda p: p.state not in ("done", "cancel")
            )
            offered = catalogue.offer_ids.product_id
            for product in short & set(offered) - set(waiting.move_ids.product_id):
                moves = catalogue.delivery_ids.move_ids.filtered(
                    lambda m, p=product: m.product_id == p and m.state != "cancel"
                )
                given = sum(move._get_reserved_product_qty() for move in moves)
                if product.uom_id.compare(given, sum(moves.mapped("product_qty"))) < 0:
                    Shortage._open(
                        product, given, origin="reception", catalogue=catalogue
                    )

    def _deliver(self):
        """A week that is delivered has nothing left to decide."""
        result = super()._deliver()
        finished = self.catalogue_id.filtered(
            lambda c: all(p.state in ("done", "cancel") for p in c.delivery_ids)
        )
        if finished:
            self.env["hub.shortage"].sudo().search(
                [("catalogue_id", "in", finished.ids), ("state", "=", "open")]
            )._close()
        return result
