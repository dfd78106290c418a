from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError


def check_number(env, vals):
    """Refuse in words what cannot even be rounded."""
    quantity = vals.get("quantity") or 0.0
    if isinstance(quantity, float) and not isfinite(quantity):
        raise UserError(env._("A quantity is a number from 0."))


class HubRepack(models.TransientModel):
    """Lots put into other packs: what is taken of which, what comes out."""

    _name = "hub.repack"
    _description = "Repack lots"

    product_id = fields.Many2one("product.product", required=True, readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    source_ids = fields.One2many("hub.repack.source", "repack_id", "Taken")
    result_ids = fields.One2many("hub.repack.result", "repack_id", "New Lots")
    quantity_lost = fields.Float(
        "Lost on the Way", compute="_compute_quantity_lost", digits="Product Unit"
    )

    @api.depends("source_ids.quantity", "result_ids.quantity")
    def _compute_quantity_lost(self):
        for repack in self:
            taken = sum(repack.source_ids.mapped("quantity"))
            made = sum(repack.result_ids.mapped("quantity"))
            repack.quantity_lost = repack.uom_id.round(taken - made)

    def action_repack(self):
        """Make the new lots of the old ones.

        :raise UserError: nothing taken or made, more than there is, a later
            best-before, a name that is taken, or lots that are not to be mixed.
        :return: the action that shows the new lots.
        """
        self.ensure_one()
        sources = self.source_ids.filtered("quantity")
        self._check(sources)
        lots = sources.lot_id._repack(
            {source.lot_id: source.quantity for source in sources},
            [result._prepare_result_vals() for result in self.result_ids],
        )
        action = lots._get_records_action(name=self.env._("New lots"))
        if len(lots) == 1:
            action = lots.action_trace()
        return action

    def _check(self, sources):
        quantities = self.source_ids.mapped("quantity")
        if min(quantities + self.result_ids.mapped("quantity"), default=0.0) < 0:
            raise UserError(self.env._("A quantity is a number from 0."))
        if not sources or not all(self.result_ids.mapped("quantity")):
            raise UserError(self.env._("Say what is taken and what comes out."))
        if len(sources.lot_id) != len(sources):
            raise UserError(self.env._("A lot is there twice."))
        if self.uom_id.compare(self.quantity_lost, 0.0) < 0:
            raise UserError(self.env._("More comes out than was taken."))
        self._check_lots(sources)
        self._check_results(sources)

    def _check_lots(self, sources):
        if sources.lot_id.product_id != self.product_id:
            raise UserError(self.env._("Choose lots of one product of a producer."))
        free = sources.lot_id._get_repackable()
        for source in sources:
            if self.uom_id.compare(source.quantity, free[source.lot_id]) > 0:
                raise UserError(
                    self.env._(
                        "Lot %(lot)s: %(free)s %(unit)s not packed yet.",
                        lot=source.lot_id.name,
                        free=self.env["hub.catalogue"]._format_portal_quantity(
                            free[source.lot_id]
                        ),
                        unit=self.uom_id._get_hub_name(),
                    )
                )

    def _check_results(self, sources):
        names = [(result.name or "").strip() for result in self.result_ids]
        taken = self.env["stock.lot"].search(
            [("product_id", "=", self.product_id.id), ("name", "in", names)]
        )
        if len(set(names)) < len(names) or not all(names) or taken:
            raise UserError(self.env._("Each new lot has a name of its own."))
        ends = list(filter(None, sources.lot_id.mapped("expiration_date")))
        for result in self.result_ids:
            if ends and (
                not result.expiration_date or result.expiration_date > min(ends)
            ):
                raise UserError(
                    self.env._("A new lot is best before no later than the old ones.")
                )


class HubRepackSource(models.TransientModel):
    """What is taken of one lot."""

    _name = "hub.repack.source"
    _description = "Lot to repack"

    repack_id = fields.Many2one("hub.repack", required=True, ondelete="cascade")
    lot_id = fields.Many2one("stock.lot", required=True, readonly=True)
    expiration_date = fields.Datetime(related="lot_id.expiration_date")
    quantity_free = fields.Float(
        "At the Hub", compute="_compute_quantity_free", digits="Product Unit"
    )
    quantity = fields.Float("Taken", digits="Product Unit")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_number(self.env, vals)
        return super().create(vals_list)

    def write(self, vals):
        check_number(self.env, vals)
        return super().write(vals)

    @api.depends("lot_id")
    def _compute_quantity_free(self):
        free = self.lot_id._get_repackable()
        for source in self:
            source.quantity_free = free.get(source.lot_id, 0.0)


class HubRepackResult(models.TransientModel):
    """One new lot."""

    _name = "hub.repack.result"
    _description = "Lot that comes out"

    repack_id = fields.Many2one("hub.repack", required=True, ondelete="cascade")
    name = fields.Char("Lot", required=True)
    quantity = fields.Float(digits="Product Unit")
    expiration_date = fields.Datetime("Best Before")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_number(self.env, vals)
        return super().create(vals_list)

    def write(self, vals):
        check_number(self.env, vals)
        return super().write(vals)

    def _prepare_result_vals(self):
        self.ensure_one()
        return {
            "name": self.name.strip(),
            "quantity": self.quantity,
            "expiration_date": self.expiration_date,
        }
