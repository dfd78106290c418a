from odoo import fields, models


class HubMessage(models.Model):
    """The messages of the weekly cycle."""

    _inherit = "hub.message"

    kind = fields.Selection(
        selection_add=[
            ("fresh_sheet", "Fresh sheet"),
            ("reminder", "Reminder"),
            ("basket", "Basket not placed"),
            ("recap", "Order placed"),
            ("confirmation", "Order confirmed"),
            ("producer_order", "Order to a producer"),
        ],
        ondelete={
            "fresh_sheet": "set default",
            "reminder": "set default",
            "basket": "set default",
            "recap": "set default",
            "confirmation": "set default",
            "producer_order": "set default",
        },
    )
    hub_step_id = fields.Many2one(
        "hub.catalogue.step", index="btree_not_null", ondelete="set null", readonly=True
    )
