from base64 import b64encode
from collections import defaultdict
from datetime import date

from odoo import models

from ..tools.cells import write_workbook
from ..tools.map_svg import draw_map


class HubFunderReport(models.Model):
    """The tables and the map of a report."""

    _inherit = "hub.funder.report"

    def _get_figures(self):
        """The figures, of the report's own company."""
        return self.env["hub.sales.analysis"].with_company(self.company_id)

    def _get_past(self):
        return self.env["hub.past.sale"].with_company(self.company_id)

    def _get_figures_domain(self):
        self.ensure_one()
        return self._get_figures()._get_sales_domain(self.date_from, self.date_to)

    def _get_producer_rows(self):
        """Euros and kilograms per producer: ``[{"partner", "town", …}]``."""
        return self._get_partner_rows("producer_id")

    def _get_client_rows(self):
        """What each client bought, with the share of meat in it."""
        shares = self._get_figures()._get_meat_shares(self.date_from, self.date_to)
        rows = self._get_partner_rows("partner_id")
        for row in rows:
            row["meat"] = shares.get(row["partner"])
        return rows

    def _get_partner_rows(self, field):
        groups = self._get_figures()._read_group(
            self._get_figures_domain(),
            [field],
            [
                "amount_untaxed:sum",
                "commission:sum",
                "weight_kg:sum",
                "delivery_count:count_distinct",
            ],
            order="amount_untaxed:sum DESC",
        )
        rows = {
            partner: self._prepare_partner_row(partner, *values)
            for partner, *values in groups
        }
        self._add_past(rows, field)
        return sorted(rows.values(), key=lambda row: -row["amount"])

    def _prepare_partner_row(self, partner, amount, commission, weight, deliveries):
        return {
            "partner": partner,
            "town": " ".join(filter(None, [partner.zip, partner.city])),
            "amount": amount,
            "net": amount - commission,
            "commission": commission,
            "weight": weight,
            "deliveries": deliveries,
        }

    def _add_past(self, rows, field):
        """Add what was sold before this software: an amount and kilograms, no more."""
        Past = self._get_past()
        domain = Past._get_period_domain(self.date_from, self.date_to)
        for partner, amount, weight in Past._get_sums(domain, [field]):
            if partner not in rows:
                rows[partner] = self._prepare_partner_row(partner, 0.0, 0.0, 0.0, 0)
            rows[partner]["amount"] += amount
            rows[partner]["weight"] += weight

    def _get_commune_rows(self):
        """Communes of producers and clients, with what was sold and bought there."""
        communes = {}
        for kind, rows in (
            ("sold", self._get_producer_rows()),
            ("bought", self._get_client_rows()),
        ):
            for row in rows:
                name = row["town"] or "?"
                entry = communes.setdefault(
                    name, self._prepare_commune(name, row["partner"])
                )
                entry[kind] += row["amount"]
                entry["point"] = entry["point"] or row["partner"]._hub_get_point()
        return sorted(communes.values(), key=lambda row: row["name"])

    def _prepare_commune(self, name, partner):
        return {
            "name": name,
            "label": partner.city or name,
            "sold": 0.0,
            "bought": 0.0,
            "point": None,
        }

    def _get_map(self):
        """The communes as an SVG drawing, from coordinates alone."""
        self.ensure_one()
        hub = self.company_id.partner_id
        rows = [row for row in self._get_commune_rows() if row["point"]]
        return draw_map(
            [(row["label"], row["point"], row["sold"], row["bought"]) for row in rows],
            hub._hub_get_point(),
        )

    def _get_map_data(self):
        """The drawing for a page, in base 64."""
        return b64encode(self._get_map().encode()).decode()

    def _get_history_rows(self):
        """Year by year since the start, years from before this software included.

        :return: ``[(year, amount, commission, kg, deliveries, clients, producers)]``;
            commission and deliveries are None for a year that has none of its lines
        """
        Figures, Past = self._get_figures(), self._get_past()
        start = date(1, 1, 1)
        counted = {
            day.year: values
            for day, *values in Figures._read_group(
                Figures._get_sales_domain(start, self.date_to),
                ["date:year"],
                [
                    "amount_untaxed:sum",
                    "commission:sum",
                    "weight_kg:sum",
                    "delivery_count:count_distinct",
                ],
            )
        }
        domain = Past._get_period_domain(start, self.date_to)
        past = {
            day.year: values for day, *values in Past._get_sums(domain, ["date:year"])
        }
        partners = self._get_partners_by_year(start)
        rows = []
        for year in sorted(counted.keys() | past.keys()):
            amount, commission, weight, deliveries = counted.get(
                year, (0.0, None, 0.0, None)
            )
            more_amount, more_weight = past.get(year, (0.0, 0.0))
            amounts = amount + more_amount, commission, weight + more_weight
            rows.append((year, *amounts, deliveries, *map(len, partners[year])))
        return rows

    def _get_partners_by_year(self, start):
        """``{year: (ids of clients served, of producers who sold)}``."""
        Figures, Past = self._get_figures(), self._get_past()
        who = ["partner_id:array_agg_distinct", "producer_id:array_agg_distinct"]
        partners = defaultdict(lambda: (set(), set()))
        for model, domain in (
            (Figures, Figures._get_delivered_domain(start, self.date_to)),
            (Past, Past._get_period_domain(start, self.date_to)),
        ):
            for day, *found in model._read_group(domain, ["date:year"], who):
                for known, ids in zip(partners[day.year], found, strict=True):
                    known.update(filter(None, ids))
        return partners

    def _get_activity_records(self):
        return self.env["hub.activity.record"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("date", ">=", self.date_from),
                ("date", "<=", self.date_to),
            ],
            order="date, id",
        )

    # ------------------------------------------------------------------
    # The workbook
    # ------------------------------------------------------------------

    def _make_workbook(self):
        """The whole report as the bytes of an XLSX file."""
        self.ensure_one()
        self._ensure_counted()
        return write_workbook(
            [
                self._make_indicator_sheet(),
                self._make_producer_sheet(),
                self._make_client_sheet(),
                self._make_commune_sheet(),
                self._make_history_sheet(),
                self._make_activity_sheet(),
                (
                    self.env._("Method"),
                    [self.env._("Method")],
                    [[sentence] for sentence in self._get_method()],
                ),
            ]
        )

    def _make_indicator_sheet(self):
        titles = [
            self.env._("Indicator"),
            self.env._("Unit"),
            self.env._("Period"),
            self.env._("Period before"),
        ]
        rows = [
            [
                line.title,
                "" if line.unit == "line" else line.unit or "",
                "" if line.is_empty else line.value,
                "" if line.is_previous_empty else line.previous,
            ]
            for line in self.line_ids
        ]
        period = [self.env._("Period"), "", str(self.date_from), str(self.date_to)]
        return self.env._("Indicators"), titles, [period, *rows]

    def _make_producer_sheet(self):
        titles = [
            self.env._("Producer"),
            self.env._("Commune"),
            self.env._("Turnover excl. tax"),
            self.env._("Paid on to the producer"),
            self.env._("Kg"),
        ]
        rows = [
            [row["partner"].name, row["town"], row["amount"], row["net"], row["weight"]]
            for row in self._get_producer_rows()
        ]
        return self.env._("Producers"), titles, rows

    def _make_client_sheet(self):
        titles = [
            self.env._("Client"),
            self.env._("Commune"),
            self.env._("Bought excl. tax"),
            self.env._("Kg"),
            self.env._("Deliveries"),
            self.env._("Meat (%)"),
        ]
        rows = [
            [
                row["partner"].name,
                row["town"],
                row["amount"],
                row["weight"],
                row["deliveries"],
                "" if row["meat"] is None else row["meat"],
            ]
            for row in self._get_client_rows()
        ]
        return self.env._("Clients"), titles, rows

    def _make_commune_sheet(self):
        titles = [
            self.env._("Commune"),
            self.env._("Sold from there"),
            self.env._("Bought there"),
        ]
        rows = [
            [row["name"], row["sold"], row["bought"]]
            for row in self._get_commune_rows()
        ]
        return self.env._("Communes"), titles, rows

    def _make_history_sheet(self):
        titles = [
            self.env._("Year"),
            self.env._("Turnover excl. tax"),
            self.env._("Hub's share"),
            self.env._("Kg"),
            self.env._("Deliveries"),
            self.env._("Clients"),
            self.env._("Producers"),
        ]
        return (
            self.env._("History"),
            titles,
            [
                ["" if cell is None else cell for cell in row]
                for row in self._get_history_rows()
            ],
        )

    def _make_activity_sheet(self):
        titles = [
            self.env._("Date"),
            self.env._("Kind"),
            self.env._("What"),
            self.env._("People"),
            self.env._("Hours"),
            self.env._("Km"),
        ]
        titles.append(self.env._("Proof"))
        kinds = dict(
            self.env["hub.activity.record"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        rows = [
            [
                record.date,
                kinds[record.kind],
                record.name,
                record.people,
                record.hours,
                record.km,
                record.proof_name or "",
            ]
            for record in self._get_activity_records()
        ]
        return self.env._("Activities"), titles, rows
