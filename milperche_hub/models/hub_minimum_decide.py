from odoo import fields, models
from odoo.exceptions import UserError


class HubMinimum(models.Model):
    """What to do about an amount below its minimum: ask for more, or do without."""

    _inherit = "hub.minimum"

    date_asked = fields.Datetime("Clients Asked on", readonly=True, copy=False)

    def action_ask(self):
        """Ask the clients concerned, once, whether they add something; they call."""
        todo = self._filter_todo()
        for minimum in todo:
            minimum._tell("ask", minimum._get_orders().partner_id)
        todo.date_asked = fields.Datetime.now()
        return True

    def action_drop(self):
        """Do without, and tell those concerned.

        A client's orders are cancelled; what is ordered of a producer becomes a
        shortage of all of it, applied. A round is not called off by a button: its
        runs are moved by their own incident, which tells the clients.

        :raise UserError: the orders changed meanwhile.
        """
        todo = self._filter_todo()
        for minimum in todo:
            if minimum.kind == "client":
                minimum._cancel_orders()
            elif minimum.kind == "producer":
                minimum._cancel_goods()
        todo.write({"state": "dropped", "user_id": self.env.uid})
        return True

    def _cancel_orders(self):
        orders = self._get_orders()
        clients = orders.partner_id
        orders._action_cancel()
        self._tell("drop", clients)

    def _cancel_goods(self):
        """Take a producer's goods out of the orders of this catalogue."""
        offers = self.catalogue_id.offer_ids.filtered(
            lambda o: o.producer_id == self.partner_id and o.quantity_taken > 0
        )
        Shortage = self.env["hub.shortage"]
        for offer in offers:
            Shortage |= Shortage._open(offer, 0.0)
        # The last proposal of substitutes knows all the goods that are missing.
        Shortage._propose()
        if Shortage and Shortage.action_apply() is not True:
            raise UserError(
                self.env._("The orders changed meanwhile: look again, then decide.")
            )

    # ------------------------------------------------------------------
    # What is said
    # ------------------------------------------------------------------

    def _tell(self, what, clients):
        """One message to each client: ``ask`` for more, or the order is ``drop``ped."""
        self.env["hub.message"]._post_once(
            [self._prepare_message_vals(what, client) for client in clients]
        )

    def _prepare_message_vals(self, what, client):
        catalogue = self.catalogue_id.with_context(lang=client.lang or self.env.lang)
        subject = (
            catalogue.env._("%s: could you add something?", catalogue.name)
            if what == "ask"
            else catalogue.env._("%s: your order is not delivered", catalogue.name)
        )
        return {
            "key": f"minimum-{what}-{self.id}-{client.id}",
            "kind": "minimum",
            "partner_id": client.id,
            "subject": subject,
            "body": self.env["hub.message"]._render(
                f"milperche_hub.message_minimum_{what}",
                client,
                {
                    "minimum": self.with_env(catalogue.env),
                    "catalogue": catalogue,
                    "day": catalogue._get_portal_day(catalogue.date_delivery),
                },
            ),
            "res_model": self._name,
            "res_id": self.id,
        }
