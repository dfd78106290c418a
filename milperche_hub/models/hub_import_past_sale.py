from odoo import api, fields, models

from .hub_import_sheet import Column, Entry


class HubImportPastSale(models.AbstractModel):
    """Past years by client and producer."""

    _name = "hub.import.past.sale"
    _inherit = "hub.import.sheet"
    _description = "Past sales to import"
    _target = "hub.past.sale"

    @api.model
    def _get_columns(self):
        return [
            Column("year", ("Année", "Year"), "number", required=True),
            Column("month", ("Mois", "Month"), "number"),
            Column("client", ("Client",), required=True),
            Column("producer", ("Producteur", "Producer"), required=True),
            Column("amount_untaxed", ("Montant HT", "CA HT"), "number", required=True),
            Column("weight_kg", ("Poids (kg)", "kg"), "number"),
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        clients = self._find_partners([row.get("client") for __, row in rows], [])
        producers = self._find_partners(
            [row.get("producer") for __, row in rows], [("is_producer", "=", True)]
        )
        known = {
            self._get_key(sale): sale for sale in self.env[self._target].search([])
        }
        entries = []
        for number, row in rows:
            client = self._choose(clients, row.get("client"), number, "Client", errors)
            producer = self._choose(
                producers, row.get("producer"), number, "Producteur", errors
            )
            period = self._parse_period(number, row, errors)
            if not (client and producer and period):
                continue
            vals = {
                **period,
                "partner_id": client.id,
                "producer_id": producer.id,
                "amount_untaxed": row.get("amount_untaxed") or 0.0,
                "weight_kg": row.get("weight_kg") or 0.0,
            }
            key = (vals["date"], vals["span"], client.id, producer.id)
            entries.append(Entry(number, known.get(key, self.env[self._target]), vals))
        return entries

    @api.model
    def _get_export_records(self):
        return self.env[self._target].search([])  # pylint: disable=no-search-all

    @api.model
    def _export_row(self, sale):
        return {
            "year": sale.date.year,
            "month": sale.date.month if sale.span == "month" else None,
            "client": sale.partner_id.company_registry or sale.partner_id.name,
            "producer": sale.producer_id.hub_producer_code,
            "amount_untaxed": sale.amount_untaxed,
            "weight_kg": sale.weight_kg,
        }

    @api.model
    def _get_key(self, sale):
        return (sale.date, sale.span, sale.partner_id.id, sale.producer_id.id)

    def _parse_period(self, number, row, errors):
        year, month = row.get("year"), row.get("month")
        this_year = fields.Date.context_today(self).year
        if year is None or not 1990 <= year <= this_year or year % 1:
            sentence = self.env._("A year from 1990 to this one, please.")
            errors.append((number, "Année", sentence))
            return None
        if month is not None and (not 1 <= month <= 12 or month % 1):
            sentence = self.env._("A month is a number from 1 to 12.")
            errors.append((number, "Mois", sentence))
            return None
        return {
            "date": fields.Date.to_date(f"{int(year)}-{int(month or 1):02d}-01"),
            "span": "month" if month else "year",
        }
