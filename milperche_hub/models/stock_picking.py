from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    catalogue_id = fields.Many2one(
        "hub.catalogue", index="btree_not_null", check_company=True, copy=False
    )
    hub_role = fields.Selection(related="picking_type_id.hub_role")

    def _get_delivery_day(self):
        """Local day on which the client expects the goods."""
        self.ensure_one()
        moment = self.sale_id.commitment_date or self.scheduled_date
        return self.env["hub.catalogue"]._to_local(moment).date()

    # ------------------------------------------------------------------
    # Drop-offs
    # ------------------------------------------------------------------

    def action_receive_as_announced(self):
        """Receive drop-offs as they were announced, lots made, and share them out.

        :return: True
        """
        dropoffs = self.filtered(
            lambda p: p.hub_role == "dropoff" and p.state not in ("done", "cancel")
        )
        moves = dropoffs.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        for move in moves.filtered(lambda m: not m.picked):
            if not move.quantity:
                move.quantity = move.product_uom_qty
        moves.picked = True
        dropoffs.button_validate()
        return True

    def button_validate(self):
        self._check_hub_quantities()
        dropoffs = self.filtered(lambda p: p.hub_role == "dropoff")
        dropoffs._fill_lots()
        return super().button_validate()

    def _check_hub_quantities(self):
        hub_pickings = self.filtered("hub_role")
        for move in hub_pickings.move_ids:
            if move.product_uom.compare(move.quantity, 0.0) < 0:
                raise UserError(
                    self.env._(
                        "%s: a quantity cannot be negative.",
                        move.product_id.display_name,
                    )
                )

    def _action_done(self):
        dropoffs = self.filtered(lambda p: p.hub_role == "dropoff")
        dropoffs._fill_lots()
        result = super()._action_done()
        dropoffs._share_out()
        return result

    def _fill_lots(self):
        """Name and create the lots of a drop-off: producer's code and day.

        One search and one creation for all the drop-offs received together.
        """
        lines = self.move_line_ids.filtered(
            lambda line: (
                line.product_id.tracking == "lot"
                and not line.lot_id
                and line.state not in ("done", "cancel")
            )
        )
        if not lines:
            return
        Lot = self.env["stock.lot"]
        known = Lot.search_fetch(
            lines._get_known_lots_domain(),
            ["product_id", "name", "expiration_date", "hub_producer_lot"],
        )
        lots = {(lot.product_id, lot.name): lot for lot in known}
        keys = lines._name_lots(known)
        first_line_of = {key: line for line, key in reversed(keys.items())}
        missing = [key for key in dict.fromkeys(keys.values()) if key not in lots]
        created = Lot.create(
            [self._prepare_lot_vals(*key, first_line_of[key]) for key in missing]
        )
        lots.update(zip(missing, created, strict=True))
        for line, key in keys.items():
            line.write({"lot_id": lots[key].id, "lot_name": False})

    def _get_lot_name(self):
        """``CODE-yymmdd`` of the producer and the day of the drop-off."""
        self.ensure_one()
        day = self.env["hub.catalogue"]._to_local(fields.Datetime.now()).date()
        producer = self.owner_id or self.partner_id
        code = producer.hub_producer_code or f"P{producer.id}"
        return f"{code}-{day:%y%m%d}"

    @api.model
    def _prepare_lot_vals(self, product, name, line):
        """Values of a new lot, with the best-before shown or typed on its ``line``.

        Core counts that date from the planned drop-off: goods received a few days
        early in the books do not expire before they are delivered.
        """
        vals = {
            "product_id": product.id,
            "name": name,
            "company_id": line.company_id.id,
            "hub_producer_lot": line.hub_producer_lot,
        }
        if line.expiration_date:
            vals["expiration_date"] = line.expiration_date
        return vals

    def _share_out(self):
        """Share what these drop-offs brought among the deliveries that wait."""
        products = self.move_ids.filtered(lambda m: m.state == "done").product_id
        self.env["stock.move"]._share_out_products(products)

    # ------------------------------------------------------------------
    # Deliveries
    # ------------------------------------------------------------------

    def _deliver(self):
        """Validate deliveries in one batch; what was refused is quantity 0.

        Goes through ``_action_done`` so that each keeps its place in the run.
        """
        deliveries = self.filtered(
            lambda p: p.hub_role == "delivery" and p.state not in ("done", "cancel")
        )
        deliveries._check_hub_quantities()
        # On the lines, in one write: picked on the moves, each would write its own.
        # A move without line has nothing to deliver and is cancelled either way.
        deliveries.move_line_ids.picked = True
        deliveries.with_context(cancel_backorder=True)._action_done()
        return True
