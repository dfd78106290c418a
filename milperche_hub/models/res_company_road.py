from odoo import fields, models

from ..tools.route import Roads


class ResCompany(models.Model):
    """What a kilometre and an hour of the van cost, and how roads wind."""

    _inherit = "res.company"

    hub_road_factor = fields.Float(
        "Road Factor", default=1.3, help="Kilometres by road per kilometre as it flies."
    )
    hub_road_speed = fields.Float("Average Speed (km/h)", default=50.0)
    hub_km_price = fields.Monetary("Cost of a Kilometre", default=0.45)
    hub_hour_price = fields.Monetary("Cost of an Hour", default=0.0)
    hub_volunteer_km_price = fields.Monetary("Repaid to Volunteers per Km")

    _hub_road_check = models.Constraint(
        "CHECK (hub_road_factor >= 1 AND hub_road_speed > 0"
        " AND hub_km_price >= 0 AND hub_hour_price >= 0"
        " AND hub_volunteer_km_price BETWEEN 0 AND 10)",
        "A road is no shorter than the straight line; speeds and costs are positive.",
    )

    def _get_hub_roads(self):
        return Roads(self.hub_road_factor or 1.3, self.hub_road_speed or 50.0)
