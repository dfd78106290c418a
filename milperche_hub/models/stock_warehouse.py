from odoo import api, fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    hub_dropoff_type_id = fields.Many2one(
        "stock.picking.type", "Drop-off operations", copy=False, check_company=True
    )
    hub_delivery_type_id = fields.Many2one(
        "stock.picking.type", "Hub delivery operations", copy=False, check_company=True
    )

    def _get_sequence_values(self, name=False, code=False):
        values = super()._get_sequence_values(name=name, code=code)
        code = code or self.code
        for field, label, prefix in (
            ("hub_dropoff_type_id", self.env._("Drop-offs"), "APP"),
            ("hub_delivery_type_id", self.env._("Hub deliveries"), "LIV"),
        ):
            values[field] = {
                "name": f"{name or self.name} {label}",
                "prefix": f"{code}/{self[field].sequence_code or prefix}/",
                "padding": 5,
                "company_id": self.company_id.id,
            }
        return values

    def _get_picking_type_update_values(self):
        values = super()._get_picking_type_update_values()
        values["hub_dropoff_type_id"] = {
            "default_location_dest_id": self.lot_stock_id.id
        }
        values["hub_delivery_type_id"] = {
            "default_location_src_id": self.lot_stock_id.id
        }
        return values

    def _get_picking_type_create_values(self, max_sequence):
        values, sequence = super()._get_picking_type_create_values(max_sequence)
        values["hub_dropoff_type_id"] = self._prepare_dropoff_type_vals(sequence + 1)
        values["hub_delivery_type_id"] = self._prepare_delivery_type_vals(sequence + 2)
        return values, sequence + 3

    def _prepare_dropoff_type_vals(self, sequence):
        return {
            "name": self.env._("Drop-offs"),
            "code": "incoming",
            "hub_role": "dropoff",
            "use_create_lots": True,
            "use_existing_lots": False,
            "create_backorder": "never",
            "default_location_src_id": self.env.ref(
                "stock.stock_location_suppliers"
            ).id,
            "default_location_dest_id": self.lot_stock_id.id,
            "sequence": sequence,
            "sequence_code": "APP",
            "company_id": self.company_id.id,
        }

    def _prepare_delivery_type_vals(self, sequence):
        # Manual: the hub shares out what arrived, lot by lot, in one step.
        # No backorder: a weight below the ordered one is the delivered weight.
        return {
            "name": self.env._("Hub deliveries"),
            "code": "outgoing",
            "hub_role": "delivery",
            "use_create_lots": False,
            "use_existing_lots": True,
            "reservation_method": "manual",
            "create_backorder": "never",
            "default_location_src_id": self.lot_stock_id.id,
            "default_location_dest_id": self.env.ref(
                "stock.stock_location_customers"
            ).id,
            "sequence": sequence,
            "sequence_code": "LIV",
            "company_id": self.company_id.id,
        }

    @api.model
    def _create_missing_hub_picking_types(self):
        """Give warehouses made before the install their hub operations."""
        warehouses = self.with_context(active_test=False).search(
            [
                "|",
                ("hub_dropoff_type_id", "=", False),
                ("hub_delivery_type_id", "=", False),
            ]
        )
        for warehouse in warehouses:
            lang = warehouse.company_id._hub_get_lang()
            warehouse = warehouse.with_context(lang=lang)
            warehouse.write(warehouse._create_or_update_sequences_and_picking_types())
        warehouses._hub_name_picking_types()

    def _hub_name_picking_types(self):
        """Name the hub's operations in every language in use."""
        for code, __ in self.env["res.lang"].get_installed():
            warehouses = self.with_context(lang=code)
            env = warehouses.env
            warehouses.hub_dropoff_type_id.name = env._("Drop-offs")
            warehouses.hub_delivery_type_id.name = env._("Hub deliveries")
