from odoo import fields, models


class ResPartner(models.Model):
    """What a client or a producer still lacks before the week can run for it."""

    _inherit = "res.partner"

    hub_missing = fields.Text(
        "Still Missing", compute="_compute_hub_missing", groups="base.group_user"
    )

    def _compute_hub_missing(self):
        for partner in self:
            partner.hub_missing = "\n".join(partner._get_hub_missing())

    def _get_hub_missing(self):
        """Sentences that say what is still to be asked; empty when all is there.

        :return: list of str
        """
        self.ensure_one()
        missing = []
        if self.is_hub_client or self.is_producer:
            missing += self._get_missing_of_all()
        if self.is_hub_client:
            missing += self._get_missing_of_client()
        if self.is_producer:
            missing += self._get_missing_of_producer()
        return missing

    def _get_missing_of_all(self):
        wanted = {
            "email": self.env._("an email address, for the weekly messages"),
            "phone": self.env._("a phone number"),
            "city": self.env._("the address of the delivery")
            if self.is_hub_client
            else self.env._("the address of the farm"),
            "company_registry": self.env._("the SIRET number, for the invoices"),
        }
        return [sentence for name, sentence in wanted.items() if not self[name]]

    def _get_missing_of_client(self):
        missing = []
        if not self.hub_client_kind:
            missing.append(self.env._("its kind: school, restaurant, delicatessen…"))
        if not self.env["hub.round"]._get_stops(self):
            missing.append(self.env._("a round that delivers it"))
        if not self.child_ids.filtered(lambda c: c.type == "contact"):
            missing.append(self.env._("the name of a person in the kitchen"))
        return missing

    def _get_missing_of_producer(self):
        missing = []
        if not self.hub_producer_code:
            missing.append(self.env._("a producer code, for the lots"))
        if not self.hub_mandate_date:
            missing.append(self.env._("the signed self-billing mandate"))
        if not self.bank_ids:
            missing.append(self.env._("a bank account, to be paid"))
        if not self.hub_product_ids:
            missing.append(self.env._("a first product"))
        if self.hub_spec_state == "red":
            missing.append(
                self.env._("proofs of the specification: %s", self.hub_spec_note)
            )
        return missing
