from odoo import api, fields, models

#: families whose goods are eaten before a safety date (DLC) unless one says otherwise
USE_BY_FAMILIES = ("VIANDES_VOLAILLES", "CHARCUTERIE")


class ProductTemplate(models.Model):
    """What a canteen must be able to ask of a food: dates and origin of meat."""

    _inherit = "product.template"

    hub_date_kind = fields.Selection(
        [("dlc", "Use by (DLC)"), ("ddm", "Best before (DDM)")],
        "Kind of Date",
        compute="_compute_hub_date_kind",
        store=True,
        precompute=True,
        readonly=False,
        help="Regulation (EU) 1169/2011: very perishable food has a use-by date.",
    )
    hub_born_country_id = fields.Many2one("res.country", "Born in")
    hub_raised_country_id = fields.Many2one("res.country", "Raised in")
    hub_slaughtered_country_id = fields.Many2one("res.country", "Slaughtered in")
    hub_is_meat = fields.Boolean(compute="_compute_hub_is_meat")

    @api.depends("categ_id.hub_egalim_family")
    def _compute_hub_date_kind(self):
        for template in self:
            family = template.categ_id.hub_egalim_family
            default = "dlc" if family in USE_BY_FAMILIES else "ddm"
            template.hub_date_kind = template.hub_date_kind or default

    @api.depends("categ_id.hub_egalim_family")
    def _compute_hub_is_meat(self):
        for template in self:
            family = template.categ_id.hub_egalim_family
            template.hub_is_meat = family == "VIANDES_VOLAILLES"

    def _get_hub_food_facts(self):
        """Everything a canteen asks of these foods, in the reader's language.

        :return: ``[{"name", "details": [(label, text), …]}]``
        """
        kinds = dict(self._fields["hub_date_kind"]._description_selection(self.env))
        text = self.env["hub.catalogue"]._format_portal_quantity
        result = []
        for template in self:
            life = template.use_expiration_date and template.expiration_time
            keep = template._get_keep_below()
            details = [
                (self.env._("Composition"), template.hub_ingredients),
                (
                    self.env._("Contains"),
                    ", ".join(template.hub_allergen_ids.mapped("name")),
                ),
                (
                    self.env._("May contain traces of"),
                    ", ".join(template.hub_trace_ids.mapped("name")),
                ),
                (
                    kinds.get(template.hub_date_kind),
                    life and self.env._("%s days", text(life)),
                ),
                (
                    self.env._("Keep below"),
                    keep is not None and self.env._("%s °C", text(keep)),
                ),
                (self.env._("Meat"), template._get_hub_meat_origin()),
            ]
            rows = [(label, value) for label, value in details if value]
            result.append({"name": template.name, "details": rows})
        return result

    def _get_hub_meat_origin(self, lot=None):
        """Where an animal was born, raised and slaughtered, as the lot says it.

        Decree 2002-1465: the supplier of a canteen has to tell.
        """
        self.ensure_one()
        steps = (
            (self.env._("born: %s"), "hub_born_country_id"),
            (self.env._("raised: %s"), "hub_raised_country_id"),
            (self.env._("slaughtered: %s"), "hub_slaughtered_country_id"),
        )
        source = lot or self
        return ", ".join(
            label % source[name].name for label, name in steps if source[name]
        )
