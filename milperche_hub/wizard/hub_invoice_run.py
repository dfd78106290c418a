from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class HubInvoiceRun(models.TransientModel):
    """What a run of invoices would make, before it makes it."""

    _name = "hub.invoice.run"
    _description = "Invoice the periods that ended"

    date_to = fields.Date(
        "Periods Ended By",
        required=True,
        default=lambda self: self._default_date_to(),
    )
    line_ids = fields.One2many("hub.invoice.run.line", "run_id", "Invoices")
    amount = fields.Monetary("Excl. tax", compute="_compute_amount")
    refused_count = fields.Integer("Refused", compute="_compute_amount")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )

    @api.model
    def _default_date_to(self):
        return fields.Date.context_today(self)

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        runs.filtered(lambda run: not run.line_ids)._preview()
        return runs

    def _compute_display_name(self):
        for run in self:
            run.display_name = self.env._("Invoices of the period")

    @api.depends("line_ids.amount", "line_ids.refusal")
    def _compute_amount(self):
        for run in self:
            due = run.line_ids.filtered(lambda line: not line.refusal)
            run.amount = sum(due.mapped("amount"))
            run.refused_count = len(run.line_ids - due)

    def action_preview(self):
        """Look again, by the day now chosen."""
        self._preview()
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices to make"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "current",
        }

    def _preview(self):
        for run in self:
            orders = run._get_orders()
            groups = orders.grouped(lambda order: order._get_bill_key())
            keys = list(groups)
            vals_list = [
                run._prepare_line_vals(key, groups[key], keys)
                for key in sorted(keys, key=lambda key: [str(part) for part in key])
            ]
            run.line_ids = [
                Command.clear(),
                *(Command.create(vals) for vals in vals_list),
            ]

    def _get_orders(self):
        orders = self.env["sale.order"]
        found = orders.search(orders._get_to_bill_domain())
        due = found._filter_period_ended(self.date_to)
        return due.with_context(hub_payers=due._get_hub_payers_by_siret())

    def _prepare_line_vals(self, key, orders, keys):
        payer, service, engagement, contract, first, last, __ = key
        return {
            "partner_id": payer.id,
            "order_ids": [Command.set(orders.ids)],
            "service_code": service,
            "engagement": engagement,
            "contract": contract,
            "date_from": first,
            "date_to": last,
            "amount": sum(orders.order_line.mapped("untaxed_amount_to_invoice")),
            "note": self._get_split_note(key, keys),
            "refusal": next(filter(None, (o._get_late_reason() for o in orders)), ""),
        }

    def _get_split_note(self, key, keys):
        """Why this payer gets more than one invoice."""
        others = [other for other in keys if other != key and other[0] == key[0]]
        names = [
            self.env._("service code"),
            self.env._("engagement number"),
            self.env._("contract"),
            self.env._("period"),
            self.env._("period"),
            self.env._("delivery"),
        ]
        differing = [
            name
            for index, name in enumerate(names, start=1)
            if any(other[index] != key[index] for other in others)
        ]
        if not differing:
            return ""
        return self.env._(
            "Apart from the payer's other invoices: another %s.",
            ", ".join(dict.fromkeys(differing)),
        )

    def action_invoice(self):
        """Make the draft invoices shown, in one go; those refused wait.

        :raise UserError: nothing is left to invoice.
        :return: the action that shows the invoices.
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: not line.refusal)
        orders = lines.order_ids.filtered(lambda o: o.invoice_status == "to invoice")
        if not orders:
            raise UserError(self.env._("Nothing is left to invoice."))
        invoices = orders._create_invoices(final=True)
        return invoices._get_records_action(name=self.env._("Invoices"))


class HubInvoiceRunLine(models.TransientModel):
    _name = "hub.invoice.run.line"
    _description = "One invoice of a run"

    run_id = fields.Many2one("hub.invoice.run", required=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", "Payer", readonly=True)
    order_ids = fields.Many2many("sale.order", string="Orders", readonly=True)
    kitchens = fields.Char(compute="_compute_kitchens")
    service_code = fields.Char(readonly=True)
    engagement = fields.Char("Engagement No.", readonly=True)
    contract = fields.Char("Contract No.", readonly=True)
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("To", readonly=True)
    amount = fields.Monetary("Excl. tax", readonly=True)
    currency_id = fields.Many2one(related="run_id.currency_id")
    note = fields.Char("Why Apart", readonly=True)
    refusal = fields.Char("Refused Because", readonly=True)

    @api.depends("order_ids")
    def _compute_kitchens(self):
        for line in self:
            sites = line.order_ids.partner_shipping_id
            line.kitchens = ", ".join(sorted(filter(None, sites.mapped("name"))))

    def action_shorten(self):
        """Invoice this payer every ten days from now on: its goods are due sooner."""
        self.partner_id.hub_invoice_period = "decade"
        return self.run_id.action_preview()
