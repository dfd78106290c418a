from odoo import api, models
from odoo.fields import Command

from ..tools import tabular
from .hub_import_sheet import Column, Entry

NUMBERS = {
    "list_price": ("Prix HT", "Prix", "Price"),
    "weight": ("Poids (kg)", "Poids", "Weight"),
    "hub_pack_qty": ("Colis", "Vendu par", "Pack"),
    "piece_weight": ("Poids d'une pièce (kg)", "Poids d'une pièce", "Piece weight"),
    "expiration_time": ("Durée de vie (jours)", "Durée de vie", "Days of life"),
    "hub_storage_temperature": ("Température (°C)", "Température", "Temperature"),
}
BELOW_ZERO = ("hub_storage_temperature",)
UNIT_NAMES = {  # what people write besides the names of the units
    "uom.product_uom_kgm": ("kg", "kilo"),
    "uom.product_uom_litre": ("l", "litre"),
    "uom.product_uom_unit": ("unite", "unites", "piece", "pieces", "unit"),
}


class HubImportProduct(models.AbstractModel):
    """Products, known by their code."""

    _name = "hub.import.product"
    _inherit = "hub.import.sheet"
    _description = "Products to import"
    _target = "product.template"

    @api.model
    def _get_columns(self):
        return [
            Column("default_code", ("Code", "Référence"), required=True),
            Column("name", ("Nom", "Produit", "Name"), required=True),
            Column("producer", ("Producteur", "Producer"), required=True),
            Column("family", ("Famille", "Family"), required=True),
            Column("uom", ("Unité", "Unit"), required=True),
            *(
                Column(key, names, "number" if key in BELOW_ZERO else "amount")
                for key, names in NUMBERS.items()
            ),
            Column("season", ("Saison", "Season")),
            Column("preparation", ("Préparation", "Preparation")),
            Column("hub_calibre", ("Calibre",)),
            Column("hub_ingredients", ("Composition", "Ingrédients", "Ingredients")),
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        self._check_doubles(rows, "default_code", "Code", errors)
        known = self._find_products([row.get("default_code") for __, row in rows])
        references = self._get_references(rows)
        entries = []
        for number, row in rows:
            vals = self._prepare_vals(number, row, references, errors)
            record = known.get(row.get("default_code"), self.env[self._target])
            if len(record) > 1:
                self._choose(known, row["default_code"], number, "Code", errors)
            if not record:
                vals = {**self._prepare_new(), **vals}
            entries.append(Entry(number, record[:1], vals))
        return entries

    @api.model
    def _find_products(self, codes):
        """Dict of code → products of the hub, archived ones too."""
        products = self.env["product.template"].with_context(active_test=False)
        found = products.search([("default_code", "in", [c for c in codes if c])])
        return found.grouped("default_code")

    def _get_references(self, rows):
        """What names in the file may mean: producers, families, units, terms."""
        producers = [row.get("producer") for __, row in rows]
        families = self.env["product.category"].search([("hub_is_family", "=", True)])
        units = {tabular.slug(u.name): u.id for u in self.env["uom.uom"].search([])}
        for xmlid, names in UNIT_NAMES.items():
            units.update(dict.fromkeys(names, self.env.ref(xmlid).id))
        return {
            "producer": self._find_partners(producers, [("is_producer", "=", True)]),
            "family": {tabular.slug(f.name): f.id for f in families},
            "uom": units,
            "preparation": self._get_selection_terms(self._target, "hub_preparation"),
            "months": {m.number: m.id for m in self.env["hub.month"].search([])},
        }

    def _prepare_vals(self, number, row, references, errors):
        filled = {key: value for key, value in row.items() if value not in ("", None)}
        keys = {"default_code", "name", "hub_calibre", "hub_ingredients", *NUMBERS}
        vals = {key: value for key, value in filled.items() if key in keys}
        if "expiration_time" in vals:
            vals["expiration_time"] = int(vals["expiration_time"])
            vals["use_expiration_date"] = vals["expiration_time"] > 0
        if "hub_storage_temperature" in vals:
            vals["hub_cold_chain"] = True
        if "producer" in filled:
            producer = self._choose(
                references["producer"], row["producer"], number, "Producteur", errors
            )
            vals["producer_id"] = producer.id
        for key, field, heading in (
            ("family", "categ_id", "Famille"),
            ("uom", "uom_id", "Unité"),
            ("preparation", "hub_preparation", "Préparation"),
        ):
            if key in filled:
                terms = references[key]
                term = self._choose_term(row[key], terms, number, heading, errors)
                vals[field] = term
        if "season" in filled:
            months = self._parse_season(number, row["season"], errors)
            ids = [references["months"][month] for month in months]
            vals["season_month_ids"] = [Command.set(ids)]
        return vals

    def _parse_season(self, number, text, errors):
        """Months of ``8-12,1`` : from August to December, and January."""
        try:
            return tabular.parse_months(text)
        except tabular.TableError:
            sentence = self.env._("“%s” is no season: write 8-12 or 9,10,11.", text)
            errors.append((number, "Saison", sentence))
            return []

    @api.model
    def _prepare_new(self):
        return {"type": "consu", "is_storable": True, "tracking": "lot"}

    @api.model
    def _get_export_records(self):
        return self.env[self._target].search([("producer_id", "!=", False)], order="id")

    @api.model
    def _export_row(self, product):
        numbers = {key: product[key] for key in NUMBERS}
        if not product.hub_cold_chain:
            numbers["hub_storage_temperature"] = None
        months = product.season_month_ids.mapped("number")
        return {
            **numbers,
            "default_code": product.default_code,
            "name": product.name,
            "producer": product.producer_id.hub_producer_code,
            "family": product.categ_id.name,
            "uom": product.uom_id.name,
            "season": ",".join(map(str, sorted(months))),
            "preparation": product.hub_preparation,
            "hub_calibre": product.hub_calibre,
            "hub_ingredients": product.hub_ingredients,
        }


class HubImportPrice(models.AbstractModel):
    """New prices of known products."""

    _name = "hub.import.price"
    _inherit = "hub.import.product"
    _description = "Prices to import"

    @api.model
    def _get_columns(self):
        return [
            Column("default_code", ("Code", "Référence"), required=True),
            Column("list_price", NUMBERS["list_price"], "amount", required=True),
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        self._check_doubles(rows, "default_code", "Code", errors)
        codes = [row.get("default_code") for __, row in rows]
        known = {code: self.env[self._target] for code in codes if code}
        known.update(self._find_products(codes))
        entries = []
        for number, row in rows:
            code, price = row.get("default_code"), row.get("list_price")
            record = code and self._choose(known, code, number, "Code", errors)
            if price is not None and price < 0:
                sentence = self.env._("A price cannot be negative.")
                errors.append((number, "Prix HT", sentence))
            entries.append(Entry(number, record, {"list_price": price}))
        return entries
