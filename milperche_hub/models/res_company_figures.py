from odoo import fields, models
from odoo.exceptions import AccessError


class ResCompany(models.Model):
    """What the nightly check of the figures found."""

    _inherit = "res.company"

    hub_wrong_figures = fields.Json(
        "Delivered Lines Put Right",
        help="Their ids, under the key “ids”, until somebody has seen them.",
    )

    def action_hub_figures_seen(self):
        """Forget the lines that the check put right: a coordinator has seen them."""
        self.check_access("read")
        if not self.env["hub.week"]._is_coordinator():
            raise AccessError(self.env._("Only the coordinator does this."))
        self.sudo().hub_wrong_figures = False
