from odoo import fields, models


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("claim", "Quality claim")], ondelete={"claim": "set default"}
    )


class HubClaim(models.Model):
    """Client and producer hear once of what was decided."""

    _inherit = "hub.claim"

    def _tell(self):
        """Write the messages; the claim is their key.

        The producer hears of what was accepted: what, why, who bears it. Not of whom,
        unless the hub shows its clients to its producers.

        :return: the messages written
        """
        vals_list = [claim._prepare_client_message_vals() for claim in self]
        vals_list += [
            claim._prepare_producer_message_vals()
            for claim in self
            if claim.state == "done"
        ]
        return self.env["hub.message"].sudo()._post_once(vals_list)

    def _prepare_client_message_vals(self):
        self.ensure_one()
        client = self._get_client_contact()
        return self._prepare_message_vals(client, "client")

    def _prepare_producer_message_vals(self):
        self.ensure_one()
        vals = self._prepare_message_vals(self.producer_id, "producer")
        if self.photo:
            vals["attachment_ids"] = [
                fields.Command.create(
                    {"name": f"{self.name}.jpg".replace("/", "-"), "datas": self.photo}
                )
            ]
        return vals

    def _get_client_contact(self):
        """Who ordered: a delivery address may have no mailbox."""
        self.ensure_one()
        order = self.sudo().move_line_id.move_id.sale_line_id.order_id
        return order.partner_id or self.partner_id

    def _prepare_message_vals(self, partner, who):
        self.ensure_one()
        named = self.sudo().with_context(lang=partner.lang or self.env.lang)
        return {
            "key": f"claim-{self.id}-{who}",
            "kind": "claim",
            "partner_id": partner.id,
            "subject": named.env._(
                "%(product)s: claim %(name)s",
                product=named.product_id.name,
                name=self.name,
            ),
            "body": self.env["hub.message"]._render(
                f"milperche_hub.message_claim_{who}",
                partner,
                {"claim": named, **named._prepare_message_values()},
            ),
            "res_model": self._name,
            "res_id": self.id,
        }

    def _prepare_message_values(self):
        self.ensure_one()
        catalogue = self.env["hub.catalogue"]
        return {
            "quantity": catalogue._format_portal_quantity(self.quantity),
            "unit": self.uom_id._get_hub_name(),
            "reason": self._get_reason_name(),
            "day": catalogue._get_portal_day(catalogue._to_local(self.date_delivered)),
            "client": self.partner_id.name
            if self.company_id.hub_producers_see_clients
            else "",
        }
