from odoo import api, fields, models

#: codes of the countries of the European Economic Area, France aside
EEA = set(
    "AT BE BG CY CZ DE DK EE ES FI GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE"
    " SI SK".split()
)


class ProductTemplate(models.Model):
    """What a canteen declares of a product beside its labels."""

    _inherit = "product.template"

    hub_egalim_origin = fields.Selection(
        [("FRANCE", "France"), ("EUROPE", "Europe (EEA), not France")],
        "Declared Origin",
        compute="_compute_hub_egalim_origin",
        store=True,
        readonly=False,
        help="Where the food was grown or raised. A farm's is its country; what an"
        " artisan makes is declared without origin until you say it.",
    )
    hub_is_short_circuit = fields.Boolean(
        "Short Circuit",
        compute="_compute_hub_egalim_origin",
        store=True,
        readonly=False,
        help="The hub is the only one between who made it and the canteen.",
    )

    @api.depends("producer_id.country_id", "producer_id.hub_producer_kind")
    def _compute_hub_egalim_origin(self):
        for template in self:
            producer = template.producer_id
            country = producer.country_id.code
            origin = "FRANCE" if country == "FR" else country in EEA and "EUROPE"
            farm = producer.hub_producer_kind == "farm"
            template.hub_egalim_origin = farm and origin
            template.hub_is_short_circuit = bool(producer)
