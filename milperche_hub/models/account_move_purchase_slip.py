from odoo import models


class AccountMove(models.Model):
    """An entry that pays flat-rate farmers brings their purchase slips.

    A purchase slip goes with each payment, with the day, the nature and the value of
    what was delivered (CGI, annexe II, art. 265).
    """

    _inherit = "account.move"

    def _get_purchase_slips(self):
        """What a payment's entry pays to flat-rate farmers, one slip each.

        :return: ``[{"producer", "amount", "lines": [{"date", "name", "quantity", "uom",
            "amount"}], "bills"}]``; the amount is what this entry pays of these bills
        """
        self.ensure_one()
        partials = self.sudo().line_ids.matched_credit_ids._filter_slips()
        slips = []
        for producer, paid in partials.grouped("hub_producer_id").items():
            bills = paid.credit_move_id.move_id
            lines = bills._get_purchase_slip_lines()
            if lines:
                slips.append(
                    {
                        "producer": producer,
                        "amount": sum(paid.mapped("amount")),
                        "lines": lines,
                        "bills": bills,
                    }
                )
        return slips

    def _get_purchase_slip_lines(self):
        """Lines of bills delivered as a flat-rate farmer, day by day."""
        lines = self.sudo().hub_settlement_ids.line_ids.filtered(
            lambda line: (
                line.producer_id._get_vat_regime(line.date) == "flat_rate"
                and line.amount_net
            )
        )
        groups = lines.grouped(lambda line: (line.date, line.product_id, line.uom_id))
        return [
            {
                "date": day,
                "name": product.name or lines[:1].reason,
                "quantity": sum(lines.mapped("quantity")),
                "uom": uom._get_hub_name() if uom else "",
                "amount": sum(lines.mapped("amount_net")),
            }
            for (day, product, uom), lines in sorted(
                groups.items(), key=lambda item: (item[0][0], item[0][1].name or "")
            )
        ]

    def _post_purchase_slips(self):
        """Write to each farmer paid by these entries, his slip joined.

        An entry that pays one more bill before its message left has its slip anew.
        """
        for move in self:
            for slip in move._get_purchase_slips():
                move._post_purchase_slip(slip)

    def _post_purchase_slip(self, slip):
        self.ensure_one()
        message = self.env["hub.message"].with_company(self.company_id)
        producer = slip["producer"]
        key = f"purchase_slip-{self.id}-{producer.id}"
        known = message.sudo().search([("key", "=", key)])
        if known.date_sent:
            return
        attachment = self._get_purchase_slip_pdf(slip)
        values = {
            "move": self.with_context(lang=producer.lang or self.env.lang),
            "slip": slip,
        }
        body = message._render("milperche_hub.message_purchase_slip", producer, values)
        if known:
            known.write({"body": body, "is_cancelled": False})
            return
        env = self.with_context(lang=producer.lang or self.env.lang).env
        message._post_once(
            [
                {
                    "key": key,
                    "kind": "purchase_slip",
                    "partner_id": producer.id,
                    "subject": env._(
                        "%(hub)s: purchase slip of payment %(number)s",
                        hub=self.company_id.name,
                        number=self.name,
                    ),
                    "body": body,
                    "attachment_ids": [(4, attachment.id)],
                    "res_model": self._name,
                    "res_id": self.id,
                }
            ]
        )

    def _is_flat_rate(self):
        """Whether a self-billed invoice has goods of a flat-rate farmer."""
        return any(
            line.producer_id._get_vat_regime(line.date) == "flat_rate"
            for line in self.hub_settlement_ids.line_ids
        )

    def _cancel_purchase_slips(self):
        """A payment undone before its slip left: the message stays here."""
        messages = self.env["hub.message"].sudo()
        for move in self:
            paid = [slip["producer"].id for slip in move._get_purchase_slips()]
            messages.search(
                [
                    ("kind", "=", "purchase_slip"),
                    ("res_model", "=", self._name),
                    ("res_id", "=", move.id),
                    ("date_sent", "=", False),
                    ("partner_id", "not in", paid),
                ]
            ).is_cancelled = True
            move._post_purchase_slips()

    def _get_purchase_slip_pdf(self, slip):
        """The slip's PDF, kept on the entry; written anew when it changes."""
        producer = slip["producer"]
        content, __ = (
            self.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf(
                "milperche_hub.report_purchase_slip_entry",
                self.ids,
                data={"producer_id": producer.id},
            )
        )
        env = self.with_context(lang=producer.lang or self.env.lang).env
        number = self.name.replace("/", "-")
        vals = {
            "name": env._("purchase-slip-%s.pdf", number),
            "res_model": self._name,
            "res_id": self.id,
            "description": f"purchase_slip-{producer.id}",
        }
        attachments = self.env["ir.attachment"].sudo()
        found = attachments.search(
            [(name, "=", vals[name]) for name in ("res_model", "res_id", "description")]
        )
        if found:
            found.raw = content
            return found[:1]
        return attachments.create(
            {**vals, "raw": content, "mimetype": "application/pdf"}
        )
