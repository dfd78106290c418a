from odoo import models

from ..tools.matrix import fold, tabulate

CLIENTS_A_SHEET = 26
ROWS_A_SHEET = 40


class StockPicking(models.Model):
    """What the paper pack prints: the three views, the matrix."""

    _inherit = "stock.picking"

    def _get_packing_views(self):
        """The lines grouped three ways, each group with its lines and weight.

        :return: ``{"client": [...], "product": [...], "producer": [...]}``; groups
            are dicts of ``title``, ``lines``, ``weight``
        """
        lines = self._get_packing_lines()
        return {
            "client": self._group_packing(lines, "picking_id", self._get_client_title),
            "product": self._group_packing(
                sorted(lines, key=lambda line: (line["product"], line["producer"])),
                "product_id",
                lambda line: line["product"],
            ),
            "producer": self._group_packing(
                sorted(lines, key=lambda line: (line["producer"], line["product"])),
                "producer_id",
                lambda line: line["producer"],
            ),
        }

    def _get_client_title(self, line):
        stop = f"{line['stop']}. " if line["stop"] else ""
        return f"{stop}{line['client']}"

    def _group_packing(self, lines, key, title):
        groups = {}
        for line in lines:
            groups.setdefault(line[key], []).append(line)
        return [
            {
                "title": title(group[0]),
                "lines": group,
                "quantity": sum(line["quantity"] for line in group),
                "weight": sum(line["weight"] for line in group),
            }
            for group in groups.values()
        ]

    def _get_packing_matrix(self):
        """The product × client table, cut into sheets that an A4 page holds.

        :return: ``[{"clients": [(key, stop, name)], "rows": [{"product",
            "producer", "uom", "cells", "total"}]}]``; ``total`` is of all clients
        """
        lines = self._get_packing_lines()
        clients = list(
            {
                line["picking_id"]: (line["picking_id"], line["stop"], line["client"])
                for line in lines
            }.values()
        )
        table = tabulate(
            lines,
            lambda line: line["product_id"],
            lambda line: line["picking_id"],
            lambda line: line["quantity"],
        )
        product_of = {line["product_id"]: line for line in lines}
        order = sorted(
            table, key=lambda k: (product_of[k]["producer"], product_of[k]["product"])
        )
        sheets = []
        for columns in fold(clients, CLIENTS_A_SHEET):
            rows = [
                {
                    "product": product_of[key]["product"],
                    "producer": product_of[key]["producer"],
                    "uom": product_of[key]["uom"],
                    "cells": [table[key].get(client[0]) for client in columns],
                    "total": sum(table[key].values()),
                }
                for key in order
                if any(table[key].get(client[0]) for client in columns)
            ]
            # Cut here: a table cut by the printer loses the names of its columns.
            sheets += [
                {"clients": columns, "rows": part} for part in fold(rows, ROWS_A_SHEET)
            ]
        return sheets
