from odoo import api, models
from odoo.fields import Domain

LABEL_FIELDS = {
    "criterion_id",
    "date_end",
    "date_start",
    "listed_product_ids",
    "producer_id",
    "product_tmpl_id",
    "state",
    "value",
}


class HubProof(models.Model):
    """A label proved late, or found wrong, changes the figures of its days."""

    _inherit = "hub.proof"

    @api.model_create_multi
    def create(self, vals_list):
        proofs = super().create(vals_list)
        proofs._label_sales_again()
        return proofs

    def write(self, vals):
        if not LABEL_FIELDS & vals.keys():
            return super().write(vals)
        self._label_sales_again()
        result = super().write(vals)
        self._label_sales_again()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_label_sales_again(self):
        self._label_sales_again()

    def _label_sales_again(self):
        labels = self.filtered(lambda proof: proof.usage == "label")
        moves = self.env["stock.move"].sudo()
        for proof in labels:
            domain = Domain("producer_id", "=", proof.producer_id.id) & Domain(
                "hub_sale_date", ">=", proof.date_start
            )
            if proof.date_end:
                domain &= Domain("hub_sale_date", "<=", proof.date_end)
            moves |= moves.search(domain)
        moves._compute_again("hub_sale_labels")
