from odoo import api, models

from .hub_import_sheet import Column, Entry


class HubImportStock(models.AbstractModel):
    """What producers have on the hub's shelves on the first day: consigned stock."""

    _name = "hub.import.stock"
    _inherit = "hub.import.sheet"
    _description = "Shelf stock to import"
    _target = "stock.quant"

    @api.model
    def _get_columns(self):
        return [
            Column("default_code", ("Code", "Référence"), required=True),
            Column("quantity", ("Quantité", "Quantity"), "number", required=True),
            Column("lot", ("Lot",), required=True),
            Column("expiration_date", ("DLC", "DDM", "Best before"), "date"),
        ]

    @api.model
    def _prepare_entries(self, rows, errors):
        codes = {row.get("default_code") for __, row in rows} - {None, ""}
        products = self.env["product.product"].search([("default_code", "in", codes)])
        found = dict.fromkeys(codes, products.browse())
        found.update(products.grouped("default_code"))
        location = self._get_location()
        entries = []
        for number, row in rows:
            code, quantity = row.get("default_code"), row.get("quantity")
            product = code and self._choose(found, code, number, "Code", errors)
            if product and not product.producer_id:
                sentence = self.env._("“%s” has no producer.", code)
                errors.append((number, "Code", sentence))
            if quantity is not None and quantity <= 0:
                sentence = self.env._("A quantity on the shelf is more than nothing.")
                errors.append((number, "Quantité", sentence))
            if product and row.get("lot"):
                vals = self._prepare_quant(product, location, row)
                entries.append(Entry(number, self.env[self._target], vals))
        return entries

    @api.model
    def _get_export_records(self):
        return self.env[self._target].search(
            [
                ("location_id", "child_of", self._get_location().ids),
                ("owner_id.is_producer", "=", True),
                ("quantity", ">", 0),
            ],
            order="id",
        )

    @api.model
    def _export_row(self, quant):
        expiry = quant.lot_id.expiration_date
        return {
            "default_code": quant.product_id.default_code,
            "quantity": quant.quantity,
            "lot": quant.lot_id.name,
            "expiration_date": expiry and expiry.date(),
        }

    @api.model
    def _get_location(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        return warehouse.lot_stock_id

    def _prepare_quant(self, product, location, row):
        return {
            "product_id": product.id,
            "location_id": location.id,
            "owner_id": product.producer_id.id,
            "inventory_quantity": row["quantity"],
            "lot": row["lot"],
            "expiration_date": row.get("expiration_date") or False,
        }

    def _write_entries(self, entries):
        """Count the goods in, each with its lot, by an inventory of Odoo's."""
        lots = self._make_lots([entry.vals for entry in entries])
        quants = self.env[self._target].with_context(inventory_mode=True)
        for entry in entries:
            vals = dict(entry.vals)
            key = (vals["product_id"], vals.pop("lot"))
            vals.pop("expiration_date")
            quants |= quants.create({**vals, "lot_id": lots[key].id})
        quants.action_apply_inventory()
        return quants

    def _make_lots(self, vals_list):
        Lot = self.env["stock.lot"]
        products = {vals["product_id"] for vals in vals_list}
        lots = {
            (lot.product_id.id, lot.name): lot
            for lot in Lot.search([("product_id", "in", list(products))])
        }
        for vals in vals_list:
            key = (vals["product_id"], vals["lot"])
            if key not in lots:
                lots[key] = Lot.create({"product_id": key[0], "name": key[1]})
            if vals["expiration_date"]:
                lots[key].expiration_date = vals["expiration_date"]
        return lots
