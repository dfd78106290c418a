from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools import local_zone


class ResPartner(models.Model):
    """Where farms and clients are: the facts that "origin" and "local" stand on."""

    _inherit = "res.partner"

    hub_commune_id = fields.Many2one(
        "hub.commune",
        "Commune",
        compute="_compute_hub_commune_id",
        store=True,
        readonly=False,
        ondelete="set null",
        help="Found by postcode and town; the origin of a farm's goods.",
    )

    @api.depends("zip", "city", "country_id", "is_producer", "is_hub_client")
    def _compute_hub_commune_id(self):
        members = self.filtered(
            lambda p: (
                (p.is_producer or p.is_hub_client)
                and p.city
                and (p.country_id.code or "FR") == "FR"
            )
        )
        (self - members).hub_commune_id = False
        places = [(partner.zip, partner.city) for partner in members]
        found = self.env["hub.commune"].sudo()._find(places) if places else {}
        for partner in members:
            partner.hub_commune_id = found[partner.zip or "", partner.city or ""]

    @api.constrains("partner_latitude", "partner_longitude")
    def _check_hub_coordinates(self):
        for partner in self:
            point = partner.partner_latitude, partner.partner_longitude
            if (
                not all(map(isfinite, point))
                or abs(point[0]) > 90
                or abs(point[1]) > 180
            ):
                raise ValidationError(
                    self.env._(
                        "%s: a latitude lies between -90 and 90, a longitude between"
                        " -180 and 180.",
                        partner.display_name,
                    )
                )

    def _hub_get_place(self):
        """What is known of where this partner is; an address says it for its site."""
        self.ensure_one()
        source = self
        if not (self.city or self._hub_get_point()):
            source = self.commercial_partner_id
        french = (source.country_id.code or "FR") == "FR"
        return local_zone.make_place(
            source.hub_commune_id.code or None,
            source.zip if french else None,
            source._hub_get_point(),
        )

    def _hub_get_point(self):
        """``(latitude, longitude)``; None when nobody recorded it."""
        self.ensure_one()
        # Odoo stores 0.0 for "unknown"; nobody farms at the point (0, 0)
        if not (self.partner_latitude or self.partner_longitude):
            return None
        return self.partner_latitude, self.partner_longitude

    def _hub_get_origin(self):
        """The farm's commune and département: "Bretoncelles (61)"."""
        self.ensure_one()
        town = self.hub_commune_id.name or self.city
        department = self._hub_get_place().department
        if not town:
            return self.env._("origin unknown")
        return f"{town} ({department})" if department else town
