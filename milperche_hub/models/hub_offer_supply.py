from odoo import api, fields, models
from odoo.tools import SQL


class HubOffer(models.Model):
    """Where the goods of an offer come from: the shelf first, then the harvest."""

    _inherit = "hub.offer"

    is_short = fields.Boolean(
        "Shortage",
        readonly=True,
        copy=False,
        help="Less there is than what is ordered: nothing more is sold until it is"
        " decided who gets less.",
    )
    quantity_supply = fields.Float(
        "There Is", digits="Product Unit", readonly=True, copy=False
    )
    quantity_shelf = fields.Float(
        "On the Shelf",
        digits="Product Unit",
        compute="_compute_quantity_shelf",
        help="The producer's goods already at the hub and not promised to a delivery;"
        " they go out first.",
    )
    shortage_ids = fields.One2many("hub.shortage", "offer_id", "Shortages")

    @api.depends_context("uid")
    def _compute_quantity_shelf(self):
        shelf = self.product_id._get_hub_shelf()
        for offer in self:
            offer.quantity_shelf = shelf.get(offer.product_id, 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        """What lies on the shelf is offered unless another quantity is said."""
        products = self.env["product.product"].browse(
            {v["product_id"] for v in vals_list if v.get("product_id")}
        )
        shelf = products._get_hub_shelf()
        for vals in vals_list:
            quantity = shelf.get(products.browse(vals.get("product_id")))
            if quantity and not vals.get("on_demand"):
                vals.setdefault("quantity_offered", quantity)
        return super().create(vals_list)

    def write(self, vals):
        """Lowered below what is taken, an offer opens a shortage instead."""
        if "quantity_offered" not in vals or self.env.context.get("hub_shortage"):
            return super().write(vals)
        for offer in self[:1]:
            self.env["hub.shortage"]._check_quantity(offer, vals["quantity_offered"])
        on_demand = vals.get("on_demand")
        short = self.filtered(
            lambda o: (
                not (o.on_demand if on_demand is None else on_demand)
                and o.uom_id.compare(vals["quantity_offered"], o.quantity_taken) < 0
            )
        )
        enough = self - short
        enough.shortage_ids.filtered(lambda s: s.state == "open")._close()
        result = super(HubOffer, enough).write(vals)
        if short:
            rest = {k: v for k, v in vals.items() if k != "quantity_offered"}
            rest.pop("on_demand", None)
            super(HubOffer, short).write(rest)
            for offer in short:
                self.env["hub.shortage"]._open(
                    offer,
                    vals["quantity_offered"],
                    self.env.context.get("hub_shortage_origin", "offer"),
                )
        return result

    def _lock_rows(self):
        """Wait for whoever takes from these offers, then read what is taken."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "SELECT id FROM hub_offer WHERE id = ANY(%s) ORDER BY id"
                " FOR NO KEY UPDATE",
                sorted(self.ids),
            )
        )
        self.invalidate_recordset()
