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
        """Open and close the catalogues whose hour has come, oldest first.

        Offers whose proof lapsed meanwhile are suspended, or taken up again.

        A worker that was down does every missed step once, in order.
        """
        now = fields.Datetime.now()
        self._get_due_to_open(now).action_open()
        self.search([("state", "=", "open")]).offer_ids._check_suspensions()
        for catalogue in self._get_due_to_close(now):
            catalogue.action_close()
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _get_due_to_open(self, now):
        return self.search(
            [
                ("state", "=", "draft"),
                ("date_open", "<=", now),
                ("date_close", ">", now),
                ("offer_ids", "!=", False),
            ],
            order="date_open, id",
        )

    @api.model
    def _get_due_to_close(self, now):
        return self.search(
            [("state", "=", "open"), ("date_close", "<=", now)],
            order="date_close, id",
        )
