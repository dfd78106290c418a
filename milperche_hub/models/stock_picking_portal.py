from odoo import api, models
from odoo.tools import float_is_zero, formatLang

from ..tools.commission import split_commission


class StockPicking(models.Model):
    """Drop-offs as the producer who brings them reads them.

    Called as superuser by the portal's pages for the producer's own drop-offs.
    """

    _inherit = "stock.picking"

    @api.model
    def _get_portal_dropoffs(self, producer, done=False, limit=None):
        """Drop-offs of a producer: those to come, or the past ones, latest first."""
        return self.search(
            [
                ("picking_type_id.hub_role", "=", "dropoff"),
                ("owner_id", "=", producer.id),
                ("state", "=", "done")
                if done
                else ("state", "not in", ("done", "cancel")),
            ],
            order="date_done desc, id desc" if done else "scheduled_date, id",
            limit=limit,
        )

    def _get_portal_dropoff_values(self):
        """What to bring, when, and what it should pay, for one producer.

        :return: ``[{"moment", "lines", "net_text", …}]``, one per drop-off.
        """
        offers = {
            (offer.catalogue_id, offer.product_id): offer
            for offer in self.env["hub.offer"].search(
                [
                    ("catalogue_id", "in", self.catalogue_id.ids),
                    ("product_id", "in", self.move_ids.product_id.ids),
                ]
            )
        }
        return [dropoff._prepare_portal_dropoff_vals(offers) for dropoff in self]

    def _prepare_portal_dropoff_vals(self, offers):
        self.ensure_one()
        Catalogue = self.env["hub.catalogue"]
        text = Catalogue._format_portal_quantity
        done = self.state == "done"
        currency = self.company_id.currency_id
        moves = self.move_ids.filtered(lambda m: m.state != "cancel")
        moves = moves.sorted(lambda m: (m.product_id.name or "").lower())
        lines, amounts = [], []
        for move in moves:
            offer = offers.get((self.catalogue_id, move.product_id))
            quantity = move.quantity if done else move.product_uom_qty
            unit = move.product_uom._get_hub_name()
            price, rate = (offer.price_unit, offer.commission_rate) if offer else (0, 0)
            amounts.append((currency.round(quantity * price), rate))
            pack = move.product_id.hub_pack_qty
            lines.append(
                {
                    "name": move.product_id.name,
                    "quantity_text": text(quantity),
                    "unit": unit,
                    "packs_text": f"{text(quantity / pack)} × {text(pack)} {unit}"
                    if pack and pack != 1 and float_is_zero(quantity % pack, 3)
                    else "",
                }
            )
        nets = [float(net) for _commission, net in split_commission(amounts)]
        for line, net in zip(lines, nets, strict=True):
            line["net_text"] = formatLang(self.env, net, currency_obj=currency)
        return {
            "name": self.name,
            "origin": self.origin or "",
            "moment": Catalogue._get_portal_moment(
                self.date_done if done else self.scheduled_date
            ),
            "lines": lines,
            "net_text": formatLang(self.env, sum(nets), currency_obj=currency),
        }
