from odoo import models

COMPARED = ("minimum", "blocking", "kind", "validity_months", "producer_kind")


class HubSpecification(models.Model):
    """The history of the specification, as the hub's funders read it."""

    _inherit = "hub.specification"

    def _get_history(self):
        """Published versions, the latest first, with what was proved under each.

        :return: ``[{"record", "start", "end", "rows": [{"criterion", "minimum",
            "verified", "rejected", "exceptions", "changed"}]}]``
        """
        versions = self.search([("state", "=", "published")], order="date_start")
        proofs = self.env["hub.proof"].search(
            [("criterion_id.specification_id", "in", versions.ids)]
        )
        given = proofs.grouped("criterion_id")
        day = self.env["hub.proof"]._format_day
        history, before = [], {}
        for version in versions:
            rows = [
                criterion._prepare_history_row(
                    given.get(criterion, proofs.browse()), before, bool(history)
                )
                for criterion in version.criterion_ids
            ]
            history.append(
                {
                    "record": version,
                    "start": day(version.date_start),
                    "end": version.date_end and day(version.date_end),
                    "rows": rows,
                }
            )
            before = {c.code: c for c in version.criterion_ids}
        return history[::-1]

    def _get_history_exceptions(self):
        """Signed exceptions, the latest first."""
        return self.env["hub.proof"].search(
            [("is_exception", "=", True), ("state", "in", ("valid", "expired"))],
            order="date_start desc, id",
        )


class HubCriterion(models.Model):
    _inherit = "hub.criterion"

    def _prepare_history_row(self, proofs, before, compare):
        self.ensure_one()
        text = self.env["hub.catalogue"]._format_portal_quantity
        verified = proofs.filtered(lambda p: p.state in ("valid", "expired"))
        old = before.get(self.code)
        changed = ""
        if compare and not old:
            changed = self.env._("new")
        elif compare and any(self[name] != old[name] for name in COMPARED):
            changed = self.env._("changed")
        measured = self.kind == "measure"
        return {
            "criterion": self,
            "minimum": f"{text(self.minimum)} {self.unit or ''}" if measured else "",
            "verified": len(verified),
            "rejected": len(proofs.filtered(lambda p: p.state == "rejected")),
            "exceptions": len(verified.filtered("is_exception")),
            "changed": changed,
        }
