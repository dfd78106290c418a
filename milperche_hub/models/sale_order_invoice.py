from odoo import models
from odoo.fields import Command
from odoo.tools import format_date


class SaleOrder(models.Model):
    """One invoice per payer: a section says which kitchen and which delivery."""

    _inherit = "sale.order"

    def _create_invoices(self, grouped=False, final=False, date=None):
        orders = self.sorted(lambda order: order._get_invoice_rank())
        orders = orders.with_context(
            # cards of one SIRET are one payer
            hub_payers=orders._get_hub_payers_by_siret(),
            hub_exempt_taxes=orders.company_id._get_hub_exempt_taxes(),
        )
        orders._read_for_invoices()
        moves = super(SaleOrder, orders)._create_invoices(grouped, final, date)
        hub_invoices = moves.filtered(lambda move: move._is_hub_invoice())
        hub_invoices._address_to_payer()
        hub_invoices._set_hub_due_date()
        return moves.with_env(self.env)

    def _read_for_invoices(self):
        """Read together what core reads order by order."""
        lines = self.order_line
        lines.tax_ids.mapped("amount")
        lines.invoice_lines.mapped("quantity")
        lines.move_ids.mapped("date")
        partners = self.partner_id | self.partner_invoice_id
        (partners | partners.commercial_partner_id).sudo().hub_engagement_ids.mapped(
            "year"
        )

    def _get_invoice_rank(self):
        """Where an order stands on the invoice of its payer: by kitchen, by day."""
        self.ensure_one()
        if not self.catalogue_id:
            return ("", "", 0)
        site = self.partner_shipping_id
        return (site.name or "", str(self.commitment_date or ""), self.id)

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        if self.catalogue_id:
            values["invoice_line_ids"] = [
                Command.create(self._prepare_delivery_section_vals())
            ]
        return values

    def _prepare_delivery_section_vals(self):
        """The heading of this order's lines on the invoice of its payer."""
        self.ensure_one()
        return {
            "display_type": "line_section",
            "name": self._get_delivery_heading(),
            # before the first line of a lone order; core renumbers grouped ones
            "sequence": -1,
        }

    def _get_delivery_heading(self):
        """Kitchen, day of delivery, order and the client's own order form."""
        days = sorted(
            {
                picking._get_note_day()
                for picking in self.picking_ids
                if picking.state == "done" and picking.hub_role == "delivery"
            }
        )
        parts = [self.partner_shipping_id.name]
        if days:
            dates = ", ".join(format_date(self.env, day) for day in days)
            parts.append(self.env._("delivered on %s", dates))
        notes = self._get_done_deliveries().mapped("name")
        if notes:
            parts.append(self.env._("note %s", ", ".join(notes)))
        parts.append(self.env._("order %s", self.name))
        if self.client_order_ref:
            parts.append(self.env._("your order form %s", self.client_order_ref))
        return " · ".join(parts)
