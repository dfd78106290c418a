from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResPartnerBank(models.Model):
    """A producer's account changes by the manager's hand, and the list says so."""

    _inherit = "res.partner.bank"

    hub_date_changed = fields.Date("Account Changed On", readonly=True, copy=False)
    hub_former_number = fields.Char("Former Account", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        partners = self.env["res.partner"].browse(
            [vals["partner_id"] for vals in vals_list if vals.get("partner_id")]
        )
        with_bank = partners.filtered(lambda p: p.is_producer and p.sudo().bank_ids)
        with_bank._check_may_change_iban()
        former = {p.id: p.sudo().bank_ids[:1].acc_number for p in with_bank}
        banks = super().create(vals_list)
        for bank in banks.filtered(lambda b: b.partner_id.id in former):
            bank.sudo()._note_change(former[bank.partner_id.id])
        return banks

    def write(self, vals):
        if not {"acc_number", "partner_id", "active"} & set(vals):
            return super().write(vals)
        changed = self.filtered(
            lambda bank: bank.partner_id.is_producer and bank._is_changed_by(vals)
        )
        changed.partner_id._check_may_change_iban()
        former = {bank: bank.acc_number for bank in changed}
        result = super().write(vals)
        for bank, number in former.items():
            bank.sudo()._note_change(number)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_producers(self):
        self.partner_id.filtered("is_producer")._check_may_change_iban()

    def _is_changed_by(self, vals):
        self.ensure_one()
        number = vals.get("acc_number", self.acc_number)
        return (
            "".join((number or "").split()) != self.sanitized_acc_number
            or vals.get("partner_id", self.partner_id.id) != self.partner_id.id
            or vals.get("active", self.active) != self.active
        )

    def _note_change(self, former):
        self.write(
            {
                "hub_date_changed": fields.Date.context_today(self),
                "hub_former_number": former,
            }
        )


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _check_may_change_iban(self):
        """Only the manager changes where a producer is paid."""
        if not self or self.env.su:
            return
        if not self.env.user.has_group("milperche_hub.group_manager"):
            raise AccessError(
                self.env._(
                    "The bank account of %s is changed by the manager only: somebody"
                    " may be trying to be paid in the producer's place.",
                    ", ".join(self.mapped("name")),
                )
            )
