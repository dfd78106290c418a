from odoo import models
from odoo.tools import config
from odoo.tools.pdf import merge_pdf

PACK = "milperche_hub.report_paper_pack"
LABELS = "milperche_hub.report_crate_labels"
SHEETS = "milperche_hub.report_packing_sheets"
MATRIX = "milperche_hub.report_packing_matrix"
FALLBACK = "milperche_hub.report_fallback_pack"


class IrActionsReport(models.Model):
    """Documents about many deliveries at once: one file, whatever the paper."""

    _inherit = "ir.actions.report"

    def _get_hub_parts(self):
        """Reports that make one file of all their records, part by part."""
        return {
            PACK: (MATRIX, SHEETS, LABELS),
            LABELS: (LABELS,),
            SHEETS: (SHEETS,),
            MATRIX: (MATRIX,),
            FALLBACK: (FALLBACK,),
        }

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        report = self._get_report(report_ref)
        parts = self._get_hub_parts().get(report.report_name)
        tested = config["test_enable"] and not self.env.context.get(
            "force_report_rendering"
        )
        if not parts or tested:
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        files = [self._render_hub_part(part, res_ids) for part in parts]
        return (files[0] if len(files) == 1 else merge_pdf(files)), "pdf"

    def _render_hub_part(self, report_ref, res_ids):
        """One part as a PDF on its own paper.

        Core would split it by record, and load the web client's style for each part:
        these pages bring their own.
        """
        report = self._get_report(report_ref)
        docs = self.env[report.model].browse(res_ids)
        page = report._render_template(f"{report.report_name}_page", {"docs": docs})
        body = (
            '<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body>'
            f"{page.decode()}</body></html>"
        )
        return report._run_wkhtmltopdf([body], report_ref=report_ref)
