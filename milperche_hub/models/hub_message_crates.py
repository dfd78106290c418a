from odoo import api, fields, models
from odoo.exceptions import UserError


class HubMessage(models.Model):
    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[("crates", "Crates to bring back")],
        ondelete={"crates": "set default"},
    )


class HubCrateBalance(models.Model):
    """One reminder a month to each partner who keeps too many crates."""

    _inherit = "hub.crate.balance"

    @api.model
    def _cron_remind(self):
        """Remind every partner above the number of a crate type; once a month."""
        return self.search([("is_above", "=", True)])._remind()

    def action_remind(self):
        """Remind these partners now.

        :raise UserError: they were reminded this month.
        :return: True
        """
        if not self.filtered(lambda balance: balance.balance > 0)._remind():
            raise UserError(self.env._("These partners were reminded this month."))
        return True

    def _remind(self):
        """Write the messages; the month is part of their key.

        :return: the messages written
        """
        month = fields.Date.context_today(self).strftime("%Y-%m")
        return (
            self.env["hub.message"]
            .sudo()
            ._post_once(
                [
                    balances._prepare_reminder_vals(partner, month)
                    for partner, balances in self.grouped("partner_id").items()
                ]
            )
        )

    def _prepare_reminder_vals(self, partner, month):
        named = self.with_context(lang=partner.lang or self.env.lang)
        return {
            "key": f"crates-{partner.id}-{month}",
            "kind": "crates",
            "partner_id": partner.id,
            "subject": named.env._("Our crates at your place"),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_crates",
                partner,
                {"crates": [(b.type_id.name, b.balance) for b in named]},
            ),
            "res_model": partner._name,
            "res_id": partner.id,
        }
