from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class StockPicking(models.Model):
    """Crates left and taken back at a stop, or at a drop-off."""

    _inherit = "stock.picking"

    hub_crate_line_ids = fields.One2many("hub.crate.line", "picking_id", "Crates")

    def _set_crates(self, counts):
        """Note the crates of a stop; the same call twice changes nothing.

        :param dict counts: ``{crate type: (left there, taken back)}``
        :raise UserError: not a number of crates.
        """
        self.ensure_one()
        known = {line.type_id: line for line in self.hub_crate_line_ids}
        commands = []
        for crate_type, (left, back) in counts.items():
            if not all(type(count) is int and count >= 0 for count in (left, back)):
                raise UserError(
                    self.env._("A number of crates is a whole number from 0.")
                )
            vals = {"quantity_out": left, "quantity_in": back}
            if crate_type in known:
                commands.append(Command.update(known[crate_type].id, vals))
            elif left or back:
                commands.append(Command.create({"type_id": crate_type.id, **vals}))
        self.hub_crate_line_ids = commands
