from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.weighing import factor_on, first_weight

HEAVIEST_KG = 1000.0


class HubWeightFactor(models.Model):
    """What one unit weighs from a day on: of a product, of a family, or of all.

    The weight typed on a product is dated by itself: the day it changes, what it was
    is kept for the days before.
    """

    _name = "hub.weight.factor"
    _description = "Weight of a Unit"
    _order = "product_id, categ_id, uom_id, date_start desc, id desc"
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('producer_id', '!=', False)]",
        help="Empty: all products of the family, or all, sold by this unit.",
    )
    categ_id = fields.Many2one("product.category", "Product Family", ondelete="cascade")
    uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    date_start = fields.Date("From", help="Empty: since ever.")
    weight = fields.Float("Weight (kg)", digits=(16, 4), required=True)
    note = fields.Char("Source", help="Where the figure comes from.")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", default=lambda self: self.env.company
    )

    _one_a_day = models.UniqueIndex(
        "(COALESCE(product_id, 0), COALESCE(categ_id, 0), uom_id,"
        " COALESCE(date_start, '0001-01-01'), COALESCE(company_id, 0))",
        "A weight from this day on is already there.",
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for factor in self:
            factor.uom_id = factor.product_id.uom_id or factor.uom_id

    @api.depends("product_id", "categ_id", "uom_id", "date_start")
    def _compute_display_name(self):
        for factor in self:
            target = factor.product_id or factor.categ_id
            names = (target.display_name, factor.uom_id.name)
            factor.display_name = " – ".join(filter(None, names))

    @api.constrains("weight")
    def _check_weight(self):
        for factor in self:
            # Not (0 <= NaN): a number that is none is refused as well.
            if not 0 <= factor.weight <= HEAVIEST_KG:
                raise ValidationError(
                    self.env._("A unit weighs between 0 and 1,000 kg.")
                )

    # ------------------------------------------------------------------
    # CRUD: past figures follow
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        factors = super().create(vals_list)
        factors._weigh_again()
        return factors

    def write(self, vals):
        self._weigh_again()
        result = super().write(vals)
        self._weigh_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_weigh_again(self):
        self._weigh_again()

    def _weigh_again(self):
        """Have the figures of the products concerned computed anew."""
        products = self.product_id
        for factor in self.filtered(lambda f: not f.product_id):
            domain = [("uom_id", "=", factor.uom_id.id), ("producer_id", "!=", False)]
            if factor.categ_id:
                domain += [("categ_id", "child_of", factor.categ_id.id)]
            products |= self.env["product.product"].search(domain)
        self.env["stock.move"]._weigh_sales_again(products)

    # ------------------------------------------------------------------
    # The weight of a unit
    # ------------------------------------------------------------------

    @api.model
    def _get_unit_weights(self, pairs):
        """Weigh one unit of products on days, in a fixed number of queries.

        A unit that is a weight comes first, then the product's own dated weight, the
        weight on its form, the family's nearest factor, the unit's.

        :param pairs: ``{(product, day)}``
        :return: ``{(product, day): kg}``, 0.0 for what nothing weighs
        """
        tables = self._get_tables({product for product, _day in pairs})
        kilogram = self.env.ref("uom.product_uom_kgm")
        weights = {}
        for product, day in pairs:
            unit = product.uom_id
            of_product, *of_families = [
                factor_on(tables[key], day) for key in self._get_keys(product)
            ]
            own = None
            if unit._has_common_reference(kilogram):
                own = unit._compute_quantity(1.0, kilogram, round=False)
            weights[product, day] = first_weight(
                own, of_product, product.weight, *of_families
            )
        return weights

    def _get_tables(self, products):
        """``{(product id, family id, unit id): [(first day, kg)]}``."""
        units = {product.uom_id.id for product in products}
        tables = defaultdict(list)
        for factor in self.sudo().search([("uom_id", "in", list(units))]):
            key = (factor.product_id.id, factor.categ_id.id, factor.uom_id.id)
            tables[key].append((factor.date_start, factor.weight))
        return tables

    def _get_keys(self, product):
        """Where the weight of a product is looked for, the most specific first."""
        unit = product.uom_id.id
        path = [int(part) for part in product.categ_id.parent_path.split("/") if part]
        return [
            (product.id, False, unit),
            *((False, family, unit) for family in reversed(path)),
            (False, False, unit),
        ]
