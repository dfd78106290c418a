from datetime import datetime, timedelta

from odoo import api, models

from ..tools.tabular import TableError, parse_date
from .hub_import_sheet import Column, Entry

KEPT = ("vacances", "pont")
TEACHERS = "enseignants"


class HubImportHoliday(models.AbstractModel):
    """School holidays, as the ministry of education publishes them.

    The columns are those of its open data (fr-en-calendrier-scolaire): one row per
    academy, the end being the day on which classes start again. Overseas zones, the
    teachers' own days and holidays without an end are left out.
    """

    _name = "hub.import.holiday"
    _inherit = "hub.import.sheet"
    _description = "School holidays to import"
    _target = "hub.holiday"

    @api.model
    def _get_columns(self):
        return [
            Column("name", ("Description", "Vacances"), required=True),
            Column("start", ("Date de début", "start_date"), required=True),
            Column("back", ("Date de fin", "end_date", "Reprise")),
            Column("zone", ("Zones", "Zone")),
            Column("population", ("Population",)),
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        known = {
            (holiday.name, holiday.zone, holiday.date_start): holiday
            for holiday in self.env[self._target].search([("kind", "=", "school")])
        }
        found = {}
        for number, row in rows:
            vals = self._is_kept(row) and self._prepare_holiday(number, row, errors)
            if vals:
                key = (vals["name"], vals["zone"], vals["date_start"])
                record = known.get(key) or self._find_common(known, key)
                if not record or record.zone:
                    found[key] = Entry(number, record, vals)
        return list(found.values())

    def _find_common(self, known, key):
        """The same holidays kept for every zone at once: nothing to add."""
        name, _zone, start = key
        return known.get((name, False, start), self.env[self._target])

    def _is_kept(self, row):
        name = (row.get("name") or "").strip().lower()
        population = (row.get("population") or "").strip().lower()
        zone = (row.get("zone") or "").strip()
        return (
            name.startswith(KEPT)
            and population != TEACHERS
            and zone[-1:].upper() in ("A", "B", "C")
            and zone.lower().startswith(("zone", zone[-1:].lower()))
            and row.get("back")
        )

    def _prepare_holiday(self, number, row, errors):
        start = self._read_day(number, "Date de début", row["start"], errors)
        back = self._read_day(number, "Date de fin", row["back"], errors)
        if not start or not back:
            return None
        if back <= start:
            sentence = self.env._("Classes start again after the holidays begin.")
            errors.append((number, "Date de fin", sentence))
            return None
        return {
            "name": row["name"].strip(),
            "kind": "school",
            "zone": row["zone"].strip()[-1].upper(),
            "date_start": start,
            "date_end": back - timedelta(days=1),
        }

    def _read_day(self, number, heading, text, errors):
        """A day, or the local day of a moment in UTC as the open data writes it."""
        text = text.strip()
        try:
            if 0 < len(text) <= 10:
                return parse_date(text)
            moment = datetime.fromisoformat(text)
        except (TableError, ValueError):
            sentence = self.env._("“%s” is not a date.", text)
            errors.append((number, heading, sentence))
            return None
        if moment.tzinfo:
            moment = moment.astimezone(self.env["hub.catalogue"]._get_hub_timezone())
        return moment.date()
