from odoo import models


class AccountEdiXmlCii(models.AbstractModel):
    """The hub's Factur-X names the payer's references, or none; and who sells."""

    _inherit = "account.edi.xml.cii"

    def _export_invoice_vals(self, invoice):
        vals = super()._export_invoice_vals(invoice)
        if invoice.hub_seller_id:
            seller = invoice.hub_seller_id.commercial_partner_id
            vals["seller_specified_legal_organization"] = seller.company_registry
        if not invoice.hub_date_to:
            return vals
        # core would print the hub's own codes where the payer gave none
        vals["buyer_reference"] = invoice.buyer_reference or ""
        vals["purchase_order_reference"] = invoice.purchase_order_reference or ""
        vals["billing_start"] = invoice.hub_date_from
        vals["billing_end"] = invoice.hub_date_to
        return vals
