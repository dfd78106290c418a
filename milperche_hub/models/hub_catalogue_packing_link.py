from datetime import datetime, time, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

DAYS = 7


class HubAccessLink(models.Model):
    """Packing without a login: one link for the tablet of a week, no price on it."""

    _inherit = "hub.access.link"

    purpose = fields.Selection(
        selection_add=[("packing", "Packing")], ondelete={"packing": "cascade"}
    )

    @api.model
    def _get_routes(self):
        return {**super()._get_routes(), "packing": "/hub/packing/{token}"}


class HubCatalogue(models.Model):
    _inherit = "hub.catalogue"

    def action_packing_link(self):
        """Open the page that ticks off this week's packing without a login.

        The same link until a week after the first delivery; whoever has it ticks.

        :raise UserError: nothing to pack in this week.
        """
        self.ensure_one()
        self.env["hub.week"]._check_runs_the_week()
        if self.state != "closed":
            raise UserError(self.env._("There is nothing to pack in %s.", self.name))
        end = datetime.combine(self.date_delivery + timedelta(days=DAYS), time.max)
        link = self.env["hub.access.link"]._get(
            "packing", self.company_id.partner_id, self, end.replace(microsecond=0)
        )
        return {"type": "ir.actions.act_url", "url": link.url, "target": "new"}

    def _tick_packed(self, line_id, packed):
        """Tick a line of this week's packing; called as superuser by the page.

        :raise UserError: the line is gone, of another week, or delivered.
        :return: the line
        """
        self.ensure_one()
        line = self.delivery_ids.move_line_ids.filtered(lambda ml: ml.id == line_id)
        if not line:
            raise UserError(self.env._("This line is gone: load the page again."))
        if line.state in ("done", "cancel"):
            raise UserError(self.env._("This delivery is closed: nothing changes."))
        line.hub_packed = bool(packed)
        return line

    def _get_packing_page(self, view):
        """Groups of the page: by client, or by product.

        :return: ``[{"key", "title", "lines", "packed", "total"}]``
        """
        key, title = {
            "product": ("product_id", lambda line: line["product"]),
            "client": ("picking_id", self.delivery_ids._get_client_title),
        }[view]
        lines = self.delivery_ids._get_packing_lines()
        if view == "product":
            lines.sort(key=lambda line: (line["product"], line["stop"]))
        groups = {}
        for line in lines:
            groups.setdefault(line[key], []).append(line)
        return [
            {
                "key": name,
                "title": title(group[0]),
                "lines": group,
                "packed": sum(line["packed"] or line["done"] for line in group),
                "total": sum(bool(line["id"]) for line in group),
            }
            for name, group in groups.items()
        ]
