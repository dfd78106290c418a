from odoo import fields, models


class ResCompany(models.Model):
    """What the nightly check of the figures found."""

    _inherit = "res.company"

    hub_wrong_figures = fields.Json(
        "Delivered Lines Put Right",
        help="Their ids, under the key “ids”, until somebody has seen them.",
    )

    def action_hub_figures_seen(self):
        """Forget the lines that the check put right: somebody has seen them."""
        self.check_access("read")
        if self.env["hub.week"]._is_coordinator():
            self.sudo().hub_wrong_figures = False
