from odoo import api, fields, models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    """The final weight of a delivered line: one number for every document.

    It is the line's own quantity, which the delivery note, the invoice, the
    settlement, the lot and the figures read; each change of it is logged.
    """

    _inherit = "stock.move.line"

    hub_is_weighed = fields.Boolean("Weighed", readonly=True, copy=False)
    hub_pieces = fields.Float("Pieces", digits="Product Unit", copy=False)
    hub_weight_log_ids = fields.One2many(
        "hub.weight.log", "move_line_id", "Weight Changes"
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if self.env.context.get("reserved_quant") is None:
            added = lines.filtered(lambda line: line.quantity)
            added._log_weights(dict.fromkeys(added, 0.0))
        return lines

    def write(self, vals):
        if "quantity" not in vals:
            return super().write(vals)
        deliveries = self.filtered(lambda line: line._is_hub_delivery())
        before = {line: line.quantity for line in deliveries}
        deliveries._check_not_billed(vals["quantity"])
        result = super().write(vals)
        deliveries._log_weights(before)
        return result

    def unlink(self):
        lines = self.filtered(lambda line: line._is_hub_delivery() and line.quantity)
        lines._log_weights({line: line.quantity for line in lines}, removed=True)
        return super().unlink()

    def _is_hub_delivery(self):
        self.ensure_one()
        return bool(
            self.move_id.picking_type_id.hub_role == "delivery"
            and self.move_id.producer_id
            and self.move_id.location_dest_id.usage == "customer"
        )

    def _check_not_billed(self, quantity):
        """An invoiced or settled weight is corrected by a document of its own."""
        for line in self.filtered(lambda line: line.state == "done"):
            changed = line.product_uom_id.compare(line.quantity, quantity)
            if changed and line.move_id._get_billing_documents():
                raise UserError(
                    self.env._(
                        "%(product)s is already invoiced or settled (%(documents)s):"
                        " use “Correct a weight”.",
                        product=line.product_id.display_name,
                        documents=", ".join(line.move_id._get_billing_documents()),
                    )
                )

    def _log_weights(self, before, removed=False):
        """Log what changed, with the kind and the reason that the context gives."""
        vals_list = []
        for line, quantity in before.items():
            after = 0.0 if removed else line.quantity
            same = not line.product_uom_id.compare(quantity, after)
            if line._is_hub_delivery() and not same:
                vals_list.append(line._prepare_weight_log_vals(quantity, after))
        self.env["hub.weight.log"].sudo().create(vals_list)

    def _prepare_weight_log_vals(self, before, after):
        self.ensure_one()
        return {
            "user_id": self.env.uid,
            "kind": self.env.context.get("hub_weight_kind", "change"),
            "reason": self.env.context.get("hub_weight_reason"),
            "company_id": self.company_id.id,
            "move_line_id": self.id,
            "move_id": self.move_id.id,
            "picking_id": self.picking_id.id,
            "partner_id": self.picking_id.partner_id.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "uom_id": self.product_uom_id.id,
            "quantity_before": before,
            "quantity_after": after,
        }

    def action_hub_confirm_weight(self):
        """Say that weights far from what was asked are right; the log keeps it."""
        self.check_access("write")
        self.env["hub.weight.log"].sudo().create(
            [
                {
                    **line._prepare_weight_log_vals(line.quantity, line.quantity),
                    "reason": self.env._("Out of tolerance, confirmed"),
                }
                for line in self
                if line._is_hub_delivery()
            ]
        )

    # ------------------------------------------------------------------
    # Correcting after the delivery
    # ------------------------------------------------------------------

    def _correct_weight(self, quantity, reason, borne_by="producer"):
        """Correct the weight of a delivered lot, wherever it already is.

        Neither invoiced nor settled, the delivery itself is corrected. Afterwards,
        less is a reduction: a credit note for the client and a negative line at the
        frozen rate for the producer; more is a second delivery, invoiced and settled
        as such.

        :raise UserError: no reason, no weight, or a draft invoice holds the old one
        :return: the reduction, the second delivery, or this line
        """
        self.ensure_one()
        self._check_correction(quantity, reason)
        line = self.with_context(hub_weight_kind="correction", hub_weight_reason=reason)
        if not self.move_id._get_billing_documents():
            line.quantity = quantity
            return self
        difference = quantity - self.quantity
        vals = line._prepare_weight_log_vals(self.quantity, quantity)
        self.env["hub.weight.log"].sudo().create(vals)
        if difference > 0:
            return line._deliver_more(difference, reason)
        return self._accept_reduction(
            quantity=self.product_uom_id._compute_quantity(
                -difference, self.move_id.sale_line_id.product_uom_id, round=False
            ),
            borne_by=borne_by,
            reason=reason,
            is_correction=True,
        )

    def _check_correction(self, quantity, reason):
        uom = self.product_uom_id
        if self.state != "done" or not self._is_hub_delivery():
            raise UserError(self.env._("Only a delivered weight is corrected."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        if not 0 <= quantity < 1e6 or not uom.compare(quantity, self.quantity):
            raise UserError(self.env._("Type the right weight."))
        drafts = self.move_id.sale_line_id.sudo().invoice_lines.filtered(
            lambda line: line.parent_state == "draft"
        )
        if drafts:
            raise UserError(
                self.env._("A draft invoice holds the old weight: post or delete it.")
            )

    def _deliver_more(self, quantity, reason):
        """Deliver what was missing in the books, of the same lot."""
        move = self.move_id.copy(
            {
                "product_uom_qty": quantity,
                "picking_id": False,
                "sale_line_id": self.move_id.sale_line_id.id,
                "origin": f"{self.picking_id.name}: {reason}",
                "state": "draft",
            }
        )
        self.with_context(hub_weight_kind="correction").create(
            {
                "move_id": move.id,
                "product_id": self.product_id.id,
                "product_uom_id": self.product_uom_id.id,
                "quantity": quantity,
                "lot_id": self.lot_id.id,
                "owner_id": self.owner_id.id,
                "location_id": self.location_id.id,
                "location_dest_id": self.location_dest_id.id,
                "picked": True,
            }
        )
        move._action_done()
        return move


class StockMove(models.Model):
    _inherit = "stock.move"

    hub_weight_log_ids = fields.One2many("hub.weight.log", "move_id", "Weight Changes")

    def _get_billing_documents(self):
        """Names of the posted invoices and settlements that count this delivery."""
        self.ensure_one()
        lines = self.sudo().sale_line_id.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_invoice"
                and not line.move_id._is_hub_reversed()
            )
        )
        settled = self.sudo().settlement_line_ids.settlement_id
        return [*lines.move_id.mapped("name"), *settled.mapped("display_name")]

    def _get_refused_quantity(self):
        """What the client refused at the door, from the weight log."""
        self.ensure_one()
        logs = self.sudo().hub_weight_log_ids.filtered(lambda x: x.kind == "refusal")
        return sum(log.quantity_before - log.quantity_after for log in logs)
