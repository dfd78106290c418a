from datetime import timedelta

from odoo import api, models

RECENT_DAYS = 21


class HubWeek(models.AbstractModel):
    """Who was not reached, and what is all taken."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            "_get_message_exceptions",
            *super()._get_coordinator_exception_methods(),
            "_get_sold_out_exceptions",
        ]

    @api.model
    def _get_message_exceptions(self, catalogues):
        """Mails that bounced or had no address: correct it, and send again."""
        messages = self.env["hub.message"].search(
            [
                ("state", "in", ("failed", "no_address")),
                ("date_due", ">=", self._now() - timedelta(days=RECENT_DAYS)),
                ("date_due", "<=", self._now()),
                ("company_id", "=", self.env.company.id),
            ],
            order="date_due desc, id desc",
        )
        if not messages:
            return []
        failed = messages.filtered(lambda m: m.state == "failed")
        return [
            self._prepare_exception(
                "warning",
                self.env._("Mails that did not arrive"),
                self._prepare_open(
                    self.env._("Correct and send again"),
                    messages,
                    title=self.env._("Mails that did not arrive"),
                    view="milperche_hub.hub_message_view_list_trouble",
                ),
                records=messages,
                detail=self.env._(
                    "%(failed)s came back, %(missing)s without an address: %(names)s",
                    failed=len(failed),
                    missing=len(messages) - len(failed),
                    names=self._join_names(
                        messages.partner_id.mapped(self._get_name_and_phone)
                    ),
                ),
            )
        ]

    @api.model
    def _get_sold_out_exceptions(self, catalogues):
        """Offers of open weeks of which nothing is left: ask for more, or leave it."""
        offers = (
            self.env["hub.offer"]
            .search(
                [
                    ("catalogue_id", "in", catalogues.filtered("is_accepting").ids),
                    ("on_demand", "=", False),
                    ("quantity_offered", ">", 0),
                ]
            )
            .filtered(lambda o: o.quantity_left <= 0)
        )
        if not offers:
            return []
        return [
            self._prepare_exception(
                "info",
                self.env._("Offers with nothing left"),
                self._prepare_open(
                    self.env._("See the offers"),
                    offers,
                    title=self.env._("Offers with nothing left"),
                ),
                records=offers,
                detail=self._join_names(
                    f"{o.product_id.name} ({o.producer_id.name})" for o in offers
                ),
            )
        ]
