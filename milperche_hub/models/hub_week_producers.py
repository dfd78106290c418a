from datetime import timedelta

from odoo import api, models


class HubWeek(models.AbstractModel):
    """Producers who did not answer, with the number to call."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            "_get_unanswered_order_exceptions",
            *super()._get_coordinator_exception_methods(),
            "_get_missing_availability_exceptions",
        ]

    @api.model
    def _join_phones(self, partners):
        """Names with their phone numbers, all of them: each is a call to make."""
        names = [
            " ".join(filter(None, [partner.name, partner.phone]))
            for partner in partners.sorted(lambda p: p.name or "")
        ]
        return ", ".join(names)

    @api.model
    def _get_unanswered_order_exceptions(self, catalogues):
        """Producers told what to bring, who neither accepted nor said what is short."""
        orders = self.env["hub.producer.order"].search(
            [
                ("answer", "=", "waiting"),
                ("catalogue_id", "in", catalogues.ids),
                ("catalogue_id.state", "in", ("open", "closed")),
            ]
        )
        late = orders.filtered("is_late")
        if not late:
            return []
        return [
            self._prepare_exception(
                "warning",
                self.env._("Producers who did not answer their order"),
                self._prepare_open(
                    self.env._("Call them"),
                    late,
                    title=self.env._("Producers to call"),
                    view="milperche_hub.hub_producer_order_view_list",
                ),
                records=late,
                detail=self._join_phones(late.producer_id),
                catalogue=late.catalogue_id if len(late.catalogue_id) == 1 else None,
            )
        ]

    @api.model
    def _get_missing_availability_exceptions(self, catalogues):
        """Producers silent on what they will have, shortly before the opening."""
        limit = self._now() + timedelta(
            hours=self.env.company.hub_availability_late_hours
        )
        exceptions = []
        near = catalogues.filtered(lambda c: c.state == "draft")
        for catalogue in near.filtered(lambda c: c.date_open <= limit):
            silent = catalogue._get_silent_producers()
            if not silent:
                continue
            exceptions.append(
                self._prepare_exception(
                    "warning",
                    self.env._("Availability not given"),
                    self._prepare_button(
                        self.env._("Open the board"),
                        catalogue,
                        "action_view_availability",
                        follow=True,
                    ),
                    records=silent,
                    detail=self._join_phones(silent),
                    catalogue=catalogue,
                )
            )
        return exceptions
