import json

from odoo import api, models
from odoo.tools import SQL

from .hub_settlement_line_figures import CREDITS


class HubSettlementLine(models.Model):
    """Inserting many lines in one statement, where ``create`` would take them by one.

    For values made by the hub itself, complete and already rounded to the cent.
    """

    _inherit = "hub.settlement.line"

    @api.model
    def _insert(self, vals_list):
        """Create lines as ``create`` does, in one statement.

        Kind, company, producer and VAT cost are filled in; any other field left out of
        all rows is computed or stays empty. No Python constraint runs.

        :param vals_list: plain values of stored fields
        :return: the lines, in the order of ``vals_list``
        """
        self.check_access("create")
        if not vals_list:
            return self
        self.env.flush_all()
        settlements = self.env["hub.settlement"].browse(
            dict.fromkeys(vals["settlement_id"] for vals in vals_list)
        )
        shared = {
            record.id: self._prepare_shared_vals(record) for record in settlements
        }
        rows = [
            {**shared[vals["settlement_id"]], **self._prepare_row(vals)}
            for vals in vals_list
        ]
        names = list(dict.fromkeys(name for row in rows for name in row))
        lines = self.browse(self._insert_rows(rows, names))
        self._forget_inverses()
        settlements.modified(["line_ids"])
        credits = [
            line_id
            for line_id, row in zip(lines._ids, rows, strict=True)
            if row["kind"] in CREDITS
        ]
        self.browse(credits)._count_credits_again()
        for name, field in self._fields.items():
            if field.store and field.compute and name not in names:
                self.env.add_to_compute(field, lines)
        return lines

    @api.model
    def _prepare_shared_vals(self, settlement):
        """What a settlement says of all its lines is written out on each."""
        return {
            "kind": "delivery",
            "company_id": settlement.company_id.id,
            "producer_id": settlement.producer_id.id,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
        }

    @api.model
    def _prepare_row(self, vals):
        row = {name: None if val is False else val for name, val in vals.items()}
        row["amount_vat_cost"] = row.get("is_vat_cost") and row.get("amount_vat") or 0.0
        return row

    @api.model
    def _insert_rows(self, rows, names):
        columns, values, types = [], [], []
        for name in names:
            field = self._fields[name]
            column = SQL.identifier(name)
            digits = field.get_digits(self.env) if field.type == "float" else None
            columns.append(column)
            types.append(SQL("%s %s", column, SQL(field.column_type[1])))
            values.append(
                SQL("round(%s::numeric, %s)", column, digits[1]) if digits else column
            )
        now = self.env.cr.now()
        self.env.cr.execute(
            SQL(
                "INSERT INTO hub_settlement_line (%s, create_date, write_date)"
                " SELECT %s, %s, %s FROM json_to_recordset(%s) AS rows (%s)"
                " RETURNING id",
                SQL(", ").join(columns),
                SQL(", ").join(values),
                now,
                now,
                json.dumps(rows, default=str),
                SQL(", ").join(types),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _forget_inverses(self):
        """Lists of lines that were read before these ones."""
        for name, inverse in (
            ("hub.settlement", "line_ids"),
            ("stock.move", "settlement_line_ids"),
            ("hub.reduction", "settlement_line_ids"),
            ("account.move.line", "settlement_line_ids"),
        ):
            self.env[name].invalidate_model([inverse])
