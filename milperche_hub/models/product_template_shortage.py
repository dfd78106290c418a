from odoo import fields, models

from .hub_shortage import SHORTAGE_RULES

# Loose goods are cut to 100 g: nobody weighs to the gram at a shortage.
LOOSE_STEP = 0.1


class ProductTemplate(models.Model):
    _inherit = "product.template"

    hub_shortage_rule = fields.Selection(
        SHORTAGE_RULES,
        "Shared in Shortages",
        default="pro_rata",
        groups="base.group_user",
    )

    def _get_hub_cut_step(self):
        """What cannot be split when goods are shared: a pack, a piece, 100 g.

        :return: ``(step, whether a rest below it stays unshared)``
        """
        self.ensure_one()
        if self.hub_pack_qty:
            return self.hub_pack_qty, True
        if self.uom_id._is_hub_piece():
            return 1.0, True
        return LOOSE_STEP, False
