from typing import NamedTuple

from psycopg2 import Error as DatabaseError

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..tools import tabular

PARSERS = {
    "number": tabular.parse_number,
    "amount": tabular.parse_amount,
    "date": tabular.parse_date,
    "flag": tabular.parse_flag,
}


class Column(NamedTuple):
    """A column of a sheet: its key, the headings it may bear, what is in it."""

    key: str
    headings: tuple
    kind: str = "text"
    required: bool = False


class Entry(NamedTuple):
    """One row understood: its number in the file, the record it changes, its values."""

    number: int
    record: models.BaseModel
    vals: dict


class HubImportSheet(models.AbstractModel):
    """A kind of table that the hub takes in, as people keep it in a spreadsheet.

    One model per kind says which columns it has (:meth:`_get_columns`) and what a row
    becomes (:meth:`_prepare_entries`). Everything is taken in, or nothing: the errors
    come back line by line.
    """

    _name = "hub.import.sheet"
    _description = "Sheet to import"
    _target = None

    @api.model
    def _get_columns(self):
        """List of :class:`Column`; the first heading of each is the model file's."""
        return []

    @api.model
    def _prepare_entries(self, rows, errors):
        """List of :class:`Entry` of the parsed rows; what is wrong goes to errors.

        :param list rows: ``(number, {key: value})``.
        :param list errors: ``(number, heading, sentence)``, appended to.
        """
        raise NotImplementedError

    @api.model
    def _run(self, content):
        """Take a file in.

        :param bytes content: CSV or XLSX.
        :return: ``(records, created, updated, errors)``: records touched, two counts,
            and ``(row number, heading, sentence)`` of each error. With an error,
            nothing is written.
        """
        nothing = self.env[self._target].browse()
        try:
            raw = tabular.read_rows(content)
        except tabular.TableError as error:
            return nothing, 0, 0, [(0, "", self._explain(error))]
        errors = self._check_headings(raw[0][1])
        if errors:
            return nothing, 0, 0, errors
        rows = self._parse(raw, errors)
        entries = self._prepare_entries(rows, errors)
        if errors:
            return nothing, 0, 0, sorted(errors)
        records, errors = self._save(entries)
        if errors:
            return nothing, 0, 0, sorted(errors)
        updated = sum(bool(entry.record) for entry in entries)
        return records, len(entries) - updated, updated, []

    # ------------------------------------------------------------------
    # The way out: a table that comes back in as it is
    # ------------------------------------------------------------------

    @api.model
    def _get_export_records(self):
        """What a table of this kind would hold today."""
        return self.env[self._target].browse()

    @api.model
    def _export_row(self, record):
        """``{key of a column: value}`` of one record."""
        return {}

    @api.model
    def _export(self):
        """Bytes of a CSV with the kind's own columns."""
        columns = self._get_columns()
        rows = []
        for record in self._get_export_records():
            row = self._export_row(record)
            rows.append([row.get(column.key) for column in columns])
        return tabular.write_csv([column.headings[0] for column in columns], rows)

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    def _check_headings(self, first):
        missing = [
            column.headings[0]
            for column in self._get_columns()
            if column.required and not self._find_heading(column, first)
        ]
        if not missing:
            return []
        return [
            (
                1,
                ", ".join(missing),
                self.env._(
                    "Missing column. Known columns: %(columns)s.",
                    columns=", ".join(c.headings[0] for c in self._get_columns()),
                ),
            )
        ]

    @api.model
    def _find_heading(self, column, row):
        slugs = (tabular.slug(heading) for heading in column.headings)
        return next((slug for slug in slugs if slug in row), None)

    def _parse(self, raw, errors):
        columns = [
            (column, self._find_heading(column, raw[0][1]))
            for column in self._get_columns()
        ]
        columns = [(column, heading) for column, heading in columns if heading]
        return [
            (number, self._parse_row(number, row, columns, errors))
            for number, row in raw
        ]

    def _parse_row(self, number, row, columns, errors):
        values = {}
        for column, heading in columns:
            text = row.get(heading, "")
            try:
                parse = PARSERS.get(column.kind)
                values[column.key] = parse(text) if parse else text
            except tabular.TableError as error:
                errors.append((number, column.headings[0], self._explain(error)))
            else:
                if column.required and values[column.key] in ("", None):
                    sentence = self.env._("This cell must not be empty.")
                    errors.append((number, column.headings[0], sentence))
        return values

    def _explain(self, error):
        """The reason of a :class:`tabular.TableError` in words."""
        value = error.value
        return {
            "empty": self.env._("The file has no line under its headings."),
            "too_big": self.env._("The file is bigger than 10 MB."),
            "too_many_rows": self.env._("The file has more than 20,000 lines."),
            "encoding": self.env._(
                "The file's letters cannot be read: save it as CSV UTF-8."
            ),
            "no_table": self.env._("The file is neither a CSV nor an XLSX table."),
            "double_heading": self.env._(
                "Two columns bear the same heading: %s.", value
            ),
            "number": self.env._("“%s” is not a number.", value),
            "negative": self.env._("“%s” is below zero.", value),
            "date": self.env._("“%s” is not a date (31/12/2026).", value),
            "flag": self.env._("“%s” is neither yes nor no.", value),
        }[error.code]

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def _save(self, entries):
        """Write all entries at once; when that fails, find the lines to blame."""
        try:
            with self.env.cr.savepoint():
                return self._write_entries(entries), []
        except (UserError, ValidationError, AccessError, DatabaseError, ValueError):
            self.env.invalidate_all()
            return self.env[self._target].browse(), self._find_culprits(entries)

    def _write_entries(self, entries):
        records = self.env[self._target]
        for entry in entries:
            if entry.record:
                entry.record.write(entry.vals)
                records |= entry.record
        fresh = [entry.vals for entry in entries if not entry.record]
        records |= records.create(fresh)
        records.flush_recordset()
        return records

    def _find_culprits(self, entries):
        errors = []
        for entry in entries:
            try:
                with self.env.cr.savepoint() as savepoint:
                    self._write_entries([entry])
                    savepoint.rollback()
            except (UserError, ValidationError, AccessError) as error:
                errors.append((entry.number, "", str(error.args[0])))
            except (DatabaseError, ValueError) as error:
                sentence = self.env._("Refused: %s", str(error).split("\n", 1)[0])
                errors.append((entry.number, "", sentence))
            self.env.invalidate_all()
        if not errors:
            sentence = self.env._("These lines cannot be taken in together.")
            errors.append((0, "", sentence))
        return errors

    # ------------------------------------------------------------------
    # Helpers for the sheets
    # ------------------------------------------------------------------

    def _check_doubles(self, rows, key, heading, errors):
        """Refuse a value met twice in a column that names its row."""
        seen = {}
        for number, row in rows:
            value = row.get(key)
            if value and value in seen:
                sentence = self.env._(
                    "“%(value)s” stands on line %(line)s already.",
                    value=value,
                    line=seen[value],
                )
                errors.append((number, heading, sentence))
            seen.setdefault(value, number)

    def _find_partners(self, texts, domain):
        """Partners of names, codes, SIRET numbers.

        :return: dict of text → partners found by code, else SIRET, else name.
        """
        texts = {text for text in texts if text}
        Partner = self.env["res.partner"]
        found = {text: Partner for text in texts}
        for field in ("name", "company_registry", "hub_producer_code"):
            partners = Partner.search(domain + [(field, "in", list(texts))])
            for value, group in partners.grouped(field).items():
                found[value] = group
        return found

    def _choose(self, found, text, number, heading, errors):
        """The one record found for a text; an error when none or several are."""
        records = found.get(text)
        if records is None or len(records) == 1:
            return records
        sentence = (
            self.env._("“%s” is known several times: give a code or a SIRET.", text)
            if records
            else self.env._("“%s” is not known.", text)
        )
        errors.append((number, heading, sentence))
        return records[:1]

    def _choose_term(self, text, terms, number, heading, errors):
        """The key of a term; ``terms`` is ``{slug: key}``."""
        slug = tabular.slug(text)
        if slug in terms:
            return terms[slug]
        sentence = self.env._(
            "“%(text)s” is unknown; choose among: %(terms)s.",
            text=text,
            terms=", ".join(sorted(terms)),
        )
        errors.append((number, heading, sentence))
        return False

    def _get_selection_terms(self, model, field):
        """``{slug of label or key: key}`` of a selection, in the user's language."""
        terms = {}
        selection = self.env[model]._fields[field]._description_selection(self.env)
        for key, label in selection:
            terms[tabular.slug(key)] = key
            terms[tabular.slug(label)] = key
        return terms
