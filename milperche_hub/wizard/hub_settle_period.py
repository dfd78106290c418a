from odoo import api, fields, models
from odoo.exceptions import UserError


class HubSettlePeriod(models.TransientModel):
    """Settle the deliveries of a period, of all producers or of some."""

    _name = "hub.settle.period"
    _description = "Settle a period"

    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._default_period()[1]
    )
    producer_ids = fields.Many2many(
        "res.partner",
        string="Producers",
        domain=[("is_producer", "=", True)],
        help="Leave empty to settle every producer.",
    )

    @api.model
    def _default_period(self):
        return self.env["hub.settlement"]._get_last_period()

    def action_settle(self):
        """Make the draft settlements of the period and show them.

        :raise UserError: the period is upside down, or nothing is left to settle.
        """
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period ends before it begins."))
        producers = self.producer_ids or self.env["res.partner"].with_context(
            active_test=False
        ).search([("is_producer", "=", True)])
        settlements = self.env["hub.settlement"]._generate(
            producers, self.date_from, self.date_to
        )
        if not settlements:
            raise UserError(
                self.env._("Nothing delivered in this period is left to settle.")
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_settlement_action"
        )
        action.update(domain=[("id", "in", settlements.ids)], context={})
        return action
