from datetime import timedelta

from odoo import api, fields, models

from ..tools.allocation import cut
from .hub_shortage_substitute import SubstituteFinder

MEMORY_WEEKS = 8


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
        vals_list = []
        for shortage in self:
            lines = claims[shortage]
            parts = shortage._get_cut(lines, owed)
            for args in zip(lines, *parts, strict=True):
                vals_list.append(shortage._prepare_line_vals(*args, finder))
        self.line_ids.unlink()
        self.env["hub.shortage.line"].create(vals_list)

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
            lines.mapped("hub_must_have"),
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
            "shortage_id": self.id,
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
