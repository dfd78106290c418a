from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class HubFiles(http.Controller):
    """Workbooks handed out to staff, under their own rights."""

    @http.route("/hub/funder-report/<int:report_id>/xlsx", type="http", auth="user")
    def funder_report(self, report_id):
        """The report to funders as a workbook."""
        report = request.env["hub.funder.report"].browse(report_id).exists()
        if not report:
            raise request.not_found()
        report.check_access("read")
        return self._send(report._make_workbook(), report.name)

    @http.route("/hub/subsidy/<int:subsidy_id>/claim", type="http", auth="user")
    def subsidy_claim(self, subsidy_id):
        """The expenses claimed from a funder."""
        subsidy = request.env["hub.subsidy"].browse(subsidy_id).exists()
        if not subsidy:
            raise request.not_found()
        subsidy.check_access("read")
        return self._send(subsidy._make_claim_file(), subsidy.name)

    def _send(self, content, name):
        return request.make_response(
            content,
            [
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(f"{name}.xlsx")),
            ],
        )
