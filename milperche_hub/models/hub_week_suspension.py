from odoo import api, models
from odoo.fields import Domain


class HubWeek(models.AbstractModel):
    """Orders taken before an offer was suspended: each waits for one click."""

    _inherit = "hub.week"

    @api.model
    def _get_suspended_offer_exceptions(self, catalogues):
        """Lines that clients ordered and that may no longer be sold."""
        Line = self.env["sale.order.line"]
        lines = Line.search(
            Domain("order_id.catalogue_id", "in", catalogues.ids)
            & Line._get_to_decide_domain()
        )
        if not lines:
            return []
        return [
            self._prepare_exception(
                "danger",
                self.env._("Ordered, but no longer allowed"),
                self._prepare_open(
                    self.env._("Decide"),
                    lines,
                    title=self.env._("Orders to decide on"),
                    view="milperche_hub.sale_order_line_view_list_to_decide",
                ),
                records=lines,
                detail=self.env._(
                    "%s. Without a decision these lines are set aside at the cut-off.",
                    " · ".join(
                        f"{product.display_name} – "
                        + self._join_names(group.order_id.partner_id.mapped("name"))
                        for product, group in lines.grouped("product_id").items()
                    ),
                ),
            )
        ]
