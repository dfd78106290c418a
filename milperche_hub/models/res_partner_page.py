from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """A producer as clients read it: who, where, how far, what is proved until when."""

    _inherit = "res.partner"

    @api.model
    def _get_hub_shown_producers(self):
        """Producers that clients may look at: those who sell, not those who left."""
        today = self.env["hub.proof"]._get_gate_date()
        left = Domain("hub_date_left", "=", False) | Domain("hub_date_left", ">", today)
        return self.sudo().search(
            Domain("is_producer", "=", True)
            & left
            & Domain("company_id", "in", [False, self.env.company.id]),
            order="name, id",
        )

    def _get_hub_page(self, client):
        """What the page says of one producer to one client.

        :return: ``{"facts", "notes", "labels", "requirements", "sanitary", "foods"}``:
            the proofs that are valid today, and what food law asks of the farm as
            ``[(label, text), …]``
        """
        self.ensure_one()
        today = self.env["hub.proof"]._get_gate_date()
        facts = self.env["hub.local.definition"]._get_facts(self, client, today)[self]
        proofs = self._get_hub_valid_proofs(today)
        offers = self.env["hub.offer"].search(
            [
                ("producer_id", "=", self.id),
                ("catalogue_id.state", "=", "open"),
                ("is_suspended", "=", False),
            ]
        )
        return {
            "facts": facts,
            "notes": self.env["hub.local.definition"]._get_notes([facts]),
            "labels": proofs.filtered(lambda p: p.usage == "label"),
            "requirements": proofs.filtered(lambda p: p.usage == "requirement"),
            "sanitary": self._get_hub_sanitary_facts(),
            "foods": offers.product_tmpl_id._get_hub_food_facts(),
        }

    def _get_hub_sanitary_facts(self):
        """Approval, derogation, packing centre: what a canteen has to ask for.

        :return: ``[(label, text), …]``
        """
        self.ensure_one()
        field = self._fields["hub_sanitary_status"]
        statuses = dict(field._description_selection(self.env))
        status, facts = self.hub_sanitary_status or "none", []
        if status != "none":
            facts.append(
                (
                    statuses[status],
                    self.hub_sanitary_number or self.env._("number not given"),
                )
            )
        if self.hub_packing_centre:
            facts.append((self.env._("Egg packing centre"), self.hub_packing_centre))
        return facts

    def _get_hub_approvals(self):
        """The same in short, beside the producer's name on a delivery note."""
        return [f"{label} {text}" for label, text in self._get_hub_sanitary_facts()]

    def _get_hub_radius_text(self):
        """How far goods made under derogation may go, or ''."""
        self.ensure_one()
        if self.hub_sanitary_status != "derogation":
            return ""
        facts = self.env["hub.local.definition"]
        return facts._format_distance(self.hub_sanitary_radius)

    def _get_hub_valid_proofs(self, day):
        """What is proved on ``day``, the proof that lasts longest for each."""
        proofs = self.env["hub.proof"].search(
            Domain("producer_id", "=", self.id)
            & Domain("state", "=", "valid")
            & Domain("date_start", "<=", day)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day))
            & (
                Domain("criterion_id.date_end", "=", False)
                | Domain("criterion_id.date_end", ">=", day)
            )
        )
        last = fields.Date.to_date("9999-12-31")
        found = {}
        for proof in proofs.sorted(lambda p: p.date_end or last):
            found[proof.code, proof.product_tmpl_id] = proof
        return proofs.browse([proof.id for proof in found.values()]).sorted(
            lambda p: (p.criterion_id.sequence, p.id)
        )
