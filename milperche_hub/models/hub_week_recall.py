from odoo import api, models


class HubWeek(models.AbstractModel):
    """A recall comes before everything else of the week."""

    _inherit = "hub.week"

    @api.model
    def _get_exception_methods(self):
        return ["_get_recall_exceptions", *super()._get_exception_methods()]

    @api.model
    def _get_recall_exceptions(self, catalogues):
        recalls = self.env["hub.recall"].search([("state", "!=", "closed")])
        exceptions = []
        for recall in recalls:
            lines = recall.line_ids.filtered(lambda line: not line.date_answered)
            silent = lines.partner_id
            exceptions.append(
                self._prepare_exception(
                    "info" if recall.is_drill else "danger",
                    self.env._(
                        "Recall %(name)s: %(answered)s of %(clients)s clients answered",
                        name=recall.name,
                        answered=recall.answered_count,
                        clients=recall.client_count,
                    ),
                    self._prepare_open(self.env._("Follow it"), recall),
                    detail=self._join_names(
                        f"{client.name} {client.phone or ''}".strip()
                        for client in silent
                    ),
                )
            )
        return exceptions
