from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

LONGEST = 366


class HubProducerPause(models.Model):
    """Days without goods of a producer: frost, holidays.

    What it does to offers, drafts and usual clients is in
    ``hub_producer_pause_effects.py``.
    """

    _name = "hub.producer.pause"
    _description = "Pause of a producer"
    _order = "date_from desc, id desc"
    _rec_name = "producer_id"

    producer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_producer", "=", True)],
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    reason = fields.Char(help="Frost, holidays…; the clients read it.")
    is_cancelled = fields.Boolean(readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for pause in self:
            days = (pause.date_to - pause.date_from).days
            if not 0 <= days <= LONGEST:
                raise UserError(
                    self.env._("A pause ends after it starts, within a year.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        pauses = super().create(vals_list)
        pauses._take_effect()
        return pauses

    def write(self, vals):
        before = self._get_offers() if {"date_from", "date_to"} & vals.keys() else None
        result = super().write(vals)
        if before is not None:
            self._take_effect()
            before._check_suspensions()
        return result

    def action_cancel(self):
        """Take pauses back: their offers are on sale again, quantities to be said."""
        offers = self._get_offers()
        self.is_cancelled = True
        offers._check_suspensions()
        return True

    @api.model
    def _get_live_domain(self):
        today = self.env["hub.week"]._today()
        return Domain("is_cancelled", "=", False) & Domain(
            "date_to", ">=", today - timedelta(days=1)
        )

    def _covers(self, day):
        self.ensure_one()
        return not self.is_cancelled and self.date_from <= day <= self.date_to

    def _get_dates_text(self):
        """``from 2 to 9 March``, in words."""
        self.ensure_one()
        day = self.env["hub.catalogue"]._get_portal_day
        return self.env._(
            "from %(start)s to %(end)s",
            start=day(self.date_from),
            end=day(self.date_to),
        )
