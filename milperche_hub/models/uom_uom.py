from odoo import models


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _is_hub_piece(self):
        """Whether goods in this unit are counted one by one."""
        unit_id = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_unit")
        return self.id == unit_id

    def _get_hub_name(self):
        """The unit as it reads after a number, on a narrow page."""
        return self.env._("pc.") if self._is_hub_piece() else self.name

    def _is_hub_weighed(self):
        """Whether goods in this unit are sold by the kilogram."""
        kg_id = self.env["ir.model.data"]._xmlid_to_res_id("uom.product_uom_kgm")
        return self.id == kg_id
