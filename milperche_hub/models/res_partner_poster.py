from datetime import timedelta
from secrets import token_urlsafe

from odoo import fields, models
from odoo.tools import format_date

from ..tools.poster import LARGEST, choose_size

#: weeks of which a canteen may take the poster on its own page
WEEKS_SHOWN = 8


class ResPartner(models.Model):
    """What a canteen ate this week, for its guests and their parents."""

    _inherit = "res.partner"

    hub_public_token = fields.Char(
        "Public Page", readonly=True, copy=False, groups="base.group_user"
    )
    hub_public_url = fields.Char(
        "Address of the Public Page",
        compute="_compute_hub_public_url",
        groups="base.group_user",
    )

    def _compute_hub_public_url(self):
        for partner in self:
            token = partner.hub_public_token
            base = partner.get_base_url()
            partner.hub_public_url = token and f"{base}/hub/eaten/{token}"

    def action_hub_publish(self):
        """Give the canteen a public page: what it ate, never for how much."""
        for partner in self.filtered(lambda p: not p.hub_public_token):
            partner.hub_public_token = token_urlsafe(12)
        return True

    def action_hub_unpublish(self):
        """Take the public page away; its address opens nothing any more."""
        self.hub_public_token = False
        return True

    def action_hub_poster(self):
        """Print the poster of the last week delivered."""
        report = self.env.ref("milperche_hub.report_poster_action")
        return report.report_action(self)

    def _get_eaten_monday(self, day=None):
        """Monday of the last week in which something was delivered, or None."""
        self.ensure_one()
        day = day or self._hub_get_today()
        sunday = day + timedelta(days=6 - day.weekday())
        [(last,)] = (
            self.env["hub.sales.analysis"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "=", self.id),
                    ("line_count", ">", 0),
                    ("date", "<=", sunday),
                ],
                [],
                ["date:max"],
            )
        )
        return last and last - timedelta(days=last.weekday())

    def _get_poster_lang(self):
        """Language of the poster: the canteen's, else the hub's."""
        return self.lang or self.env.company.partner_id.lang

    def _get_eaten_in_its_words(self, monday=None):
        """The same as :meth:`_get_eaten`, in the language of the poster."""
        self.ensure_one()
        return self.with_context(lang=self._get_poster_lang())._get_eaten(monday)

    def _get_eaten_weeks(self):
        """Mondays of the last weeks in which something was delivered, newest first."""
        self.ensure_one()
        groups = (
            self.env["hub.sales.analysis"]
            .sudo()
            ._read_group(
                [("partner_id", "=", self.id), ("line_count", ">", 0)],
                ["date:day"],
                order="date:day DESC",
                limit=7 * WEEKS_SHOWN,
            )
        )
        mondays = (day - timedelta(days=day.weekday()) for (day,) in groups)
        return list(dict.fromkeys(mondays))[:WEEKS_SHOWN]

    def _get_eaten(self, monday=None):
        """What was delivered to this canteen in a week, producer by producer.

        Drinks with alcohol are left out: parents and children read it.

        :param monday: a date; without it the last week in which something came
        :return: ``{"title", "producers": [{"name", "town", "distance", "products":
            [{"name", "labels"}]}], "size": of the letters}``; no producer when there is
            nothing
        """
        self.ensure_one()
        monday = monday or self._get_eaten_monday()
        if not monday:
            return {"title": "", "producers": [], "size": LARGEST}
        sunday = monday + timedelta(days=6)
        groups = (
            self.env["hub.sales.analysis"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "=", self.id),
                    ("line_count", ">", 0),
                    ("date", ">=", monday),
                    ("date", "<=", sunday),
                ],
                ["producer_id", "product_id", "labels"],
            )
        )
        groups = [
            group for group in groups if group[1].categ_id.hub_due_rule != "alcohol"
        ]
        producers = self.browse({producer.id for producer, *_rest in groups}).sudo()
        facts = self.env["hub.local.definition"]._get_facts(producers, self, sunday)
        names = dict(
            self.env["hub.criterion"]
            ._fields["egalim_code"]
            ._description_selection(self.env)
        )
        entries = {
            producer: {
                "name": producer.name,
                "town": facts[producer]["origin"],
                "distance": facts[producer]["distance_text"],
                "distance_km": facts[producer]["distance_km"],
                "products": [],
            }
            for producer in producers
        }
        for producer, product, labels in groups:
            codes = labels.split(",") if labels else []
            entries[producer.sudo()]["products"].append(
                {
                    # what it is, without how it is packed
                    "name": product.name.partition(",")[0],
                    # and the label without its comment in brackets
                    "labels": [names[code].partition(" (")[0] for code in codes],
                }
            )
        return {
            "title": self.env._("Week of %s", format_date(self.env, monday)),
            "producers": sorted(
                entries.values(),
                key=lambda entry: (entry["distance_km"] is None, entry["distance_km"]),
            ),
            "monday": monday,
            "size": choose_size(
                [self._get_poster_texts(entry) for entry in entries.values()]
            ),
        }

    def _get_poster_texts(self, entry):
        """What stands on the poster for a farm: its goods, then its name and place."""
        goods = ", ".join(
            " ".join([product["name"], *product["labels"]])
            for product in entry["products"]
        )
        place = (entry["name"], entry["town"] or "", entry["distance"] or "")
        return goods, "  ".join(place)
