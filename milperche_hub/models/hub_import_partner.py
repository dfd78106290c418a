from odoo import api, models

from .hub_import_sheet import Column, Entry

ADDRESS = [
    Column("street", ("Rue", "Street")),
    Column("zip", ("Code postal", "ZIP")),
    Column("city", ("Commune", "Ville", "City")),
    Column("email", ("Courriel", "E-mail", "Mail")),
    Column("phone", ("Téléphone", "Phone")),
    Column("company_registry", ("SIRET",)),
    Column("partner_latitude", ("Latitude",), "number"),
    Column("partner_longitude", ("Longitude",), "number"),
]


class HubImportPartner(models.AbstractModel):
    """What producers and clients have in common: a name, an address, a SIRET."""

    _name = "hub.import.partner"
    _inherit = "hub.import.sheet"
    _description = "Partners to import"
    _target = "res.partner"

    @api.model
    def _prepare_address(self, row):
        """Values of the columns filled in; an empty cell changes nothing."""
        keys = {column.key for column in ADDRESS} & set(row)
        vals = {key: row[key] for key in keys if row[key] not in ("", None)}
        if vals.get("company_registry"):
            vals["company_registry"] = vals["company_registry"].replace(" ", "")
        return vals

    @api.model
    def _get_key(self, row):
        """What a row is known by: its SIRET, else its name."""
        return (row.get("company_registry") or "").replace(" ", "") or row.get("name")

    @api.model
    def _prepare_entry(self, number, row, vals, known, errors):
        """The entry of a row: the partner it is known as, else a new one."""
        key = self._get_key(row)
        record = known.get(key, self.env["res.partner"])
        if len(record) > 1:
            self._choose(known, key, number, "Nom", errors)
        if not record:
            vals = {**self._prepare_new(), **vals}
        return Entry(number, record[:1], vals)

    @api.model
    def _prepare_new(self):
        return {
            "is_company": True,
            "country_id": self.env.company.country_id.id,
            "lang": self.env.company._hub_get_lang(),
        }

    @api.model
    def _export_row(self, partner):
        keys = [column.key for column in ADDRESS]
        return {"name": partner.name, **{key: partner[key] for key in keys}}


class HubImportProducer(models.AbstractModel):
    """Producers, known by their code."""

    _name = "hub.import.producer"
    _inherit = "hub.import.partner"
    _description = "Producers to import"

    @api.model
    def _get_columns(self):
        return [
            Column("hub_producer_code", ("Code",), required=True),
            Column("name", ("Nom", "Name"), required=True),
            Column("kind", ("Type", "Kind")),
            Column("regime", ("Régime de TVA", "VAT scheme")),
            Column("hub_mandate_date", ("Mandat", "Mandate"), "date"),
            *ADDRESS,
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        self._check_doubles(rows, "hub_producer_code", "Code", errors)
        Partner = self.env["res.partner"].with_context(active_test=False)
        codes = [row.get("hub_producer_code") for __, row in rows]
        known = Partner.search([("hub_producer_code", "in", codes)])
        known = {partner.hub_producer_code: partner for partner in known}
        kinds = self._get_selection_terms("res.partner", "hub_producer_kind")
        regimes = self._get_selection_terms("res.partner", "vat_regime")
        entries = []
        for number, row in rows:
            vals = {"is_producer": True, **self._prepare_address(row)}
            for key in ("name", "hub_producer_code", "hub_mandate_date"):
                if row.get(key):
                    vals[key] = row[key]
            for key, field, heading, terms in (
                ("kind", "hub_producer_kind", "Type", kinds),
                ("regime", "vat_regime", "Régime de TVA", regimes),
            ):
                if row.get(key):
                    term = self._choose_term(row[key], terms, number, heading, errors)
                    vals[field] = term
            record = known.get(row.get("hub_producer_code"), Partner.browse())
            if not record:
                vals = {**self._prepare_new(), **vals}
            entries.append(Entry(number, record, vals))
        return entries

    @api.model
    def _get_export_records(self):
        return self.env[self._target].search([("is_producer", "=", True)], order="id")

    @api.model
    def _export_row(self, producer):
        return {
            **super()._export_row(producer),
            "hub_producer_code": producer.hub_producer_code,
            "kind": producer.hub_producer_kind,
            "regime": producer.vat_regime,
            "hub_mandate_date": producer.hub_mandate_date,
        }


class HubImportPayer(models.AbstractModel):
    """Who pays for kitchens without buying anything: a town hall, an association."""

    _name = "hub.import.payer"
    _inherit = "hub.import.partner"
    _description = "Payers to import"

    @api.model
    def _get_columns(self):
        return [Column("name", ("Nom", "Name"), required=True), *ADDRESS]

    @api.model
    def _prepare_entries(self, rows, errors):
        self._check_doubles(rows, "company_registry", "SIRET", errors)
        keys = [self._get_key(row) for __, row in rows]
        known = self._find_partners(keys, [("is_company", "=", True)])
        entries = []
        for number, row in rows:
            vals = {**self._prepare_address(row), "name": row.get("name")}
            entries.append(self._prepare_entry(number, row, vals, known, errors))
        return entries

    @api.model
    def _get_export_records(self):
        kitchens = self.env[self._target].search([("hub_payer_id", "!=", False)])
        return kitchens.hub_payer_id.filtered(lambda payer: not payer.is_hub_client)


class HubImportClient(models.AbstractModel):
    """Clients, known by their SIRET, else by their name."""

    _name = "hub.import.client"
    _inherit = "hub.import.partner"
    _description = "Clients to import"

    @api.model
    def _get_columns(self):
        return [
            Column("name", ("Nom", "Name"), required=True),
            Column("kind", ("Type", "Kind")),
            Column("payer", ("Payeur", "Payer")),
            Column("hub_guest_count", ("Convives", "Guests"), "amount"),
            *ADDRESS,
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        self._check_doubles(rows, "company_registry", "SIRET", errors)
        keys = [self._get_key(row) for __, row in rows]
        payers = [row.get("payer") for __, row in rows]
        known = self._find_partners(keys, [("is_hub_client", "=", True)])
        payers = self._find_partners(payers, [])
        kinds = self._get_selection_terms("res.partner", "hub_client_kind")
        entries = []
        for number, row in rows:
            vals = {"is_hub_client": True, **self._prepare_address(row)}
            vals["name"] = row.get("name")
            if row.get("hub_guest_count"):
                vals["hub_guest_count"] = int(row["hub_guest_count"])
            if row.get("kind"):
                vals["hub_client_kind"] = self._choose_term(
                    row["kind"], kinds, number, "Type", errors
                )
            if row.get("payer"):
                payer = self._choose(payers, row["payer"], number, "Payeur", errors)
                vals["hub_payer_id"] = payer.id
            entries.append(self._prepare_entry(number, row, vals, known, errors))
        return entries

    @api.model
    def _get_export_records(self):
        return self.env[self._target].search([("is_hub_client", "=", True)], order="id")

    @api.model
    def _export_row(self, client):
        payer = client.hub_payer_id
        return {
            **super()._export_row(client),
            "kind": client.hub_client_kind,
            "payer": payer.company_registry or payer.name,
            "hub_guest_count": client.hub_guest_count or None,
        }
