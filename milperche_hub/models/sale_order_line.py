from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import float_compare

from ..tools.checked import CHECKED
from ..tools.lookups import Lookups


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    offer_id = fields.Many2one(
        "hub.offer",
        compute="_compute_offer_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        copy=False,
        ondelete="restrict",
    )
    # Clients read their lines through the portal: rates are not theirs to see.
    producer_id = fields.Many2one(
        "res.partner",
        compute="_compute_hub_terms",
        store=True,
        precompute=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    commission_rate = fields.Float(
        "Commission %",
        digits=(6, 3),
        compute="_compute_hub_terms",
        store=True,
        precompute=True,
        groups="base.group_user",
    )
    pieces = fields.Float(digits="Product Unit", help="Ordered by the piece.")
    hub_quantity_held = fields.Float(
        "Held", digits="Product Unit", readonly=True, copy=False
    )
    hub_setaside_quantity = fields.Float(
        "Set aside", digits="Product Unit", readonly=True, copy=False
    )
    hub_setaside_reason = fields.Char("Set aside because", readonly=True, copy=False)

    @api.depends("product_id", "order_id.catalogue_id")
    def _compute_offer_id(self):
        catalogues = self.order_id.catalogue_id
        offers = {
            (offer.catalogue_id, offer.product_id): offer
            for offer in catalogues.sudo().offer_ids.with_env(self.env)
        }
        for line in self:
            key = (line.order_id.catalogue_id, line.product_id)
            line.offer_id = offers.get(key, False)

    @api.depends("product_id", "offer_id")
    def _compute_hub_terms(self):
        for line in self.sudo():
            if line.state in ("sale", "cancel") and line.producer_id:
                continue
            line.producer_id = line.product_id.producer_id
            line.commission_rate = line.offer_id.commission_rate

    def _freeze_terms(self):
        """Fix producer and rate for good, when the order is confirmed."""
        lines = self.sudo().filtered(lambda line: line.product_id.producer_id)
        loose = lines.filtered(lambda line: not line.offer_id)
        today = fields.Date.context_today(self)
        rates = (
            self.env["hub.commission.rule"].sudo()._get_rates(loose.product_id, today)
        )
        for line in lines:
            rate = (
                line.offer_id.commission_rate
                if line.offer_id
                else rates.get(line.product_id, 0.0)
            )
            producer = line.product_id.producer_id
            if line.producer_id != producer or line.commission_rate != rate:
                line.write({"producer_id": producer.id, "commission_rate": rate})

    @api.onchange("product_id")
    def _onchange_product_pack(self):
        """An order taken by phone starts with one pack, as on the client's page."""
        pack = self.product_id.hub_pack_qty
        if self.offer_id and pack and self.product_uom_qty in (0.0, 1.0):
            self.product_uom_qty = pack

    def _get_display_price(self):
        # Not written on the line: the next change of quantity would recompute it.
        if self.offer_id:
            return self.offer_id.sudo().price_unit
        return super()._get_display_price()

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        order_ids = {vals["order_id"] for vals in vals_list if vals.get("order_id")}
        orders = self.env["sale.order"].browse(order_ids)
        orders.filtered("catalogue_id")._lock_rows()
        lines = super().create(vals_list)
        lines._sync_after_change()
        return lines

    def write(self, vals):
        if self._get_held_fields() & vals.keys():
            self.order_id.filtered("catalogue_id")._lock_rows()
        if {"product_id", "offer_id"} & vals.keys():
            # What is held belongs to the offer the line is about to leave.
            self._release()
        result = super().write(vals)
        if self._get_held_fields() & vals.keys():
            self._sync_after_change()
        return result

    def unlink(self):
        self.order_id.filtered("catalogue_id")._lock_rows()
        self._release()
        return super().unlink()

    @api.model
    def _get_held_fields(self):
        return {"product_uom_qty", "product_uom_id", "product_id", "offer_id"}

    def _sync_after_change(self):
        if self.env.context.get("hub_held_later") is CHECKED:
            # The caller posts all its lines at once: offers lock in one order.
            return
        lines = self.filtered("offer_id")
        if not lines and not any(self.mapped("hub_quantity_held")):
            return
        self._sync_held()

    # ------------------------------------------------------------------
    # What a line holds of its offer
    # ------------------------------------------------------------------

    def _get_wanted_quantity(self):
        """Quantity this line should hold, in the product's unit."""
        self.ensure_one()
        if not self.offer_id or not self.order_id._holds():
            return 0.0
        return self.product_uom_id._compute_quantity(
            max(self.product_uom_qty, 0.0), self.product_id.uom_id, round=False
        )

    def _sync_held(self):
        """Move each offer by the difference between wanted and held.

        :raise UserError: an offer has less left than asked.
        """
        lines = self.sudo()
        deltas = defaultdict(float)
        changed = {}
        for line in lines:
            held, wanted = line.hub_quantity_held, line._get_wanted_quantity()
            if float_compare(held, wanted, precision_digits=6):
                deltas[line.offer_id.id] += wanted - held
                changed[line] = wanted
        if not changed:
            return
        # All else is written before, chatter included: the offers, which others wait
        # for, are held for the shortest time.
        self.env.cr.flush()
        self.env["hub.offer"].sudo()._post_taken(deltas)
        for line, wanted in changed.items():
            line.hub_quantity_held = wanted

    def _release(self):
        lines = self.sudo().filtered("hub_quantity_held")
        deltas = defaultdict(float)
        for line in lines:
            deltas[line.offer_id.id] -= line.hub_quantity_held
        self.env["hub.offer"].sudo()._post_taken(deltas)
        lines.write({"hub_quantity_held": 0.0})

    def _get_refusal(self, blocked):
        """Why this line may not be sold, or False.

        :param dict blocked: ``{product template: [reasons]}``.
        """
        self.ensure_one()
        if self.order_id.catalogue_id and not self.offer_id:
            if self.order_id.state != "sale" and not self.env.user._is_internal():
                return self.env._("it is not in this catalogue.")
        offer = self.offer_id.sudo()
        if offer and not offer.producer_id:
            return self.env._("it has no producer any more.")
        if offer.is_suspended:
            return offer.suspension_reason or self.env._("the offer is suspended.")
        return " · ".join(blocked.get(self.product_id.product_tmpl_id, [])) or False

    def _get_restriction_refusals(self, date):
        """Lines that their client may not buy (alcohol to a school, say).

        Whoever orders, the place that is delivered counts as well. One question per
        kind of client, whatever the number of orders.

        :return: ``{order line: sentence}``
        """
        refusals = {}
        for name in ("partner_id", "partner_shipping_id"):
            groups = self.grouped(lambda line, n=name: line.order_id[n]._hub_profile())
            for lines in groups.values():
                reasons = self.env["hub.sale.restriction"]._get_reasons(
                    lines.product_id, lines[0].order_id[name], date
                )
                for line in lines:
                    if line.product_id in reasons:
                        refusals[line] = reasons[line.product_id]
        return refusals

    def _set_aside(self, reason):
        """Take lines out of their order, keeping what was asked and why.

        :param str reason: shown to the coordinator and to the client.
        """
        for line in self:
            line.write(
                {
                    "hub_setaside_quantity": line.product_uom_qty,
                    "hub_setaside_reason": reason,
                    "product_uom_qty": 0.0,
                }
            )

    @api.constrains("offer_id", "product_id")
    def _check_offer_product(self):
        for line in self.filtered("offer_id"):
            if line.offer_id.sudo().product_id != line.product_id:
                raise UserError(
                    self.env._(
                        "The offer of %s is for another product.",
                        line.product_id.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Goods and invoices
    # ------------------------------------------------------------------

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False):
        lines = self
        if self and all(order.catalogue_id for order in self.order_id):
            lines = self.with_context(hub_rules=Lookups())
        return super(SaleOrderLine, lines)._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty
        )

    def _prepare_invoice_line(self, **optional_values):
        values = super()._prepare_invoice_line(**optional_values)
        line = self.sudo()
        if line.producer_id:
            values.update(
                producer_id=line.producer_id.id,
                commission_rate=line.commission_rate,
                **line._prepare_invoice_accounting(values),
            )
        return values

    def _prepare_invoice_accounting(self, values):
        """What core finds for an invoice line once it is created, given at birth.

        Without it core writes each line three times, which took two thirds of the
        time of an invoice. Core still computes all of it afterwards and corrects
        what would differ: a credit note, a tax due on payment. Amounts go with taxes
        only: core trusts those of an invoice without any.
        """
        self.ensure_one()
        taxes = self.tax_ids.flatten_taxes_hierarchy()
        base = taxes.invoice_repartition_line_ids.filtered(
            lambda line: line.repartition_type == "base"
        )
        tags = self.product_id.account_tag_ids | base.tag_ids
        accounting = {"tax_tag_ids": [Command.set(tags.ids)]}
        currency = self.currency_id
        is_plain = taxes and not any(taxes.mapped("price_include"))
        if is_plain and currency == self.company_id.currency_id:
            price = values["price_unit"] * (1 - (values["discount"] or 0.0) / 100.0)
            amount = -currency.round(price * values["quantity"])
            accounting.update(amount_currency=amount, balance=amount)
        return accounting

    @api.depends("order_id.partner_id", "product_id")
    def _compute_analytic_distribution(self):
        """Where no analytic model exists, do not look for one line after line."""
        lines = self.filtered("order_id.catalogue_id")
        if lines and lines._has_analytic_models():
            lines = self.browse()
        for line in lines:
            line.analytic_distribution = line.analytic_distribution
        return super(SaleOrderLine, self - lines)._compute_analytic_distribution()

    @api.model
    def _has_analytic_models(self):
        models = self.env["account.analytic.distribution.model"].sudo()
        return bool(models.search_count([], limit=1))
