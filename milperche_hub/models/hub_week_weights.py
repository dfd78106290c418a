from odoo import api, models
from odoo.fields import Domain

from ..tools.weights import is_within


class HubWeek(models.AbstractModel):
    """Weights too far from what was shared out, that nobody confirmed."""

    _inherit = "hub.week"

    @api.model
    def _get_exception_methods(self):
        return [*super()._get_exception_methods(), "_get_weight_exceptions"]

    @api.model
    def _get_weight_exceptions(self, catalogues):
        logs = self.env["hub.weight.log"].search(
            Domain("picking_id.catalogue_id", "in", catalogues.ids)
            & Domain("picking_id.state", "not in", ("done", "cancel"))
            & Domain("move_line_id", "!=", False),
            order="id",
        )
        found = []
        for line, changes in logs.grouped("move_line_id").items():
            expected = changes[0].quantity_before
            if self._is_far(line, changes[-1], expected):
                found.append((line, expected))
        if not found:
            return []
        lines = self.env["stock.move.line"].union(*(line for line, __ in found))
        return [
            self._prepare_exception(
                "warning",
                self.env._("Weights far from what was asked"),
                self._prepare_button(
                    self.env._("They are right"), lines, "action_hub_confirm_weight"
                ),
                records=lines,
                detail=self._join_names(
                    self._describe_weight(line, expected) for line, expected in found
                ),
            )
        ]

    @api.model
    def _is_far(self, line, last, expected):
        """Whether what was typed last for goods sold by weight asks for a look."""
        if last.reason or last.kind not in ("weighing", "change") or not expected:
            return False
        if line.product_uom_id._is_hub_piece():
            return False
        tolerance = line.product_id.hub_weight_tolerance
        return not is_within(expected, line.quantity, tolerance)

    @api.model
    def _describe_weight(self, line, expected):
        text = self.env["hub.catalogue"]._format_portal_quantity
        return self.env._(
            "%(product)s, %(client)s: %(weight)s %(unit)s for about %(expected)s",
            product=line.product_id.name,
            client=line.picking_id.partner_id.name,
            weight=text(line.quantity),
            unit=line.product_uom_id._get_hub_name(),
            expected=text(expected),
        )
