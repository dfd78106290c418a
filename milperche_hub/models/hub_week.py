from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date, format_datetime

NAMES_SHOWN = 4


class HubWeek(models.AbstractModel):
    """The page the coordinator starts on: where the week stands, what blocks it.

    Nothing is stored: :meth:`get_page` reads the documents of the week. Steps are
    in ``hub_week_steps.py``; an app adds an exception of its own by extending
    :meth:`_get_exception_methods`.
    """

    _name = "hub.week"
    _description = "This week"

    @api.model
    @api.readonly
    def get_page(self, catalogue_id=None):
        """Everything the "This week" page shows.

        :param int catalogue_id: the week to show; the current one when empty.
        :return: ``catalogue`` (header, or False), ``catalogues`` (to choose from),
            ``steps`` in order, ``next`` (the next move, or False) and
            ``exceptions``, the most urgent first.
        :raise AccessError: the user does not run the week.
        """
        self._check_runs_the_week()
        catalogues = self._get_catalogues_under_way()
        catalogue = self._choose_catalogue(catalogues, catalogue_id)
        steps = self._get_steps(catalogue)
        exceptions = self._get_exceptions(catalogues | catalogue)
        return {
            "catalogue": self._prepare_header(catalogue),
            "catalogues": [{"id": c.id, "name": c.name} for c in catalogues],
            "steps": [self._prepare_step(step) for step in steps],
            "next": self._prepare_next(steps, exceptions),
            "exceptions": exceptions,
        }

    @api.model
    def _check_runs_the_week(self):
        if not self.env.user.has_group("milperche_hub.group_volunteer"):
            raise AccessError(self.env._("Only those who run the week see this page."))

    @api.model
    def _is_coordinator(self):
        """Whether the user sees money and takes the decisions of the week."""
        return self.env.user.has_group("milperche_hub.group_coordinator")

    # ------------------------------------------------------------------
    # Which week
    # ------------------------------------------------------------------

    @api.model
    def _get_catalogues_under_way(self):
        return self.env["hub.catalogue"].search(
            [
                ("state", "in", ("draft", "open", "closed")),
                ("company_id", "=", self.env.company.id),
            ],
            order="date_delivery, id",
        )

    @api.model
    def _choose_catalogue(self, catalogues, catalogue_id=None):
        """The week asked for; else the earliest with work left; else the last."""
        if catalogue_id:
            asked = self.env["hub.catalogue"].browse(catalogue_id).exists()
            if asked:
                return asked
        return (catalogues & catalogues._get_unfinished())[:1] or catalogues[-1:]

    @api.model
    def _prepare_header(self, catalogue):
        if not catalogue:
            return False
        states = dict(catalogue._fields["state"]._description_selection(self.env))
        return {
            "id": catalogue.id,
            "name": catalogue.name,
            "state": catalogue.state,
            "state_label": states[catalogue.state],
            "date_close": fields.Datetime.to_string(catalogue.date_close),
            "opening": self._format_moment(catalogue.date_open),
            "cutoff": self._format_moment(catalogue.date_close),
            "dropoff": self._format_moment(catalogue.date_dropoff),
            "delivery": self._format_day(catalogue.date_delivery),
        }

    # ------------------------------------------------------------------
    # Sentences
    # ------------------------------------------------------------------

    @api.model
    def _today(self):
        """Today at the hub, whoever looks and from wherever."""
        return self.env["hub.catalogue"]._to_local(fields.Datetime.now()).date()

    @api.model
    def _format_moment(self, moment):
        zone = self.env["hub.catalogue"]._get_hub_timezone().zone
        return format_datetime(
            self.env, moment, tz=zone, dt_format="EEEE d MMMM, HH:mm"
        )

    @api.model
    def _format_day(self, day):
        return format_date(self.env, day, date_format="EEEE d MMMM")

    @api.model
    def _join_names(self, names):
        """Name the first few, count the rest."""
        names = [name for name in dict.fromkeys(names) if name]
        shown, rest = names[:NAMES_SHOWN], len(names) - NAMES_SHOWN
        if rest <= 0:
            return ", ".join(shown)
        return self.env._(
            "%(names)s and %(count)s more", names=", ".join(shown), count=rest
        )
