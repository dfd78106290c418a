import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..tools import tabular

SHEETS = (  # what comes back in by "Import a table", in the order of a first day
    "hub.import.producer",
    "hub.import.payer",
    "hub.import.client",
    "hub.import.product",
    "hub.import.stock",
    "hub.import.crate",
    "hub.import.invoice",
    "hub.import.debt",
    "hub.import.past.sale",
)


#: standard documents that the hub lives on, each a table of all its columns
STANDARD = (
    "account.move",
    "account.payment",
    "res.partner",
    "res.partner.bank",
    "product.template",
    "sale.order",
    "stock.lot",
    "stock.picking",
    "stock.picking.batch",
)
#: what opens a door to whoever knows it never leaves: links, and messages with one
SECRET = ("hub.access.link", "hub.message.body")


class HubExport(models.AbstractModel):
    """Everything the hub knows, in one ZIP of tables that any spreadsheet opens.

    ``to_import`` holds the tables that another hub takes in as they are; ``records``
    the documents with what they tell first (:meth:`_get_tables`); ``all`` every model
    of the hub and the standard documents it lives on, with all their stored columns
    (:meth:`_get_whole_tables`). Files are in the backup.
    """

    _name = "hub.export"
    _description = "Complete export"

    @api.model
    def _make_zip(self):
        """Bytes of the ZIP.

        :raise AccessError: the user does not run the hub.
        """
        if not self.env.user.has_group("milperche_hub.group_coordinator"):
            raise AccessError(self.env._("Only the coordinator exports the hub."))
        titles = dict(self.env["hub.import.file"]._get_kinds())
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for rank, kind in enumerate(SHEETS, 1):
                name = f"to_import/{rank:02d} {titles[kind]}.csv"
                if self.env[kind]._get_export_records():
                    archive.writestr(name, self.env[kind]._export())
            for name, model, columns in self._get_tables():
                archive.writestr(f"records/{name}.csv", self._export(model, columns))
            for model, columns in self._get_whole_tables():
                archive.writestr(f"all/{model}.csv", self._export(model, columns))
        return buffer.getvalue()

    @api.model
    def _get_whole_tables(self):
        """List of ``(model, columns)``: those the user may read, in full."""
        names = [name for name in self.env.registry if name.startswith("hub.")]
        models = (self.env[name] for name in sorted([*names, *STANDARD]))
        return [
            (model._name, self._get_columns(model))
            for model in models
            if model._auto
            and not model._abstract
            and not model._transient
            and model._name not in SECRET
            and model.has_access("read")
        ]

    @api.model
    def _get_columns(self, model):
        """Stored columns that the user may read: no file, no secret, no inverse."""
        return [
            name
            for name, field in model._fields.items()
            if field.store
            and field.type not in ("binary", "one2many", "properties")
            and "token" not in name
            and f"{model._name}.{name}" not in SECRET
            and model._has_field_access(field, "read")
        ]

    @api.model
    def _get_tables(self):
        """List of ``(file name, model, paths of fields)``; other apps add theirs."""
        return [
            ("proofs", "hub.proof", self._PROOF),
            ("catalogues", "hub.catalogue", self._CATALOGUE),
            ("offers", "hub.offer", self._OFFER),
            ("order lines", "sale.order.line", self._ORDER_LINE),
            ("delivered lines", "stock.move.line", self._MOVE_LINE),
            ("invoice lines", "account.move.line", self._INVOICE_LINE),
            ("settlement lines", "hub.settlement.line", self._SETTLEMENT_LINE),
        ]

    _PROOF = (
        "criterion_id.code",
        "producer_id.name",
        "product_tmpl_id.name",
        "value",
        "date_start",
        "date_end",
        "state",
    )
    _CATALOGUE = ("name", "state", "date_open", "date_close", "date_delivery")
    _OFFER = (
        "catalogue_id.name",
        "producer_id.name",
        "product_id.default_code",
        "product_id.name",
        "price_unit",
        "commission_rate",
        "quantity_offered",
        "quantity_taken",
    )
    _ORDER_LINE = (
        "order_id.name",
        "order_id.catalogue_id.name",
        "order_id.partner_id.name",
        "producer_id.name",
        "product_id.default_code",
        "product_id.name",
        "product_uom_qty",
        "qty_delivered",
        "price_unit",
        "commission_rate",
        "state",
    )
    _MOVE_LINE = (
        "date",
        "picking_id.name",
        "picking_id.partner_id.name",
        "owner_id.name",
        "product_id.default_code",
        "product_id.name",
        "lot_id.name",
        "quantity",
        "state",
    )
    _INVOICE_LINE = (
        "move_id.name",
        "move_id.invoice_date",
        "partner_id.name",
        "producer_id.name",
        "product_id.default_code",
        "name",
        "quantity",
        "price_unit",
        "price_subtotal",
        "parent_state",
    )
    _SETTLEMENT_LINE = (
        "settlement_id.name",
        "producer_id.name",
        "product_id.name",
        "amount_gross",
        "amount_commission",
        "amount_net",
    )

    @api.model
    def _get_domain(self, model):
        return {
            "sale.order.line": [("order_id.catalogue_id", "!=", False)],
            "stock.move.line": [("picking_id", "!=", False)],
            "account.move.line": [
                ("move_id.move_type", "!=", "entry"),
                ("display_type", "=", "product"),
            ],
        }.get(model, [])

    @api.model
    def _export(self, model, columns):
        active = self.env[model].with_context(active_test=False)
        records = active.search(self._get_domain(model), order="id")
        rows = ([self._read(record, path) for path in columns] for record in records)
        return tabular.write_csv(columns, rows)

    @api.model
    def _read(self, record, path):
        """The value at the end of a path of fields, as a table shows it."""
        *way, last = path.split(".")
        for name in way:
            record = record[name]
        value = record[last] if record else None
        if isinstance(value, models.BaseModel):
            return ", ".join(value.mapped("display_name"))
        return fields.Date.to_string(value) if hasattr(value, "year") else value
