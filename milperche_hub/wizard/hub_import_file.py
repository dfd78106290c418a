import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import tabular

SHOWN = 200


class HubImportFile(models.TransientModel):
    """Take a table in: check it first, line by line, then all of it or nothing."""

    _name = "hub.import.file"
    _description = "Import a table"

    kind = fields.Selection(
        selection="_get_kinds", required=True, default="hub.import.product"
    )
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    catalogue_id = fields.Many2one(
        "hub.catalogue", domain=[("state", "in", ("draft", "open"))]
    )
    columns = fields.Text(compute="_compute_columns")
    state = fields.Selection(
        [("new", "New"), ("bad", "Errors"), ("good", "Ready"), ("done", "Done")],
        default="new",
        readonly=True,
    )
    created = fields.Integer(readonly=True)
    updated = fields.Integer(readonly=True)
    line_ids = fields.One2many("hub.import.file.line", "import_id", readonly=True)

    @api.model
    def _get_kinds(self):
        """What can be taken in: models of sheets, in the order of a first day."""
        return [
            ("hub.import.producer", self.env._("Producers")),
            ("hub.import.payer", self.env._("Payers")),
            ("hub.import.client", self.env._("Clients")),
            ("hub.import.product", self.env._("Products")),
            ("hub.import.price", self.env._("Prices")),
            ("hub.import.offer", self.env._("Offers of a catalogue")),
            ("hub.import.stock", self.env._("Producers' stock on the shelves")),
            ("hub.import.crate", self.env._("Crate balances")),
            ("hub.import.invoice", self.env._("Open client invoices")),
            ("hub.import.debt", self.env._("Debts to producers")),
            ("hub.import.past.sale", self.env._("Past years")),
            ("hub.import.holiday", self.env._("School holidays")),
        ]

    @api.depends("kind")
    def _compute_columns(self):
        for wizard in self:
            columns = self.env[wizard.kind]._get_columns() if wizard.kind else []
            wizard.columns = " · ".join(
                f"{column.headings[0]}{' *' if column.required else ''}"
                for column in columns
            )

    @api.onchange("kind", "file", "catalogue_id")
    def _onchange_file(self):
        self.state = "new"
        self.line_ids = False

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_check(self):
        """Try the file and tell what it would do; nothing is kept."""
        self.ensure_one()
        with self.env.cr.savepoint() as savepoint:
            __, created, updated, errors = self._run()
            savepoint.rollback()
        self.env.invalidate_all()
        self._show(created, updated, errors, "good")
        return self._reopen()

    def action_import(self):
        """Take the file in, whole; with one error nothing is written."""
        self.ensure_one()
        records, created, updated, errors = self._run()
        self._show(created, updated, errors, "done")
        if errors:
            return self._reopen()
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._get_kinds())[self.kind],
            "res_model": records._name,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
        }

    def action_download_model(self):
        """An empty file with the headings of the kind chosen."""
        return {
            "type": "ir.actions.act_url",
            "url": f"/milperche_hub/import/{self.kind}.csv",
            "target": "download",
        }

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _run(self):
        if not self.env.user.has_group("milperche_hub.group_coordinator"):
            raise UserError(self.env._("Only the coordinator imports tables."))
        sheet = self.env[self.kind].with_context(
            hub_import_catalogue_id=self.catalogue_id.id, tracking_disable=True
        )
        return sheet._run(base64.b64decode(self.file or b""))

    def _show(self, created, updated, errors, state):
        self.line_ids.unlink()
        self.env["hub.import.file.line"].create(
            [
                {
                    "import_id": self.id,
                    "number": number,
                    "heading": heading,
                    "sentence": sentence,
                }
                for number, heading, sentence in errors[:SHOWN]
            ]
        )
        self.write(
            {
                "state": "bad" if errors else state,
                "created": created,
                "updated": updated,
            }
        )

    def _reopen(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_import_file_action"
        )
        return {**action, "res_id": self.id}

    @api.model
    def _get_model_file(self, kind):
        """Bytes of an empty CSV with the headings of a kind."""
        if kind not in dict(self._get_kinds()):
            raise UserError(self.env._("There is no such table."))
        columns = self.env[kind]._get_columns()
        return tabular.write_csv([column.headings[0] for column in columns], [])
