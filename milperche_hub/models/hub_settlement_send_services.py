from odoo import api, models
from odoo.fields import Domain


class AccountMove(models.Model):
    """The hub's own invoices to producers, services and commissions, leave as well."""

    _inherit = "account.move"

    @api.model
    def _get_to_mail_domain(self):
        services = self.env["hub.settlement"]._get_unsent_services()
        return super()._get_to_mail_domain() | Domain("id", "in", services.ids)


class HubSettlement(models.Model):
    _inherit = "hub.settlement"

    @api.model
    def _get_unsent_services(self):
        """Posted invoices of services and commissions that nobody sent."""
        waiting = Domain.OR(
            Domain(name, "any", self._get_unsent_service_domain())
            for name in ("fee_move_id", "commission_move_id")
        )
        company = Domain("company_id", "=", self.env.company.id)
        moves = self.sudo().search(company & waiting)._get_fee_moves()
        return moves.filtered_domain(self._get_unsent_service_domain())

    @api.model
    def _get_unsent_service_domain(self):
        return Domain("state", "=", "posted") & Domain("hub_date_sent", "=", False)
