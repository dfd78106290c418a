from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError

LONGEST_DAYS = 31


class HubWeek(models.AbstractModel):
    """Each card has an owner, and what can wait is put off to a day."""

    _inherit = "hub.week"

    @api.model
    def get_page(self, catalogue_id=None):
        """Add who may own a card, and what was put off.

        :return: the page, with ``people`` (``[{"id", "name", "sees_all"}]``) and
            ``put_off`` (``[{"key", "title", "until"}]``)
        """
        page = super().get_page(catalogue_id)
        people = self._get_people()
        cards = self._get_cards()
        running = self.env["hub.handover.period"].sudo()._get_running().user_id
        today = self._today()
        shown, put_off = [], []
        for exception in page["exceptions"]:
            card = cards.get(exception["card"]) or self.env["hub.week.card"]
            if card and card._hides(exception, today):
                put_off.append(self._prepare_put_off(exception, card))
                continue
            owner = exception["owner"] or card.user_id.sudo()
            # whoever the week is handed over to has what volunteers see
            owner = owner or (exception["shared"] and running) or people[:1]
            shown.append({**exception, "owner": {"id": owner.id, "name": owner.name}})
        return {
            **page,
            "exceptions": shown,
            "put_off": put_off,
            "people": self._prepare_people(people),
        }

    @api.model
    def _get_cards(self):
        found = self.env["hub.week.card"].search(
            [("company_id", "=", self.env.company.id)]
        )
        return {card.key: card for card in found}

    @api.model
    def _get_people(self):
        """Those who run the week: coordinators first."""
        people = (
            self.env["res.users"]
            .sudo()
            .search(
                [
                    (
                        "all_group_ids",
                        "in",
                        self.env.ref("milperche_hub.group_volunteer").id,
                    ),
                    ("company_ids", "in", self.env.company.id),
                    ("share", "=", False),
                ]
            )
        )
        return people.sorted(
            lambda u: (
                not self._coordinates(u),
                u.has_group("milperche_hub.group_manager"),
                u.id,
            )
        )

    @api.model
    def _coordinates(self, user):
        return user.has_group("milperche_hub.group_coordinator")

    @api.model
    def _prepare_people(self, people):
        return [
            {"id": user.id, "name": user.name, "sees_all": self._coordinates(user)}
            for user in people
        ]

    @api.model
    def _prepare_put_off(self, exception, card):
        return {
            "key": exception["card"],
            "title": exception["title"],
            "until": self._format_day(card.date_until),
        }

    # ------------------------------------------------------------------
    # What the page asks
    # ------------------------------------------------------------------

    @api.model
    def put_off(self, key, days):
        """Hide a card for some days, unless it grows or becomes urgent.

        :param str key: ``card`` of an exception of the page.
        :param int days: from 1 (tomorrow) to 31.
        :raise UserError: the card is urgent, or gone.
        """
        exception = self._find_exception(key)
        if exception["severity"] == "danger":
            raise UserError(self.env._("This cannot wait."))
        if not isinstance(days, int) or not 1 <= days <= LONGEST_DAYS:
            raise UserError(self.env._("Choose a day within the month."))
        self._write_card(
            key,
            date_until=self._today() + timedelta(days=days),
            subject_ids=exception["subject"],
        )

    @api.model
    def bring_back(self, key):
        """Show a card that was put off again."""
        self._check_runs_the_week()
        self._get_cards().get(key, self.env["hub.week.card"]).sudo().write(
            {"date_until": False}
        )

    @api.model
    def give(self, key, user_id):
        """Say whose card it is.

        :raise UserError: that person does not see it.
        """
        exception = self._find_exception(key)
        user = self._get_people().filtered(lambda u: u.id == user_id)
        if not user or not (exception["shared"] or self._coordinates(user)):
            raise UserError(self.env._("This person does not see this on the page."))
        self._write_card(key, user_id=user.id)

    @api.model
    def _find_exception(self, key):
        self._check_runs_the_week()
        catalogues = self._get_catalogues_under_way()
        for exception in self._get_exceptions(catalogues):
            if exception["card"] == key:
                return exception
        raise UserError(self.env._("This is no longer on the page."))

    @api.model
    def _write_card(self, key, **vals):
        card = self._get_cards().get(key) or self.env["hub.week.card"].sudo().create(
            {"key": key}
        )
        card.sudo().write(vals)
