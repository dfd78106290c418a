from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError


class HubRecallLine(models.Model):
    """Whether the client was reached, and the text for those who have no mail."""

    _inherit = "hub.recall.line"

    message_state = fields.Selection(
        selection="_get_message_states", string="Mail", compute="_compute_message_state"
    )

    @api.model
    def _get_message_states(self):
        return self.env["hub.message"]._fields["state"]._description_selection(self.env)

    @api.depends("recall_id.state", "partner_id.email")
    def _compute_message_state(self):
        # volunteers read recalls, not messages
        messages = (
            self.env["hub.message"]
            .sudo()
            .search(
                [
                    ("kind", "=", "recall"),
                    ("res_model", "=", "hub.recall"),
                    ("res_id", "in", self.recall_id.ids),
                ]
            )
        )
        states = {(m.res_id, m.partner_id): m.state for m in messages}
        for line in self:
            line.message_state = states.get((line.recall_id.id, line.partner_id))

    def _get_sms_text(self):
        """What is wrong and where to answer, in a text message's few words."""
        self.ensure_one()
        recall, client = self.recall_id, self.partner_id
        lines = recall.line_ids.filtered(lambda line: line.partner_id == client)
        named = self.with_context(lang=client.lang or self.env.lang)
        goods = ", ".join(
            f"{line.product_id.name} ({line.lot_id.name})"
            for line in lines.with_context(lang=client.lang or self.env.lang)
        )
        values = {
            "hub": recall.company_id.name,
            "goods": goods,
            "url": self.env["hub.access.link"]._get("recall", client, recall).url,
        }
        if recall.is_drill:
            return named.env._("DRILL %(hub)s: %(goods)s. Answer: %(url)s", **values)
        return named.env._(
            "URGENT %(hub)s: do not serve %(goods)s. Answer: %(url)s", **values
        )

    def action_text(self):
        """Open the phone's text messages with the number and the words.

        :raise UserError: the recall does not run, or no phone number is known.
        """
        self.ensure_one()
        if self.recall_id.state != "sent":
            raise UserError(self.env._("Warn all clients first."))
        number = "".join(c for c in self.partner_phone or "" if c.isdigit() or c == "+")
        if not number:
            raise UserError(
                self.env._("%s has no phone number.", self.partner_id.display_name)
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"sms:{number}?body={quote(self._get_sms_text())}",
            "target": "self",
        }
