from odoo import api, fields, models


class HubOffer(models.Model):
    """What someone decided by hand in a draft is not undone by its refreshing."""

    _inherit = "hub.offer"

    has_own_price = fields.Boolean(
        "Own Price",
        readonly=True,
        copy=False,
        help="Set by hand: it no longer follows the product.",
    )
    is_by_hand = fields.Boolean("Added by Hand", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        by_hand = not self.env.context.get("hub_refresh")
        vals_list = [
            {"is_by_hand": by_hand, "has_own_price": "price_unit" in vals, **vals}
            for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        if "price_unit" in vals and not self.env.context.get("hub_refresh"):
            vals = {**vals, "has_own_price": True}
        return super().write(vals)

    def unlink(self):
        if not self.env.context.get("hub_refresh"):
            drafts = self.filtered(lambda o: o.catalogue_id.state == "draft")
            for catalogue, offers in drafts.grouped("catalogue_id").items():
                catalogue.left_out_product_ids |= offers.product_id
        return super().unlink()
