from odoo import api, models

from .hub_import_sheet import Column, Entry


class HubImportOffer(models.AbstractModel):
    """What producers offer in one catalogue, the one given by the context."""

    _name = "hub.import.offer"
    _inherit = "hub.import.sheet"
    _description = "Offers to import"
    _target = "hub.offer"

    @api.model
    def _get_columns(self):
        return [
            Column("default_code", ("Code", "Référence"), required=True),
            Column("quantity_offered", ("Quantité", "Quantity"), "amount"),
            Column("on_demand", ("Sur demande", "On demand"), "flag"),
            Column("price_unit", ("Prix HT", "Prix", "Price"), "amount"),
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        catalogue = self._get_catalogue()
        if not catalogue:
            sentence = self.env._("Choose a catalogue that is a draft or open.")
            errors.append((0, "", sentence))
            return []
        self._check_doubles(rows, "default_code", "Code", errors)
        codes = {row.get("default_code") for __, row in rows} - {None, ""}
        products = self.env["product.product"].search([("default_code", "in", codes)])
        found = dict.fromkeys(codes, products.browse())
        found.update(products.grouped("default_code"))
        offers = {offer.product_id: offer for offer in catalogue.offer_ids}
        entries = []
        for number, row in rows:
            code = row.get("default_code")
            product = code and self._choose(found, code, number, "Code", errors)
            vals = {
                key: row[key]
                for key in ("quantity_offered", "on_demand", "price_unit")
                if row.get(key) not in (None, "")
            }
            record = offers.get(product, self.env[self._target])
            if product and not record:
                vals.update(catalogue_id=catalogue.id, product_id=product.id)
            entries.append(Entry(number, record, vals))
        return entries

    @api.model
    def _get_catalogue(self):
        catalogue_id = self.env.context.get("hub_import_catalogue_id")
        catalogue = self.env["hub.catalogue"].browse(catalogue_id or [])
        return catalogue.filtered(lambda c: c.state in ("draft", "open"))
