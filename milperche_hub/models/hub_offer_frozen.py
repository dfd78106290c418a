import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

FROZEN_KEYS = {"price_unit", "commission_rate"}
PRICE_MAX = 99999.0


class Reason(str):
    """Why terms change; only the server makes one, so no caller's context opens."""

    __slots__ = ()


class HubOffer(models.Model):
    """From the opening on, price and commission are frozen; a change says why.

    :meth:`_change_terms` is the one way: the offer and every line it touches change
    together, so that no document shows two sums. Each change of an open offer leaves
    one sentence in ``hub.offer.change``.
    """

    _inherit = "hub.offer"

    change_ids = fields.One2many("hub.offer.change", "offer_id", "Changes")

    def write(self, vals):
        opened = self.filtered(lambda o: o.catalogue_state not in (False, "draft"))
        if FROZEN_KEYS & vals.keys() and not self._get_reason():
            opened._check_frozen(vals)
        logged = opened._get_logged_fields() & vals.keys()
        before = {o: o._get_logged_values(logged) for o in opened} if logged else {}
        result = super().write(vals)
        self._log_changes(before, logged)
        return result

    def _write_terms(self, vals, reason):
        """Write frozen terms, for :meth:`_change_terms` alone: no line follows here."""
        return self.with_context(hub_reason=Reason(reason.strip())).write(vals)

    @api.model
    def _get_reason(self):
        """Why this change is made; a text sent by a caller is not one."""
        reason = self.env.context.get("hub_reason")
        return reason if isinstance(reason, Reason) else False

    def _check_frozen(self, vals):
        for offer in self:
            for name in FROZEN_KEYS & vals.keys():
                digits = offer._fields[name].get_digits(self.env)[1]
                if round(vals[name] or 0.0, digits) != round(offer[name], digits):
                    raise UserError(
                        self.env._(
                            "%(product)s: price and commission are frozen since the"
                            " opening. Use “Change the terms”, which says which orders"
                            " it touches.",
                            product=offer.product_id.display_name,
                        )
                    )

    # ------------------------------------------------------------------
    # The one way to change them
    # ------------------------------------------------------------------

    def _change_terms(self, vals, reason, only_new=False):
        """Change price or commission of an open offer, with all the lines it touches.

        :param dict vals: ``price_unit`` and ``commission_rate`` (percent).
        :param str reason: why, for whoever asks later.
        :param bool only_new: what clients placed before keeps its price and rate;
            baskets that nobody placed follow all the same.
        :raise UserError: no reason, a number that makes no sense, or orders confirmed
            by the cut-off: a credit note corrects those.
        :return: the ``sale.order.line`` that changed.
        """
        self.ensure_one()
        self._check_new_terms(vals, reason)
        lines = self._get_touched_lines()
        lines.order_id._lock_rows()
        placed = lines._get_placed() if only_new else lines.browse()
        placed._keep_terms()
        lines -= placed
        lines._forget_terms()
        self._write_terms(vals, reason)
        if "commission_rate" in vals:
            lines.sudo().write({"commission_rate": self.commission_rate})
            lines._apply_client_rates()
        if "price_unit" in vals:
            lines.with_context(force_price_recomputation=True)._compute_price_unit()
        return lines

    def _check_new_terms(self, vals, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the terms change."))
        if self.catalogue_state not in ("draft", "open"):
            raise UserError(
                self.env._(
                    "The orders of “%s” are confirmed: correct them with a"
                    " credit note.",
                    self.catalogue_id.name,
                )
            )
        price = vals.get("price_unit", self.price_unit)
        rate = vals.get("commission_rate", self.commission_rate)
        if not (math.isfinite(price) and 0.0 <= price <= PRICE_MAX):
            raise UserError(self.env._("This price makes no sense."))
        if not (math.isfinite(rate) and 0.0 <= rate <= 100.0):
            raise UserError(self.env._("A commission lies between 0 and 100 %."))

    def _get_touched_lines(self):
        """Lines that follow the offer: asked for, neither delivered nor invoiced."""
        return self.sudo().line_ids.filtered(
            lambda line: (
                line.order_id.state != "cancel"
                and not line.qty_delivered
                and not line.invoice_lines
            )
        )

    # ------------------------------------------------------------------
    # The log
    # ------------------------------------------------------------------

    @api.model
    def _get_logged_fields(self):
        return {
            "price_unit",
            "commission_rate",
            "on_demand",
            "quantity_offered",
            "is_suspended",
        }

    def _get_logged_values(self, names):
        self.ensure_one()
        text = self.env["hub.catalogue"]._format_portal_quantity
        unit = self.uom_id._get_hub_name()
        words = {
            "price_unit": lambda: (
                self.env._("price"),
                formatLang(
                    self.env,
                    self.price_unit,
                    dp="Product Price",
                    currency_obj=self.currency_id,
                ),
            ),
            "commission_rate": lambda: (
                self.env._("commission"),
                f"{text(self.commission_rate)} %",
            ),
            "quantity_offered": lambda: (
                self.env._("offered"),
                f"{text(self.quantity_offered)} {unit}",
            ),
            "on_demand": lambda: (
                self.env._("on demand"),
                self.env._("yes") if self.on_demand else self.env._("no"),
            ),
            "is_suspended": lambda: (
                self.env._("suspended"),
                self.env._("yes") if self.is_suspended else self.env._("no"),
            ),
        }
        return {name: words[name]() for name in sorted(names)}

    def _log_changes(self, before, names):
        """One sentence per offer and change, in plain words."""
        vals_list = []
        for offer, old in before.items():
            new = offer._get_logged_values(names)
            parts = [
                f"{label}: {old[name][1]} → {value}"
                for name, (label, value) in new.items()
                if old[name][1] != value
            ]
            if parts:
                vals_list.append(offer._prepare_change_vals(" · ".join(parts)))
        self.env["hub.offer.change"].sudo().create(vals_list)

    def _prepare_change_vals(self, summary):
        return {
            "offer_id": self.id,
            "summary": summary,
            "reason": self._get_reason(),
            "user_id": self.env.uid,
        }

    def action_change_terms(self):
        """Open the dialog that changes price or commission, with its consequences."""
        self.ensure_one()
        dialog = self.env["hub.offer.terms"].create({"offer_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change the terms: %s", self.product_id.display_name),
            "res_model": dialog._name,
            "res_id": dialog.id,
            "views": [[False, "form"]],
            "target": "new",
        }
