import base64

from odoo import fields, models

REPORT = "milperche_hub.report_producer_order_action"


class HubMessage(models.Model):
    """Messages about the goods that come; an order is printed when it leaves."""

    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[
            ("availability", "Availability asked"),
            ("pause", "Pause of a producer"),
            ("producer_chase", "Reminder to a producer"),
            ("proposal", "Answer to a proposal"),
            ("shortage", "Shortage"),
        ],
        ondelete={
            "availability": "set default",
            "pause": "set default",
            "producer_chase": "set default",
            "proposal": "set default",
            "shortage": "set default",
        },
    )

    def _notify(self):
        # Not at the cut-off, which twenty printed orders would hold up.
        if self.kind == "producer_order" and not self.attachment_ids:
            order = self.env["hub.producer.order"].browse(self.res_id).exists()
            if order.line_ids.filtered("quantity"):
                self.attachment_ids = self._make_order_pdf(order)
        return super()._notify()

    def _make_order_pdf(self, order):
        content, _kind = self.env["ir.actions.report"]._render_qweb_pdf(
            REPORT, order.ids
        )
        return self.env["ir.attachment"].create(
            {
                "name": f"{order.catalogue_id.name} - {order.producer_id.name}.pdf",
                "datas": base64.b64encode(content),
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )
