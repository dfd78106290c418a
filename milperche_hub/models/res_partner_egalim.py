from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import egalim

#: kinds of client that declare their purchases
CANTEEN_KINDS = (
    "nursery",
    "primary",
    "secondary",
    "hospital",
    "care_home",
    "other_canteen",
)

#: how far from its purchase a credit is looked for
CREDIT_DAYS = 732


class ResPartner(models.Model):
    """What a canteen bought here, as it declares it."""

    _inherit = "res.partner"

    def _get_canteen_purchases(self, date_from, date_to, definition=None):
        """What these clients bought of producers, delivered day by delivered day.

        One entry per client, day, product and label; negative for what was credited,
        on the day of the purchase it takes back (:meth:`_get_dated_credits`).

        :param definition: the ``hub.local.definition`` that says local; without one
            the first in force each day
        :return: ``{client: [{"date", "amount": Decimal, "product", "producer",
            "family", "codes", "origin", "is_short", "local": answer or None}]}``
        """
        credits = self._get_dated_credits(date_from, date_to)
        groups = self._get_purchase_groups(date_from, date_to, credits)
        local = self._get_local_answers(groups, definition)
        result = {client: [] for client in self}
        for client, day, product, producer, labels, amount in groups:
            result[client.with_env(self.env)].append(
                {
                    "date": day,
                    "amount": Decimal(str(round(amount, 2))),
                    "product": product,
                    "producer": producer,
                    "family": product.categ_id.hub_egalim_family or "AUTRES",
                    "codes": tuple(labels.split(",")) if labels else (),
                    "origin": product.hub_egalim_origin or "",
                    "is_short": product.hub_is_short_circuit,
                    "local": local[client, producer, day],
                }
            )
        return result

    def _get_purchase_groups(self, date_from, date_to, credits):
        Figures = self.env["hub.sales.analysis"].sudo()
        taken = Figures.union(*credits.values()) if credits else Figures
        groups = Figures._read_group(
            self._get_purchases_domain(date_from, date_to)
            & Domain("id", "not in", taken.ids),
            ["partner_id", "date:day", "product_id", "producer_id", "labels"],
            ["amount_untaxed:sum"],
            order="partner_id, date:day, product_id, labels",
        )
        return groups + [
            (
                row.partner_id,
                day,
                row.product_id,
                row.producer_id,
                row.labels,
                row.amount_untaxed,
            )
            for day, rows in credits.items()
            for row in rows
            if date_from <= day <= date_to
        ]

    def _get_dated_credits(self, date_from, date_to):
        """Returns and credits, by the day on which they count: that of the purchase.

        The file of December is written in January: a credit made by then on a
        purchase of December belongs to it. One made after its purchase was exported
        counts in the next file, so that none counts twice or never.

        :return: ``{day: rows of hub.sales.analysis}``
        """
        Figures = self.env["hub.sales.analysis"].sudo()
        rows = Figures.search(
            self._get_purchases_domain(
                date_from - timedelta(days=CREDIT_DAYS),
                date_to + timedelta(days=CREDIT_DAYS),
            )
            & Domain("amount_untaxed", "<", 0)
        )
        exports = (
            self.env["hub.egalim.export"]
            .sudo()
            .search([("partner_id", "in", self.ids), ("state", "=", "done")])
        )
        exports_of = exports.grouped("partner_id")
        days = defaultdict(list)
        for row in rows:
            own = exports_of.get(row.partner_id, exports.browse())
            days[own._get_credit_day(row)].append(row.id)
        return {day: Figures.browse(ids) for day, ids in days.items()}

    def _get_credits_of_period(self, date_from, date_to):
        """Rows of the figures that are taken off purchases of a period."""
        credits = self._get_dated_credits(date_from, date_to)
        return (
            self.env["hub.sales.analysis"]
            .sudo()
            .union(
                *(rows for day, rows in credits.items() if date_from <= day <= date_to)
            )
        )

    def _get_purchases_domain(self, date_from, date_to):
        return (
            Domain("partner_id", "in", self.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("date", ">=", date_from)
            & Domain("date", "<=", date_to)
        )

    def _get_local_answers(self, groups, definition):
        """The answer that says "local", or None: ``{(client, producer, day): …}``."""
        Definition = self.env["hub.local.definition"].sudo()
        in_force, places, answers = {}, {}, {}
        for client, day, _product, producer, *_rest in groups:
            key = client, producer, day
            if key in answers:
                continue
            for partner in (client, producer):
                if partner not in places:
                    places[partner] = partner.sudo()._hub_get_place()
            if day not in in_force:
                in_force[day] = Definition._get_in_force(day)
            chosen = definition & in_force[day] if definition else in_force[day][:1]
            answer = (
                chosen.sudo()._prepare_answer(places[producer], places[client])
                if chosen
                else None
            )
            answers[key] = answer if answer and answer["answer"] else None
        return answers

    # ------------------------------------------------------------------
    # Sums and gauges
    # ------------------------------------------------------------------

    def _get_egalim_sums(self, date_from, date_to, purchases=None):
        """The sums of "ma cantine" over what one client bought here.

        :param purchases: those of this client and period, when they are known
        """
        self.ensure_one()
        if purchases is None:
            purchases = self._get_canteen_purchases(date_from, date_to)[self]
        return egalim.add_up(
            egalim.Purchase(
                row["amount"],
                row["family"],
                row["codes"],
                row["origin"],
                row["is_short"],
                bool(row["local"]),
            )
            for row in purchases
        )

    def _get_egalim_gauges(self, year, purchases=None):
        """The four gauges of a year, in words.

        :param purchases: those of this client and year, when they are known
        :return: ``[{"name", "title", "share", "aim", "value", "total", "reached"}]``
        """
        start, end = date(year, 1, 1), date(year, 12, 31)
        sums = self._get_egalim_sums(start, end, purchases)
        titles = self._get_egalim_titles()
        return [
            {
                "name": gauge.name,
                "title": titles[gauge.name],
                "share": gauge.share,
                "aim": gauge.aim,
                "value": float(gauge.value),
                "total": float(gauge.total),
                "reached": gauge.share is not None and gauge.share >= gauge.aim,
            }
            for gauge in egalim.gauges(sums)
        ]

    @api.model
    def _get_egalim_titles(self):
        return {
            "quality": self.env._("Quality and sustainable food"),
            "organic": self.env._("Organic food"),
            "meat": self.env._("Quality meat and poultry"),
            "fish": self.env._("Quality fish"),
        }

    @api.model
    def _get_egalim_sentence(self):
        """What every figure about EGalim says of itself."""
        return self.env._(
            "These shares cover only what you bought here: they are not your canteen's"
            " EGalim rate. “Local” and our specification do not count for EGalim."
        )

    @api.model
    def _get_canteens(self):
        """The clients that declare their purchases."""
        return self.search(
            [("is_hub_client", "=", True), ("hub_client_kind", "in", CANTEEN_KINDS)]
        )

    def action_hub_egalim_exports(self):
        """Show what was exported for this canteen."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_egalim_export_action"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def _get_last_egalim_year(self):
        return fields.Date.context_today(self).year - 1
