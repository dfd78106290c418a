from odoo import api, fields, models


class HubMinimum(models.Model):
    """What stayed below a minimum at the cut-off: somebody decides, none is refused."""

    _name = "hub.minimum"
    _description = "Below a minimum"
    _order = "catalogue_id desc, kind, id"
    _rec_name = "catalogue_id"

    catalogue_id = fields.Many2one(
        "hub.catalogue", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="catalogue_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    kind = fields.Selection(
        [("client", "Client"), ("producer", "Producer"), ("round", "Round")],
        required=True,
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Client or Producer", readonly=True, ondelete="cascade"
    )
    partner_phone = fields.Char(related="partner_id.phone")
    round_id = fields.Many2one("hub.round", readonly=True, ondelete="cascade")
    amount = fields.Monetary(readonly=True)
    amount_minimum = fields.Monetary("Minimum", readonly=True)
    state = fields.Selection(
        [("todo", "To decide"), ("accepted", "Accepted"), ("dropped", "Dropped")],
        default="todo",
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", "Decided By", readonly=True)

    _subject_unique = models.UniqueIndex(
        "(catalogue_id, kind, partner_id, round_id) NULLS NOT DISTINCT",
        "This minimum is already listed.",
    )

    def action_accept(self):
        """Deliver all the same; what was decided stays so."""
        self._filter_todo().write({"state": "accepted", "user_id": self.env.uid})

    def _filter_todo(self):
        return self.filtered(lambda minimum: minimum.state == "todo")

    def action_view_orders(self):
        """Show the orders behind this minimum."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.sale_order_action_hub"
        )
        action["domain"] = [("id", "in", self._get_orders().ids)]
        action["context"] = {"create": False}
        return action

    def _get_orders(self):
        self.ensure_one()
        orders = self.catalogue_id.order_ids.filtered(lambda o: o.state == "sale")
        if self.kind == "client":
            return orders.filtered(lambda o: o.partner_id == self.partner_id)
        if self.kind == "producer":
            return orders.filtered(
                lambda o: self.partner_id in o.sudo().order_line.producer_id
            )
        stops = self.round_id.stop_ids.partner_id
        return orders.filtered(lambda o: o.partner_shipping_id in stops)

    @api.model
    def _list_below(self, catalogue):
        """List what stayed below its minimum; running it again adds nothing.

        Three levels: the client's order, the producer's drop-off, the round.
        """
        orders = catalogue.order_ids.filtered(lambda o: o.state == "sale")
        known = self.search([("catalogue_id", "=", catalogue.id)])
        have = {(m.kind, m.partner_id, m.round_id) for m in known}
        nobody, nowhere = self.env["res.partner"], self.env["hub.round"]
        rows = []
        for client, group in orders.grouped("partner_id").items():
            floor = client._get_hub_order_minimum()
            rows.append(("client", client, nowhere, group._get_goods_amount(), floor))
        lines = orders.sudo().order_line.filtered("producer_id")
        for producer, own in lines.grouped("producer_id").items():
            amount = sum(own.mapped("price_subtotal"))
            floor = producer.hub_dropoff_minimum
            rows.append(("producer", producer, nowhere, amount, floor))
        for round_, group in orders.grouped(lambda o: o._get_hub_round()).items():
            amount = group._get_goods_amount()
            rows.append(("round", nobody, round_, amount, round_.amount_minimum))
        return self.create(
            [
                {
                    "catalogue_id": catalogue.id,
                    "kind": kind,
                    "partner_id": partner.id,
                    "round_id": round_.id,
                    "amount": amount,
                    "amount_minimum": floor,
                }
                for kind, partner, round_, amount, floor in rows
                if catalogue.currency_id.compare_amounts(amount, floor) < 0
                and (kind, partner, round_) not in have
            ]
        )
