from datetime import timedelta

from odoo import api, models
from odoo.tools.misc import limited_field_access_token


class HubCatalogue(models.Model):
    """The catalogue by personal link: to order without a password."""

    _inherit = "hub.catalogue"

    @api.model
    def _hide_portal_prices(self, rows):
        """Rows for a page without amounts: no price, no sum, whatever the key.

        :param list rows: dicts of values, as the pages receive them.
        """
        words = ("price", "total", "amount", "sum", "budget", "cost")
        return [
            {
                key: _hide(value) if any(word in key for word in words) else value
                for key, value in row.items()
            }
            for row in rows
        ]

    @api.model
    def _open_portal_pictures(self, rows):
        """Let someone without a login see the pictures of these rows."""
        for row in rows:
            if row["picture"]:
                template = self.env["product.template"].browse(row["template_id"])
                token = limited_field_access_token(
                    template, "image_128", scope="binary"
                )
                row["picture"] = f"{row['picture']}&access_token={token}"

    def _get_order_link(self, client):
        """The client's personal link to this catalogue, live until it is delivered."""
        self.ensure_one()
        day = self.env["hub.round"]._get_delivery_day(client, self.date_delivery)
        date_end = self._localize(day + timedelta(days=1), 0.0)
        return self.env["hub.access.link"]._get("order", client, self, date_end)

    def action_view_order_links(self):
        """Make every client's link of the week and show them, to copy as text."""
        self.ensure_one()
        links = self.env["hub.access.link"]
        for client in self._get_invited_clients():
            links |= self._get_order_link(client)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_access_link_action_order"
        )
        action["domain"] = [("id", "in", links.ids)]
        return action

    def _get_invited_clients(self):
        """The clients this catalogue is for."""
        return self._get_all_clients()

    def _get_all_clients(self):
        """The hub's clients whom it may solicit."""
        return self.env["res.partner"].search(self._get_invited_domain(), order="name")

    def _get_invited_domain(self):
        return [("is_hub_client", "=", True)]


def _hide(value):
    return "" if isinstance(value, str) else 0.0 if value is not None else None
