from odoo import api, fields, models


class HubProof(models.Model):
    _inherit = "hub.proof"

    @api.model
    def _get_portal_proofs(self, producer):
        """The proof that counts for each code (and product), first to end first.

        A proof replaced by a longer one is history: the producer has nothing to do.
        """
        latest = {}
        for proof in self.search([("producer_id", "=", producer.id)]):
            key = (proof.code, proof.product_tmpl_id)
            known = latest.get(key)
            if not known or proof._get_portal_rank() > known._get_portal_rank():
                latest[key] = proof
        proofs = self.browse([proof.id for proof in latest.values()])
        return proofs.sorted(lambda p: p.date_end or fields.Date.to_date("9999-12-31"))

    def _get_portal_rank(self):
        last = fields.Date.to_date("9999-12-31")
        return self.state in ("valid", "expired"), self.date_end or last, self.id
