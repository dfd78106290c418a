from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

MILK_DENSITY = 1.03  # kg in one litre


class HubSanitaryCeiling(models.Model):
    """What a producer without EU approval may sell to others in one week.

    Arrêté of 8 June 2006, annexe III: each category of goods has a ceiling of its own
    and they add up. The hub sees its own sales only, not what the producer sells
    elsewhere: it counts and warns, it does not block.
    """

    _name = "hub.sanitary.ceiling"
    _description = "Weekly Ceiling under Derogation"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    category_ids = fields.Many2many("product.category", string="Product Families")
    unit = fields.Selection(
        [("kg", "kg"), ("l", "litres")], default="kg", required=True
    )
    limit_low = fields.Float(
        "Below 30 %",
        help="When less than 30 % of the production goes to third parties.",
    )
    limit_high = fields.Float("30 % or More")
    source = fields.Text(required=True, help="The text of law it comes from.")

    _limit_check = models.Constraint(
        "CHECK(limit_low > 0 AND limit_high > 0)", "A ceiling is above zero."
    )

    def _get_concerned(self, category):
        """The one of these ceilings that goods of a family count in; may be empty.

        The nearest family decides: milk, below dairy products, has its own ceiling
        and does not weigh on theirs.
        """
        path = category.parent_path or ""
        found, depth = self.browse(), 0
        for ceiling in self:
            for family in ceiling.category_ids:
                if path.startswith(family.parent_path) and (
                    len(family.parent_path) > depth
                ):
                    found, depth = ceiling, len(family.parent_path)
        return found

    @api.model
    def _get_use(self, producers, day):
        """How much of its ceilings each producer under derogation uses in a week.

        :param day: any day of the week asked about
        :return: ``{producer: [{"ceiling", "used", "limit", "over", "text"}, …]}``,
            placed and confirmed orders delivered that week, delivered quantities
            once they are known
        """
        under = producers.filtered(lambda p: p.hub_sanitary_status == "derogation")
        used = self._get_sold(under, day)
        ceilings = self._get_all()
        result = {}
        for producer in under:
            quantities = defaultdict(float)
            for product, sold in used[producer].items():
                ceiling = ceilings._get_concerned(product.categ_id)
                if ceiling:
                    quantities[ceiling] += ceiling._measure(product, sold)
            result[producer] = [
                ceiling._prepare_use(producer, quantities[ceiling])
                for ceiling in ceilings
                if quantities[ceiling]
            ]
        return result

    @api.model
    def _get_all(self):
        return self.sudo().search([("category_ids", "!=", False)])

    @api.model
    def _get_sold(self, producers, day):
        """``{producer: {product: quantity in its unit}}`` of the week of ``day``."""
        first = day - timedelta(days=day.weekday())
        bounds = [
            self.env["hub.catalogue"]._localize(first + timedelta(days=days), 0.0)
            for days in (0, 7)
        ]
        bound = Domain("order_id.state", "=", "sale") | (
            Domain("order_id.state", "=", "sent")
            & Domain("order_id.hub_date_placed", "!=", False)
        )
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                bound
                & Domain("product_id.producer_id", "in", producers.ids)
                & Domain("order_id.commitment_date", ">=", bounds[0])
                & Domain("order_id.commitment_date", "<", bounds[1])
            )
        )
        sold = defaultdict(lambda: defaultdict(float))
        for line in lines:
            # what was refused at the door is not sold
            known = line.move_ids and all(
                move.state in ("done", "cancel") for move in line.move_ids
            )
            quantity = line.qty_delivered if known else line.product_uom_qty
            product = line.product_id
            sold[product.producer_id][product] += line.product_uom_id._compute_quantity(
                quantity, product.uom_id, round=False
            )
        return sold

    def _measure(self, product, quantity):
        """Kilograms, or litres: of the unit, else of the weight of milk."""
        self.ensure_one()
        litre = self.env.ref("uom.product_uom_litre")
        if self.unit == "l" and product.uom_id._has_common_reference(litre):
            return product.uom_id._compute_quantity(quantity, litre, round=False)
        weight = quantity * product.weight
        return weight / MILK_DENSITY if self.unit == "l" else weight

    def _prepare_use(self, producer, quantity):
        self.ensure_one()
        text = self.env["hub.catalogue"]._format_portal_quantity
        low = producer.hub_sanitary_share != "high"
        limit = self.limit_low if low else self.limit_high
        unit = dict(self._fields["unit"]._description_selection(self.env))[self.unit]
        return {
            "ceiling": self,
            "used": quantity,
            "limit": limit,
            "over": quantity > limit,
            "text": self.env._(
                "%(name)s: %(used)s of %(limit)s %(unit)s",
                name=self.name,
                used=text(round(quantity, 1)),
                limit=text(limit),
                unit=unit,
            ),
        }

    @api.model
    def _format_week(self, day):
        first = day - timedelta(days=day.weekday())
        return format_date(self.env, first, date_format="d MMMM")
