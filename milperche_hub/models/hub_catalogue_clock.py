from datetime import datetime, time

import pytz

from odoo import api, fields, models


class HubCatalogue(models.Model):
    """The hub's clock, and the steps that it sets off."""

    _inherit = "hub.catalogue"

    # ------------------------------------------------------------------
    # Time: a hub's clock is its company's time zone, whoever looks.
    # ------------------------------------------------------------------

    @api.model
    def _get_hub_timezone(self):
        return pytz.timezone(self.env.company.partner_id.tz or "Europe/Paris")

    def _localize(self, day, hour):
        """UTC datetime of a local ``day`` (date) and ``hour`` (float)."""
        clock = time(int(hour), round(hour % 1 * 60))
        local = self._get_hub_timezone().localize(datetime.combine(day, clock))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    def _to_local(self, moment):
        """Local datetime of a UTC ``moment``."""
        return pytz.utc.localize(moment).astimezone(self._get_hub_timezone())

    # ------------------------------------------------------------------
    # Timed steps: due and not done
    # ------------------------------------------------------------------

    @api.model
    def _cron_run_due_steps(self):
        """Do what the open and coming catalogues owe, the earliest first.

        Offers whose proof lapsed meanwhile are suspended, or taken up again; those
        whose orders end earlier lock; then each step due and not done is done
        (``hub_catalogue_step.py``). A worker that was down does every missed step
        once, in order.
        """
        now = fields.Datetime.now()
        self.search([("state", "in", ("draft", "open"))])._ensure_steps()
        Step = self.env["hub.catalogue.step"]
        self._run_steps(Step._get_due(now).filtered(lambda s: s.kind == "open"))
        self.search([("state", "=", "open")]).offer_ids._check_suspensions()
        self._lock_due_offers(now)
        self.env["sale.order"]._get_to_recap()._post_placed_recaps()
        self._run_steps(Step._get_due(now))

    def _run_steps(self, steps):
        for step in steps:
            step._run()
            if not self.env["ir.cron"]._commit_progress(1):
                break
