from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools.weights import read_scale


class HubWeighing(models.AbstractModel):
    """The weighing screen: one line after the other, by the keyboard alone."""

    _name = "hub.weighing"
    _description = "Weighing of deliveries"

    @api.model
    def get_page(self, catalogue_id=False):
        """What there is to weigh for the deliveries of a week.

        :param catalogue_id: the week; the one being packed when not given
        :return: ``{"catalogue", "catalogues", "lines": [...]}``, the lines product by
            product, then in the order of the run
        """
        self._check_volunteer()
        catalogues = self.env["hub.catalogue"].search(
            [("state", "=", "closed"), ("company_id", "=", self.env.company.id)],
            order="date_delivery, id",
        )
        catalogue = catalogues.filtered(lambda c: c.id == catalogue_id)
        if not catalogue:
            catalogue = catalogues.filtered(lambda c: self._get_lines(c))[:1]
        catalogue = catalogue or catalogues[:1]
        return {
            "catalogue": {"id": catalogue.id, "name": catalogue.name or ""},
            "catalogues": [{"id": c.id, "name": c.name} for c in catalogues],
            "lines": [self._prepare_line(line) for line in self._get_lines(catalogue)],
        }

    @api.model
    def set_weight(self, line_id, text, unit="kg", confirmed=False, reason=""):
        """Write one weight as it was typed.

        :param unit: "kg" or "g", what the scale shows
        :param confirmed: the person was asked about a weight out of tolerance
        :raise UserError: it is no weight, or the line is delivered
        :return: ``{"ask": sentence}`` when it is out of tolerance, else ``{"line"}``
        """
        line = self._get_line(line_id)
        expected = self._get_expected(line)
        tolerance = line.product_id.hub_weight_tolerance
        weight, within = read_scale(str(text), expected, tolerance, unit)
        if weight is None:
            raise UserError(
                self.env._("“%s” is no weight: type 2.35, or 2350 g.", text)
            )
        weight = line.product_uom_id.round(float(weight))
        if not within and not confirmed:
            return {"ask": self._get_question(line, expected, weight)}
        reason = reason or (not within and self.env._("Out of tolerance, confirmed"))
        self._write_weight(line, weight, "weighing", reason)
        return {"line": self._prepare_line(line)}

    @api.model
    def undo(self, line_id):
        """Give a line the weight it had before its last change.

        :return: ``{"line": values}``
        """
        line = self._get_line(line_id)
        done = line.hub_weight_log_ids.filtered(lambda log: log.kind != "undo")
        undone = len(line.hub_weight_log_ids) - len(done)
        last = done.sorted("id", reverse=True)[undone : undone + 1]
        if not last:
            raise UserError(self.env._("There is nothing to undo."))
        self._write_weight(line, last.quantity_before, "undo", False)
        line.hub_is_weighed = undone + 1 < len(done)
        return {"line": self._prepare_line(line)}

    # ------------------------------------------------------------------
    # Behind the screen
    # ------------------------------------------------------------------

    @api.model
    def _check_volunteer(self):
        if not self.env.user.has_group("milperche_hub.group_volunteer"):
            raise AccessError(self.env._("Weighing is for the hub's people."))

    @api.model
    def _get_lines(self, catalogue):
        """Lines sold by weight, not delivered yet, in the order they are weighed."""
        lines = catalogue.delivery_ids.move_line_ids.filtered(
            lambda line: (
                line.state not in ("done", "cancel")
                and line.move_id.producer_id
                and not line.product_uom_id._is_hub_piece()
            )
        )
        return lines.sorted(
            lambda line: (
                line.product_id.display_name,
                line.picking_id.batch_sequence,
                line.picking_id.partner_id.name or "",
                line.id,
            )
        )

    @api.model
    def _get_line(self, line_id):
        self._check_volunteer()
        line = self.env["stock.move.line"].browse(line_id).exists()
        if not line or not line._is_hub_delivery():
            raise UserError(self.env._("This line is no longer there."))
        if line.state in ("done", "cancel"):
            raise UserError(
                self.env._("%s is delivered already.", line.picking_id.name)
            )
        return line

    @api.model
    def _get_expected(self, line):
        """What was shared out to the line, before anybody weighed it."""
        first = line.hub_weight_log_ids.sorted("id")[:1]
        return first.quantity_before if first else line.quantity

    @api.model
    def _write_weight(self, line, weight, kind, reason):
        line.with_context(
            hub_weight_kind=kind, hub_weight_reason=reason or False
        ).quantity = weight
        line.hub_is_weighed = True

    @api.model
    def _get_question(self, line, expected, weight):
        text = self.env["hub.catalogue"]._format_portal_quantity
        return self.env._(
            "%(weight)s %(uom)s for about %(expected)s %(uom)s (± %(tolerance)s %%)?",
            weight=text(weight),
            uom=line.product_uom_id._get_hub_name(),
            expected=text(expected),
            tolerance=text(line.product_id.hub_weight_tolerance),
        )

    @api.model
    def _prepare_line(self, line):
        text = self.env["hub.catalogue"]._format_portal_quantity
        pieces = line.hub_pieces or line.move_id.sale_line_id.sudo().pieces
        return {
            "id": line.id,
            "product": line.product_id.display_name,
            "client": line.picking_id.partner_id.name,
            "lot": line.lot_id.name or "",
            "pieces": text(pieces) if pieces else "",
            "expected": text(self._get_expected(line)),
            "weight": text(line.quantity),
            "uom": line.product_uom_id._get_hub_name(),
            "is_weighed": line.hub_is_weighed,
            "can_undo": bool(line.hub_weight_log_ids),
        }
