from odoo import api, fields, models
from odoo.exceptions import ValidationError

ORIGIN_FIELDS = (
    "hub_born_country_id",
    "hub_raised_country_id",
    "hub_slaughtered_country_id",
)


class StockLot(models.Model):
    """Origin of the meat and laying day of the eggs of one lot.

    A lot starts with what its product says; whoever receives it corrects it.
    """

    _inherit = "stock.lot"

    hub_born_country_id = fields.Many2one("res.country", "Born in")
    hub_raised_country_id = fields.Many2one("res.country", "Raised in")
    hub_slaughtered_country_id = fields.Many2one("res.country", "Slaughtered in")
    hub_laying_date = fields.Date("Laid on", help="Eggs only.")
    hub_is_meat = fields.Boolean(related="product_id.hub_is_meat")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            product = self.env["product.product"].browse(vals.get("product_id"))
            for name in ORIGIN_FIELDS:
                vals.setdefault(name, product[name].id)
        return super().create(vals_list)

    @api.constrains("hub_laying_date", "expiration_date")
    def _check_hub_laying_date(self):
        for lot in self:
            end = lot.expiration_date and lot.expiration_date.date()
            if lot.hub_laying_date and end and lot.hub_laying_date > end:
                raise ValidationError(
                    self.env._("%s: eggs are laid before they expire.", lot.name)
                )
            if lot.hub_laying_date and lot.hub_laying_date > fields.Date.today():
                raise ValidationError(
                    self.env._("%s: eggs cannot be laid tomorrow.", lot.name)
                )

    def _get_hub_origin(self):
        """What the delivery note says of this lot beside its dates."""
        self.ensure_one()
        template = self.product_id.product_tmpl_id
        parts = [template._get_hub_meat_origin(self)] if template.hub_is_meat else []
        if self.hub_laying_date:
            day = self.env["hub.proof"]._format_day(self.hub_laying_date)
            parts.append(self.env._("laid on %s", day))
        return ", ".join(filter(None, parts))
