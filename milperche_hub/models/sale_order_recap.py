from odoo import fields, models


class SaleOrder(models.Model):
    """The recap a client gets of its order."""

    _inherit = "sale.order"

    hub_date_recap = fields.Datetime("Recap Written", readonly=True, copy=False)

    def _post_placed_recaps(self):
        """A recap of each order placed since its last one."""
        self.env["hub.message"]._post_once(
            [order._prepare_recap_vals("recap") for order in self]
        )
        self.hub_date_recap = fields.Datetime.now()

    def _get_to_recap(self):
        """Placed orders of open catalogues whose recap is not written."""
        placed = self.search(
            [
                ("catalogue_id.state", "=", "open"),
                ("state", "=", "sent"),
                ("hub_date_placed", "!=", False),
            ]
        )
        return placed.filtered(
            lambda o: not o.hub_date_recap or o.hub_date_recap < o.hub_date_placed
        )

    def _prepare_recap_vals(self, kind, step=None):
        """Values of the message that repeats an order: at placing, at the cut-off."""
        self.ensure_one()
        catalogue = self.catalogue_id
        client = self.partner_id
        local = catalogue.with_context(lang=client.lang or self.env.lang)
        day = local._get_portal_day(
            local._to_local(self.commitment_date).date()
            if self.commitment_date
            else catalogue.date_delivery
        )
        subject = (
            local.env._("Your order for %s is confirmed", day)
            if kind == "confirmation"
            else local.env._("Your order for %s is placed", day)
        )
        moment = fields.Datetime.to_string(self.hub_date_placed or self.date_order)
        return {
            "key": f"{kind}-{self.id}" + ("" if step else f"-{moment}"),
            "kind": kind,
            "hub_step_id": step.id if step else False,
            "partner_id": client.id,
            "subject": subject,
            "body": self.env["hub.message"]._render(
                f"milperche_hub.message_{kind}",
                client,
                {
                    "order": self.with_context(lang=client.lang or self.env.lang),
                    "catalogue": local,
                    "cutoff_text": local._get_portal_moment(catalogue.date_close),
                    "delivery_text": day,
                    "quantity_text": local._format_portal_quantity,
                    "link": catalogue._get_order_link(client),
                },
            ),
            "res_model": self._name,
            "res_id": self.id,
        }

    def action_place(self):
        result = super().action_place()
        if any(not order.hub_date_recap for order in self):
            self.catalogue_id._run_soon()
        return result
