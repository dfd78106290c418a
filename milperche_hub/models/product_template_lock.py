from odoo import fields, models

LOCK_HELP = (
    "How many days before the delivery orders end; empty: at the catalogue's cut-off."
)


class ProductTemplate(models.Model):
    """Bread is kneaded two days before, an animal leaves seven days before."""

    _inherit = "product.template"

    hub_cutoff_days = fields.Integer("Days to Order Ahead", help=LOCK_HELP)

    _hub_cutoff_days_check = models.Constraint(
        "CHECK(hub_cutoff_days >= 0 AND hub_cutoff_days <= 60)",
        "Orders end between 0 and 60 days before the delivery.",
    )
