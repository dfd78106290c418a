from collections import defaultdict
from functools import partial

from odoo import api, models

from ..tools.commission import allocate_cents, spread


class HubSettlement(models.Model):
    """From delivered lines to draft settlements, ten thousand of them at once.

    The facts of the lines are read together, everything is decided in memory, and the
    lines are inserted with all their amounts: nothing is written twice.
    """

    _inherit = "hub.settlement"

    @api.model
    def _generate(self, producers, date_from, date_to):
        """Settle the delivered lines of a period that are not settled yet.

        Running it again adds only what was delivered since: a delivered line is
        settled once, a unique index sees to it.

        :param producers: ``res.partner`` recordset.
        :param date date_from: first local day of delivery.
        :param date date_to: last local day of delivery.
        :return: the draft settlements of these producers for this period.
        """
        moves = self.env["stock.move"]._get_moves_to_settle(
            producers, date_from, date_to
        )
        facts = moves._get_settlement_facts()
        reductions = self.env["hub.reduction"]._get_to_settle(
            producers, date_from, date_to
        )
        concerned = reductions.producer_id | producers.browse(
            dict.fromkeys(fact["producer_id"] for fact in facts)
        )
        settlements = self._get_drafts(producers, concerned, date_from, date_to)
        fresh = settlements.filtered(lambda settlement: settlement._is_plain())
        settlement_of = {record.producer_id.id: record for record in settlements}
        vals_list = [
            *moves._prepare_settlement_lines_vals(facts, settlement_of),
            *(
                reduction._prepare_claim_line_vals(
                    settlement_of[reduction.producer_id.id]
                )
                for reduction in reductions
            ),
        ]
        fresh._allocate_vals(vals_list)
        lines = self.env["hub.settlement.line"]._insert(vals_list)
        invoiced = {fact["move_id"] for fact in facts if fact["is_invoiced"]}
        lines.browse(
            line_id
            for line_id, vals in zip(lines.ids, vals_list, strict=True)
            if vals.get("move_id") in invoiced
        )._tie_invoice_lines()
        (settlements - fresh)._allocate_commission()
        return settlements

    @api.model
    def _get_drafts(self, producers, concerned, date_from, date_to):
        """The drafts of a period: those there are, and new ones for ``concerned``."""
        drafts = self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("producer_id", "in", producers.ids),
                ("date_from", "=", date_from),
                ("date_to", "=", date_to),
                ("state", "=", "draft"),
            ]
        )
        return drafts | self.create(
            [
                self._prepare_settlement_vals(producer, date_from, date_to)
                for producer in concerned - drafts.producer_id
            ]
        )

    @api.model
    def _prepare_settlement_vals(self, producer, date_from, date_to):
        return {
            "producer_id": producer.id,
            "company_id": self.env.company.id,
            "date_from": date_from,
            "date_to": date_to,
        }

    def _is_plain(self):
        """Whether its lines may be born with their amounts: new, in the hub's name."""
        self.ensure_one()
        shape = self.shape or self.company_id.hub_consignment_shape
        return shape == "opaque" and not self.line_ids

    def _allocate_vals(self, vals_list):
        """Commission, net and VAT of lines about to be created, as on their records.

        :param vals_list: values of the lines; those of other settlements stay as they
            are.
        """
        groups = defaultdict(list)
        for vals in vals_list:
            groups[vals["settlement_id"]].append(vals)
        products = self.env["product.product"].browse(
            {vals["product_id"] for vals in vals_list if vals["product_id"]}
        )
        for settlement in self:
            lines = groups[settlement.id]
            parts = allocate_cents(
                [
                    (
                        vals["amount_gross"],
                        vals["commission_rate"],
                        vals.get("borne_by") == "hub",
                        None,
                    )
                    for vals in lines
                ]
            )
            for vals, (commission, net, borne) in zip(lines, parts, strict=True):
                vals["amount_commission"] = commission / 100
                vals["amount_net"] = net / 100
                vals["amount_borne"] = borne / 100
            settlement._allocate_vat_vals(lines, products)

    def _allocate_vat_vals(self, lines, products):
        """VAT of lines about to be created, spread by rate as :meth:`_allocate_vat`.

        :param products: those of all settlements, to be read together
        """
        self.ensure_one()
        get_taxes = partial(
            self.env["hub.settlement.line"]._get_taxes,
            self.company_id,
            self.producer_id,
        )
        product_of, none = {record.id: record for record in products}, products.browse()
        taxes_of = {
            (id_, day): get_taxes(product_of.get(id_, none), day)
            for id_, day in {(vals["product_id"], vals["date"]) for vals in lines}
        }
        groups = defaultdict(list)
        for vals in lines:
            groups[taxes_of[vals["product_id"], vals["date"]]].append(vals)
        for taxes, group in groups.items():
            nets = [vals["amount_net"] for vals in group]
            is_cost = bool(taxes.hub_deductible_id)
            parts = spread(self._foresee_vat(taxes, sum(nets)), nets)
            for vals, part in zip(group, parts, strict=True):
                vals["amount_vat"], vals["is_vat_cost"] = float(part), is_cost
