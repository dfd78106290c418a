from odoo import http
from odoo.http import content_disposition, request


class ImportExport(http.Controller):
    """Files that help to bring data in and to take it out."""

    @http.route("/milperche_hub/import/<string:kind>.csv", type="http", auth="user")
    def import_model_file(self, kind, **kw):
        """An empty table with the headings of a kind."""
        if not request.env.user.has_group("milperche_hub.group_coordinator"):
            raise request.not_found()
        Wizard = request.env["hub.import.file"]
        titles = dict(Wizard._get_kinds())
        if kind not in titles:
            raise request.not_found()
        return request.make_response(
            Wizard._get_model_file(kind),
            [
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", content_disposition(f"{titles[kind]}.csv")),
            ],
        )

    @http.route("/milperche_hub/export.zip", type="http", auth="user")
    def export_everything(self, **kw):
        """All that the hub knows, as tables in a ZIP."""
        if not request.env.user.has_group("milperche_hub.group_coordinator"):
            raise request.not_found()
        return request.make_response(
            request.env["hub.export"]._make_zip(),
            [
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition("hub.zip")),
            ],
        )
