import json

from odoo import api, fields, models
from odoo.tools import SQL

from .stock_move_figures import SALE_AMOUNTS


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
        rows = [self._prepare_row(vals) for vals in vals_list]
        names = list(dict.fromkeys(name for row in rows for name in row))
        lines = self.browse(self._insert_rows(rows, names))
        self._forget_inverses()
        lines.modified(names)
        lines._count_in_figures()
        lines._count_credits_again()
        for name, field in self._fields.items():
            if field.store and field.compute:
                given = name in names
                mark = self.env.remove_to_compute if given else self.env.add_to_compute
                mark(field, lines)
        return lines

    @api.model
    def _prepare_row(self, vals):
        """Values of a row: what the settlement says of its lines is written out."""
        settlement = self.env["hub.settlement"].browse(vals["settlement_id"])
        is_cost = vals.get("is_vat_cost")
        return {
            "kind": "delivery",
            "company_id": settlement.company_id.id,
            "producer_id": settlement.producer_id.id,
            "amount_vat_cost": vals.get("amount_vat", 0.0) if is_cost else 0.0,
            "create_uid": self.env.uid,
            "write_uid": self.env.uid,
            **{name: None if value is False else value for name, value in vals.items()},
        }

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
                json.dumps(rows, default=fields.Date.to_string),
                SQL(", ").join(types),
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    def _count_in_figures(self):
        """Give the delivered lines their settled cents, in one statement as well.

        What their computed amounts would find: a delivered line is settled once.
        """
        moves = self.env["stock.move"].sudo()
        self.env.cr.execute(
            """
            UPDATE stock_move move SET hub_sale_amount = line.amount_gross,
                   hub_sale_commission = line.amount_commission
              FROM hub_settlement_line line
             WHERE line.move_id = move.id AND line.id = ANY(%s)
               AND move.hub_sale_date IS NOT NULL
         RETURNING move.id
            """,
            [list(self._ids)],
        )
        settled = moves.browse(row[0] for row in self.env.cr.fetchall())
        for name in SALE_AMOUNTS:
            self.env.remove_to_compute(moves._fields[name], settled)
        settled.invalidate_recordset(SALE_AMOUNTS)

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
