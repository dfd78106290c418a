from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models


class HubCatalogue(models.Model):
    """What each producer has to bring, told when it changes."""

    _inherit = "hub.catalogue"

    producer_order_ids = fields.One2many(
        "hub.producer.order", "catalogue_id", "Producers' Orders"
    )

    def _plan_goods(self, orders=None):
        result = super()._plan_goods(orders)
        self._tell_producers()
        return result

    def _tell_producers(self, step=None):
        """Tell producers what changed of what they have to bring.

        Those who offered and sold nothing are told so at the cut-off. Calling it
        again with nothing changed writes nothing and tells nobody.

        :param step: the timed step that asks for it; messages belong to it anyway.
        :return: the producers' orders that changed
        """
        changed = self.env["hub.producer.order"].sudo()
        for catalogue in self.sudo().filtered(lambda c: c.state in ("open", "closed")):
            wanted = catalogue._get_asked_quantities()
            producers = catalogue.producer_order_ids.filtered("version").producer_id
            if catalogue.state == "closed":
                producers |= catalogue.offer_ids.producer_id
            producers = producers.union(*wanted)
            orders = changed._get_of(catalogue, producers)
            changed |= changed.union(*orders.values())._update(wanted)
        changed._tell()
        return changed

    def _get_asked_quantities(self):
        """What drop-offs ask for: ``{producer: {product: quantity}}``."""
        wanted = defaultdict(lambda: defaultdict(float))
        for move in self.dropoff_ids.move_ids:
            if move.state != "cancel":
                owner = move.picking_id.owner_id
                wanted[owner][move.product_id] += move.product_qty
        return wanted

    @api.model
    def _cron_run_due_steps(self):
        result = super()._cron_run_due_steps()
        self._get_to_tell()._tell_producers()
        return result

    @api.model
    def _get_to_tell(self):
        """Catalogues cut off whose goods are still to be brought."""
        return self.search(
            [
                ("state", "=", "closed"),
                ("date_dropoff", ">", fields.Datetime.now() - timedelta(days=1)),
            ]
        )

    def action_view_producer_orders(self):
        """Show what each producer has to bring and what it answered."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_producer_order_action"
        )
        action["domain"] = [("catalogue_id", "in", self.ids)]
        action["context"] = {}
        return action
