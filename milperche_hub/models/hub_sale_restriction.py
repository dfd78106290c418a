from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner import CLIENT_KINDS, SANITARY_STATUSES


class HubSaleRestriction(models.Model):
    """A rule of law on who may buy what: goods of a kind × clients of a kind."""

    _name = "hub.sale.restriction"
    _description = "Sale Restriction"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    message = fields.Char(
        required=True, translate=True, help="What the client or coordinator reads."
    )
    source = fields.Text(required=True, help="The text of law it comes from.")
    note = fields.Text(
        "To Check", translate=True, help="What the association has still to confirm."
    )
    date_start = fields.Date("From")
    date_end = fields.Date("Until")
    # the goods
    category_ids = fields.Many2many(
        "product.category",
        string="Product Families",
        help="With the families below them. Empty: all.",
    )
    sanitary_status = fields.Selection(
        SANITARY_STATUSES,
        "Producer's Sanitary Status",
        help="Empty: whatever the status.",
    )
    without_packing_centre = fields.Boolean("Producer Without Packing Centre")
    # the clients
    client_nursery = fields.Boolean("Nurseries")
    client_primary = fields.Boolean("Primary Schools")
    client_secondary = fields.Boolean("Secondary Schools")
    client_hospital = fields.Boolean("Hospitals")
    client_care_home = fields.Boolean("Care Homes")
    client_delicatessen = fields.Boolean("Delicatessens")
    client_restaurant = fields.Boolean("Restaurants")
    client_other_canteen = fields.Boolean("Other Canteens")
    client_approved_kitchen = fields.Boolean("EU-approved Central Kitchens")

    _dates_check = models.Constraint(
        "CHECK(date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A restriction cannot end before it starts.",
    )

    @api.model
    def _get_domain(self, partner, date):
        """Domain of the restrictions that bear on this client on this day."""
        kinds = {kind for kind, _label in CLIENT_KINDS} & {partner.hub_client_kind}
        clients = [Domain(f"client_{kind}", "=", True) for kind in kinds]
        if partner.hub_approved_kitchen:
            clients.append(Domain("client_approved_kitchen", "=", True))
        return (
            Domain.OR(clients)
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", date))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", date))
        )

    def _applies_to(self, product):
        """Whether the restriction bears on this product."""
        self.ensure_one()
        producer = product.producer_id
        if self.category_ids:
            path = product.categ_id.parent_path or ""
            if not any(path.startswith(c.parent_path) for c in self.category_ids):
                return False
        if self.sanitary_status and producer.hub_sanitary_status != (
            self.sanitary_status
        ):
            return False
        return not (self.without_packing_centre and producer.hub_packing_centre)

    @api.model
    def _get_reasons(self, products, partner, date):
        """Say which products this client may not buy, in a fixed number of queries.

        :param products: ``product.product`` or ``product.template`` records
        :param partner: the client, or one of its contacts or addresses
        :return: ``{product: sentence}`` for the refused products only
        """
        client = partner.sudo()._hub_get_profiled()
        reasons = {}
        restrictions = self.sudo().search(self._get_domain(client, date))
        if not restrictions:
            return reasons
        for product in products:
            subject = product.sudo()
            for restriction in restrictions:
                if restriction._applies_to(subject):
                    reasons[product] = self.env._(
                        "%(product)s: %(message)s",
                        product=subject.display_name,
                        message=restriction.message,
                    )
                    break
        return reasons
