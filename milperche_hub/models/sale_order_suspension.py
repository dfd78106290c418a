from odoo import fields, models


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("line_set_aside", "Line set aside")],
        ondelete={"line_set_aside": "set other"},
    )


class SaleOrder(models.Model):
    """What a client hears when lines of its order can no longer be sold."""

    _inherit = "sale.order"

    def _tell_set_aside(self, lines):
        """Write to each client, once, which of its lines were set aside."""
        self.env["hub.message"]._post_once(
            [
                order._prepare_set_aside_message(lines & order.order_line)
                for order in self
            ]
        )

    def _prepare_set_aside_message(self, lines):
        self.ensure_one()
        partner = self.partner_id
        env = self.with_context(lang=partner.lang or self.env.lang).env
        ids = "-".join(map(str, sorted(lines.ids)))
        return {
            "key": f"aside-{ids}-{fields.Datetime.now():%Y%m%d%H%M%S}",
            "kind": "line_set_aside",
            "partner_id": partner.id,
            "subject": env._("%s: a product is no longer available", self.name),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_line_set_aside",
                partner,
                {
                    "order": self,
                    "lines": lines,
                    "text": self.env["hub.catalogue"]._format_portal_quantity,
                },
            ),
            "res_model": self._name,
            "res_id": self.id,
        }
