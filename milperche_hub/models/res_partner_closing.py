from odoo import api, fields, models

from .hub_holiday import ZONES

SCHOOLS = ("nursery", "primary", "secondary")


class ResPartner(models.Model):
    """When a client takes no food."""

    _inherit = "res.partner"

    hub_closes_in_holidays = fields.Boolean(
        "Closed in School Holidays",
        compute="_compute_hub_closes_in_holidays",
        store=True,
        precompute=True,
        readonly=False,
        help="Neither invited nor reminded when the delivery falls in them. Schools"
        " are, unless you say no: a holiday camp eats too.",
    )
    hub_school_zone = fields.Selection(
        ZONES, "School Zone", help="Empty: the hub's zone."
    )
    hub_closing_ids = fields.One2many("hub.holiday", "partner_id", "Closing Days")

    @api.depends("hub_client_kind")
    def _compute_hub_closes_in_holidays(self):
        for partner in self:
            partner.hub_closes_in_holidays = partner.hub_client_kind in SCHOOLS

    def _get_hub_closings(self, day):
        """Say which of these clients are closed on a day, in one query.

        :return: ``{partner: name of the holidays}``
        """
        holidays = self.env["hub.holiday"]._get_on(day)
        closed = {}
        for partner in self:
            zone = partner.hub_school_zone or self.env.company.hub_school_zone
            for holiday in holidays:
                if holiday.partner_id == partner or (
                    holiday.kind == "school"
                    and partner.hub_closes_in_holidays
                    and holiday.zone in (False, zone)
                ):
                    closed[partner] = holiday.name
        return closed
