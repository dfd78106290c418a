from odoo import api, fields, models

from ..tools.due_date import latest_payment_date, period_of


class SaleOrder(models.Model):
    """What decides which invoice an order goes on: payer, references, period."""

    _inherit = "sale.order"

    hub_service_code = fields.Char(
        "Service Code", compute="_compute_hub_references", store=True, readonly=False
    )
    hub_contract_number = fields.Char(
        "Contract No.", compute="_compute_hub_references", store=True, readonly=False
    )
    hub_engagement = fields.Char(
        "Engagement No.",
        copy=False,
        help="Of this order; empty: the payer's engagement of the year.",
    )

    @api.depends("partner_id", "partner_invoice_id")
    def _compute_hub_references(self):
        for order in self:
            partners = order._get_hub_reference_partners()
            codes = filter(None, partners.mapped("hub_service_code"))
            contracts = filter(None, partners.mapped("hub_contract_number"))
            order.hub_service_code = next(codes, False)
            order.hub_contract_number = next(contracts, False)

    def _get_hub_reference_partners(self):
        """The kitchen, then its payer: the nearest one's references count."""
        self.ensure_one()
        return (
            self.partner_id
            | self.partner_id.commercial_partner_id
            | self.partner_invoice_id
            | self.partner_invoice_id.commercial_partner_id
        )

    # ------------------------------------------------------------------
    # Which invoice
    # ------------------------------------------------------------------

    def _get_invoice_grouping_keys(self):
        keys = super()._get_invoice_grouping_keys()
        if self and all(order.catalogue_id for order in self):
            keys += [
                "buyer_reference",
                "purchase_order_reference",
                "contract_reference",
                "hub_date_from",
                "hub_date_to",
                "hub_delivery_id",
            ]
        return keys

    def _prepare_invoice(self):
        values = super()._prepare_invoice()
        if self.catalogue_id:
            values.update(self._prepare_hub_invoice_vals())
        return values

    def _prepare_hub_invoice_vals(self):
        """Payer, references and period; orders that agree on all share an invoice."""
        self.ensure_one()
        payer = self._get_hub_payer_by_siret()
        first, last = self._get_invoice_period()
        vals = {
            "buyer_reference": self.hub_service_code or "",
            "purchase_order_reference": self._get_hub_engagement() or "",
            "contract_reference": self.hub_contract_number or "",
            "hub_date_from": first,
            "hub_date_to": last,
            "hub_delivery_id": 0,
        }
        if self.partner_invoice_id._get_hub_invoice_period() == "delivery":
            vals["hub_delivery_id"] = self._get_done_deliveries()[-1:].id or 0
        if payer != self.partner_invoice_id:
            vals["partner_id"] = payer.id
        return vals

    def _get_hub_payer_by_siret(self):
        """The payer; of several cards of one SIRET, the one met first."""
        payer = self.partner_invoice_id
        known = self.env.context.get("hub_payers") or {}
        return known.get(payer.commercial_partner_id._get_hub_siret(), payer)

    def _get_hub_payers_by_siret(self):
        """``{SIRET: payer}``: a payer of others before a client paying for itself."""
        payers = self.partner_invoice_id.sorted(
            lambda payer: (not payer.hub_paid_client_ids, payer.id)
        )
        found = {}
        for payer in payers:
            number = payer.commercial_partner_id._get_hub_siret()
            if number:
                found.setdefault(number, payer)
        return found

    def _get_hub_engagement(self):
        self.ensure_one()
        if self.hub_engagement:
            return self.hub_engagement
        partners = self._get_hub_reference_partners()
        rows = partners.sudo().hub_engagement_ids
        year = self._get_billing_day().year
        number_of = {row.partner_id: row.name for row in rows if row.year == year}
        return next((number_of[p] for p in partners if p in number_of), False)

    # ------------------------------------------------------------------
    # Which period
    # ------------------------------------------------------------------

    def _get_done_deliveries(self):
        self.ensure_one()
        return self.picking_ids.filtered(
            lambda p: p.state == "done" and p.date_done
        ).sorted(lambda p: (p.date_done, p.id))

    def _get_billing_day(self):
        """Local day of the last delivery or return: the period it falls in counts."""
        self.ensure_one()
        to_local = self.env["hub.catalogue"]._to_local
        deliveries = self._get_done_deliveries()
        moment = deliveries[-1:].date_done or self.commitment_date
        return to_local(moment or fields.Datetime.now()).date()

    def _get_invoice_period(self):
        """First and last day of the period this order is invoiced for."""
        self.ensure_one()
        kind = self.partner_invoice_id._get_hub_invoice_period()
        return period_of(self._get_billing_day(), kind)

    @api.model
    def _get_to_bill_domain(self):
        return [
            ("catalogue_id", "!=", False),
            ("company_id", "=", self.env.company.id),
            ("invoice_status", "=", "to invoice"),
        ]

    def _filter_period_ended(self, limit):
        """The orders whose invoice period has ended by the day ``limit``."""
        return self.filtered(lambda order: order._get_invoice_period()[1] <= limit)

    def _filter_billed_with_week(self):
        """The orders invoiced as soon as their week is delivered."""
        kinds = ("delivery", "week")
        today = fields.Date.context_today(self)
        return self.filtered(
            lambda order: (
                order.partner_invoice_id._get_hub_invoice_period() in kinds
                or order._get_invoice_period()[1] < today
            )
        )

    def _get_late_reason(self):
        """Why an invoice at the end of the period is too late for what was delivered.

        :return: a sentence; empty when there is time, and for public payers, whose
            delay runs from the invoice.
        """
        self.ensure_one()
        if self.partner_invoice_id._is_hub_public():
            return ""
        last = self._get_invoice_period()[1]
        day, rules = self._get_billing_day(), self.env["hub.due.rule"]
        terms = rules._get_terms(day)
        codes = set(self.order_line.product_id.categ_id.mapped("hub_due_rule"))
        for code in sorted(filter(None, codes)):
            if latest_payment_date(code, day, terms) < last:
                return rules._get_sentence(code, day)
        return ""

    def _get_bill_key(self):
        """What two orders must share to be on one invoice; see the grouping keys.

        :return: ``(payer, service code, engagement, contract, first day, last day,
            delivery)``
        """
        self.ensure_one()
        vals = self._prepare_hub_invoice_vals()
        payer = self.env["res.partner"].browse(vals.get("partner_id"))
        return (
            payer or self.partner_invoice_id,
            vals["buyer_reference"],
            vals["purchase_order_reference"],
            vals["contract_reference"],
            vals["hub_date_from"],
            vals["hub_date_to"],
            vals["hub_delivery_id"],
        )
