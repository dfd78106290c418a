from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class HubPacking(models.AbstractModel):
    """The packing screen: by client, by product, by producer; one list behind."""

    _name = "hub.packing"
    _description = "Packing"

    @api.model
    @api.readonly
    def get_page(self, catalogue_id=None, day=None):
        """Everything the packing screen shows.

        :param int catalogue_id: the week; the one under way when empty
        :param str day: local day (ISO) of the deliveries; all days when empty
        :return: ``catalogue``, ``catalogues``, ``days``, ``day``, ``lines`` (see
            ``stock.picking._get_packing_lines``) and ``lots``, what is free by product
        :raise AccessError: the user does not run the week.
        """
        self.env["hub.week"]._check_runs_the_week()
        catalogue, catalogues = self._choose(catalogue_id)
        deliveries = catalogue.delivery_ids.filtered(lambda p: p.state != "cancel")
        by_day = deliveries.grouped(lambda p: p._get_delivery_day())
        days = [
            {
                "key": fields.Date.to_string(key),
                "label": self.env["hub.week"]._format_day(key),
            }
            for key in sorted(by_day)
        ]
        if day and day in [item["key"] for item in days]:
            deliveries = by_day[fields.Date.to_date(day)]
        else:
            day = False
        return {
            "catalogue": {"id": catalogue.id, "name": catalogue.name or ""},
            "catalogues": [{"id": c.id, "name": c.name} for c in catalogues],
            "days": days,
            "day": day,
            "lines": deliveries._get_packing_lines(),
            "lots": self._get_lots(deliveries),
            "picking_ids": deliveries.ids,
        }

    @api.model
    def _choose(self, catalogue_id):
        """The catalogue shown and those to choose from: cut off, not put away."""
        catalogues = self.env["hub.catalogue"].search(
            Domain("state", "=", "closed")
            & Domain("company_id", "=", self.env.company.id),
            order="date_delivery, id",
        )
        asked = self.env["hub.catalogue"].browse(catalogue_id or []).exists()
        return asked or catalogues[:1], catalogues | asked

    @api.model
    def _get_lots(self, deliveries):
        """What is left to share, by product.

        :return: ``{product id: [{"id", "name", "free", "expiry"}]}``
        """
        moves = deliveries.move_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        free = self.env["stock.move"]._get_free_lots(moves)
        return {
            str(product.id): [
                {
                    "id": quant.lot_id.id,
                    "name": quant.lot_id.name or "",
                    "free": part,
                    "expiry": fields.Date.to_string(expiry) or "",
                }
                for quant, expiry, part in lots
            ]
            for product, lots in free.items()
        }

    # ------------------------------------------------------------------
    # What is done on the screen
    # ------------------------------------------------------------------

    @api.model
    def set_packed(self, line_ids, packed):
        """Check lines off, or take the mark back.

        :raise UserError: a line is gone: somebody changed the share-out meanwhile.
        :return: True
        """
        lines = self._get_lines(line_ids)
        lines.hub_packed = bool(packed)
        return True

    @api.model
    def set_share(self, move_id, quantity):
        """Give a client another quantity of a product; see ``_set_share``."""
        self.env["hub.week"]._check_runs_the_week()
        move = self.env["stock.move"].browse(move_id).exists()
        if not move:
            raise UserError(self.env._("This line is gone: load the page again."))
        move._set_share(quantity)
        return True

    @api.model
    def set_lot(self, line_id, lot_id):
        """Give the same quantity from another lot."""
        line = self._get_lines([line_id])
        line._set_share_lot(self.env["stock.lot"].browse(lot_id).exists())
        return True

    @api.model
    def share_again(self, move_ids):
        """Share a product afresh among these deliveries, packed ones apart."""
        self.env["hub.week"]._check_runs_the_week()
        self.env["stock.move"].browse(move_ids).exists()._share_again()
        return True

    @api.model
    def _get_lines(self, line_ids):
        self.env["hub.week"]._check_runs_the_week()
        lines = self.env["stock.move.line"].browse(line_ids)
        if len(lines.exists()) != len(lines):
            raise UserError(self.env._("This line is gone: load the page again."))
        deliveries = lines.picking_id
        if any(p.hub_role != "delivery" or p.state == "done" for p in deliveries):
            raise UserError(self.env._("This delivery is closed: nothing changes."))
        return lines
