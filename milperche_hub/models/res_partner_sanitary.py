from odoo import fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Sanitary approval or derogation of a producer, and what it allows."""

    _inherit = "res.partner"

    hub_sanitary_number = fields.Char(
        "Approval or Derogation No.",
        help="The EU approval number, or that of the receipt of the declaration of"
        " derogation (CERFA 13982).",
    )
    hub_sanitary_share = fields.Selection(
        [
            ("low", "Less than 30 % of the production"),
            ("high", "30 % of the production or more"),
        ],
        "Sold to Third Parties",
        default="low",
        help="Sets the weekly ceilings of the derogation.",
    )
    hub_sanitary_radius = fields.Float(
        "Derogation Radius (km)",
        default=80.0,
        help="80 km; the prefect may allow up to 200 km.",
    )
    hub_sanitary_use = fields.Text(
        "Ceilings This Week",
        compute="_compute_hub_sanitary_use",
        groups="base.group_user",
    )

    _hub_sanitary_radius_check = models.Constraint(
        "CHECK(hub_sanitary_radius >= 0 AND hub_sanitary_radius <= 200)",
        "The radius of a derogation is at most 200 km.",
    )

    def _compute_hub_sanitary_use(self):
        today = self.env["hub.proof"]._get_gate_date()
        use = self.env["hub.sanitary.ceiling"]._get_use(self, today)
        for partner in self:
            rows = use.get(partner, [])
            partner.hub_sanitary_use = "\n".join(row["text"] for row in rows)

    def _hub_get_far_clients(self, catalogues):
        """Clients of producers under derogation that are too far, or who knows where.

        :return: ``[(producer, client, kilometres or None)]``
        """
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                Domain("order_id.catalogue_id", "in", catalogues.ids)
                & Domain("order_id.state", "in", ("sent", "sale"))
                & Domain("product_uom_qty", ">", 0)
                & Domain(
                    "product_id.producer_id.hub_sanitary_status", "=", "derogation"
                )
            )
        )
        pairs = {
            (line.product_id.producer_id, line.order_id.partner_shipping_id)
            for line in lines
            if line._is_under_derogation()
        }
        far = []
        for producer, client in pairs:
            distance = producer._hub_distance_km(client)
            if distance is None or distance > producer.hub_sanitary_radius:
                far.append((producer, client, distance))
        return sorted(far, key=lambda row: (row[0].name or "", row[1].name or ""))


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_under_derogation(self):
        """Whether a ceiling, and so the derogation, bears on these goods."""
        self.ensure_one()
        ceilings = self.env["hub.sanitary.ceiling"]._get_all()
        return bool(ceilings._get_concerned(self.product_id.categ_id))
