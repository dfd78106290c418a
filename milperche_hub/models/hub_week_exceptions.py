from odoo import api, fields, models

SEVERITIES = ("danger", "warning", "info")


class HubWeek(models.AbstractModel):
    """What blocks the week: each exception has one button that clears or opens it."""

    _inherit = "hub.week"

    @api.model
    def _get_exceptions(self, catalogues):
        """Exceptions of the weeks under way, the most urgent first.

        :param catalogues: every week under way, and the one being shown.
        """
        exceptions = []
        decided = set(self._get_coordinator_exception_methods())
        for name in self._get_exception_methods():
            found = getattr(self, name)(catalogues)
            for rank, values in enumerate(found):
                # one card about many keeps its name; cards of one thing each are told
                # apart by it, however many they are
                only = len(found) == 1 and values["count"]
                exceptions.append(
                    {
                        "key": f"{name}-{rank}",
                        "card": name if only else f"{name}:{values['subject'][:1]}",
                        "shared": name not in decided,
                        "owner": False,
                        **values,
                    }
                )
        return sorted(exceptions, key=lambda e: SEVERITIES.index(e["severity"]))

    @api.model
    def _get_exception_methods(self):
        """Names of the methods that look for exceptions, in order of urgency.

        Each takes the catalogues under way and returns a list of
        :meth:`_prepare_exception` in a constant number of queries. Extend it to add
        one; what shows money belongs in :meth:`_get_coordinator_exception_methods`.
        """
        methods = [
            "_get_late_cutoff_exceptions",
            "_get_late_dropoff_exceptions",
            "_get_late_delivery_exceptions",
            "_get_short_delivery_exceptions",
            "_get_unplanned_delivery_exceptions",
        ]
        if self._is_coordinator():
            methods = self._get_coordinator_exception_methods() + methods
        return methods

    @api.model
    def _get_coordinator_exception_methods(self):
        """Names of the methods for what volunteers neither see nor decide."""
        return [
            "_get_late_opening_exceptions",
            "_get_order_set_aside_exceptions",
            "_get_line_set_aside_exceptions",
            "_get_basket_exceptions",
            "_get_suspended_offer_exceptions",
            "_get_client_without_round_exceptions",
            "_get_settlement_late_exceptions",
            "_get_settlement_difference_exceptions",
            "_get_settlement_mandate_exceptions",
            "_get_proof_ended_exceptions",
            "_get_overdue_invoice_exceptions",
            "_get_to_invoice_exceptions",
            "_get_draft_invoice_exceptions",
            "_get_settlement_due_exceptions",
            "_get_settlement_draft_exceptions",
            "_get_no_catalogue_exceptions",
            "_get_silent_client_exceptions",
            "_get_proof_pending_exceptions",
            "_get_proof_lapsing_exceptions",
            "_get_finished_week_exceptions",
        ]

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    @api.model
    def _prepare_exception(
        self, severity, title, button, records=None, detail="", catalogue=None
    ):
        """Values of one card of the page.

        :param dict button: from :meth:`_prepare_button` or :meth:`_prepare_open`.
        :param records: what is concerned; their number is shown.
        :param catalogue: the week concerned, when it is one.
        """
        return {
            "severity": severity,
            "title": title,
            "detail": detail,
            "count": len(records) if records is not None else 0,
            "catalogue_id": catalogue.id if catalogue else False,
            "week": catalogue.name if catalogue else "",
            "button": button,
            "subject": sorted(records.ids if records else button.get("ids", [])),
        }

    @api.model
    def _prepare_button(self, label, records, method, confirm="", follow=False):
        """A button that calls a public method of records.

        :param str confirm: question asked first, when the step cannot be undone.
        :param bool follow: show the view the method returns instead of staying.
        """
        return {
            "label": label,
            "model": records._name,
            "method": method,
            "ids": records.ids,
            "confirm": confirm,
            "follow": follow,
        }

    @api.model
    def _prepare_open(self, label, records, title="", view=None, **context):
        """A button that opens records: the only one, or the list."""
        list_view = self.env.ref(view).id if view else False
        action = {
            "type": "ir.actions.act_window",
            "name": title or label,
            "res_model": records._name,
            "views": [[list_view, "list"], [False, "form"]],
            "domain": [("id", "in", records.ids)],
            "context": {"create": False, **context},
            "target": "current",
        }
        if len(records) == 1 and not view:
            action.update(views=[[False, "form"]], res_id=records.id)
        return {
            "label": label,
            "action": action,
            "model": records._name,
            "ids": records.ids,
        }

    @api.model
    def _now(self):
        return fields.Datetime.now()
