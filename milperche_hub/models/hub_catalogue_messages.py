from odoo import models


class HubCatalogue(models.Model):
    """What the clients read: the fresh sheet, the reminders, the recaps."""

    _inherit = "hub.catalogue"

    def _get_fresh_sheet(self):
        """What is in the catalogue, for a message: what is new, then the families.

        :return: ``{"news": [name], "families": [(name, [offer])]}``
        """
        offers = self.offer_ids.filtered(
            lambda o: not o.is_suspended and (o.on_demand or o.quantity_left > 0)
        )
        groups = offers.grouped("categ_id")
        before = self._get_previous().offer_ids.product_id
        return {
            "news": offers.product_id - before if before else before,
            "families": [
                (family, groups[family].sorted(lambda o: o.product_id.name or ""))
                for family in sorted(groups, key=self._get_portal_family_key)
            ],
        }

    def _prepare_step_message_vals(self, step, kind, client, values):
        local = self.with_context(lang=client.lang or self.env.lang)
        template = f"milperche_hub.message_{kind}"
        return {
            "key": f"{kind}-{self.id}-{client.id}",
            "kind": kind,
            "hub_step_id": step.id,
            "partner_id": client.id,
            "subject": local._get_step_subject(kind),
            "body": self.env["hub.message"]._render(
                template, client, local._prepare_message_values(client, values)
            ),
            "res_model": self._name,
            "res_id": self.id,
        }

    def _get_step_subject(self, kind):
        moment = self._get_portal_moment(self.date_close)
        return {
            "fresh_sheet": self.env._("This week's catalogue, until %s", moment),
            "reminder": self.env._("Your order, before %s?", moment),
            "basket": self.env._("Your basket is not placed: until %s", moment),
        }[kind]

    def _prepare_message_values(self, client, values):
        day = self.env["hub.round"]._get_delivery_day(client, self.date_delivery)
        visible = self._get_partner_visible_families(client, values)
        return {
            "catalogue": self,
            "news": values["news"],
            "families": visible,
            "cutoff_text": self._get_portal_moment(self.date_close),
            "delivery_text": self._get_portal_day(day),
            "link": self._get_order_link(client),
            "show_prices": self.company_id.hub_link_prices,
        }

    def _get_partner_visible_families(self, client, values):
        """The families of the fresh sheet, without what this client cannot order."""
        offers = self.env["hub.offer"].union(*(o for _f, o in values["families"]))
        refused = self._get_portal_refusals(client, offers)
        families = [
            (family, [offer for offer in rows if offer not in refused])
            for family, rows in values["families"]
        ]
        return [(family, rows) for family, rows in families if rows]

    # ------------------------------------------------------------------
    # Recaps
    # ------------------------------------------------------------------

    def _post_recaps(self, step):
        """At the cut-off, tell each client what is confirmed and what is not."""
        orders = self.order_ids.filtered(lambda o: o.state == "sale")
        return self.env["hub.message"]._post_once(
            [order._prepare_recap_vals("confirmation", step) for order in orders]
        )
