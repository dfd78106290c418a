from odoo import api, fields, models


class HubRecall(models.Model):
    """The messages of a recall, each with the client's own link to answer."""

    _inherit = "hub.recall"

    def _send_messages(self):
        """Write once to each client and hand the mails over at once, day or night.

        Food that may hurt somebody does not wait for the morning: a person decided.
        """
        self.ensure_one()
        messages = self.env["hub.message"]._post_once(
            [
                self._prepare_message_vals(client, lines)
                for client, lines in self.line_ids.grouped("partner_id").items()
            ]
        )
        messages.filtered(lambda m: m.state == "waiting")._send()
        return messages

    def _prepare_message_vals(self, client, lines):
        link = self.env["hub.access.link"]._get("recall", client, self)
        company = self.with_context(lang=client.lang or self.env.lang)
        subject = (
            company.env._("DRILL – recall %s", self.name)
            if self.is_drill
            else company.env._("URGENT – do not serve: recall %s", self.name)
        )
        return {
            "key": f"recall/{self.id}/{client.id}",
            "kind": "recall",
            "partner_id": client.id,
            "subject": subject,
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_recall",
                client,
                {"recall": self, "lines": lines, "url": link.url},
            ),
            "res_model": self._name,
            "res_id": self.id,
        }

    def _get_links(self):
        return (
            self.env["hub.access.link"]
            .sudo()
            .search(
                [
                    ("purpose", "=", "recall"),
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                ]
            )
        )

    def _get_totals(self):
        """Sums per product of the closing report.

        :return: ``[{"product", "uom", "delivered", "withdrawn", "served", "unknown"}]``
        """
        self.ensure_one()
        return [
            {
                "product": product.display_name,
                "uom": product.uom_id._get_hub_name(),
                "delivered": sum(lines.mapped("quantity")),
                "withdrawn": sum(lines.mapped("quantity_withdrawn")),
                "served": sum(lines.mapped("quantity_served")),
                "unknown": sum(lines.mapped("quantity_unknown")),
            }
            for product, lines in self.line_ids.grouped("product_id").items()
        ]


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("recall", "Recall")], ondelete={"recall": "set default"}
    )


class HubAccessLink(models.Model):
    _inherit = "hub.access.link"

    purpose = fields.Selection(
        selection_add=[("recall", "Recall")], ondelete={"recall": "cascade"}
    )

    @api.model
    def _get_routes(self):
        return {**super()._get_routes(), "recall": "/hub/recall/{token}"}
