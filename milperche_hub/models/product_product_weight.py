from odoo import models


class ProductProduct(models.Model):
    """The weight on the form, dated by itself."""

    _inherit = "product.product"

    def write(self, vals):
        if "weight" not in vals:
            return super().write(vals)
        before = {product: product.weight for product in self}
        result = super().write(vals)
        self._date_weights(before)
        return result

    def _date_weights(self, before):
        """Keep what products weighed until today, when their weight changes.

        A weight that was missing is a correction: it counts for the past as well.

        :param dict before: ``{product: kg until now}``
        """
        today = self.env["res.partner"]._hub_get_today()
        changed = self.filtered(
            lambda p: p.producer_id and before[p] and p.weight != before[p]
        )
        sold = self.env["stock.move"]._get_products_sold_before(changed, today)
        factors = self.env["hub.weight.factor"].sudo()
        known = factors.search([("product_id", "in", self.ids)]).grouped("product_id")
        rows = []
        for product in self:
            own = known.get(product, factors)
            if product in sold and not own:
                rows.append(product._prepare_factor_vals(before[product], False))
                rows.append(product._prepare_factor_vals(product.weight, today))
            elif own:
                same_day = own.filtered(lambda f: f.date_start == today)
                if same_day:
                    same_day.weight = product.weight
                else:
                    rows.append(product._prepare_factor_vals(product.weight, today))
        factors.create(rows)
        self.env["stock.move"]._weigh_sales_again(self)

    def _prepare_factor_vals(self, weight, date_start):
        self.ensure_one()
        return {
            "product_id": self.id,
            "company_id": self.company_id.id,
            "date_start": date_start,
            "weight": weight,
            "note": self.env._("Typed on the product"),
        }
