from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.res_partner import CLIENT_KINDS

COMMON = ("name", "email", "phone", "street", "zip", "city", "company_registry")
CLIENT = (
    "hub_client_kind",
    "hub_guest_count",
    "hub_window_from",
    "hub_window_to",
    "hub_needs_order_form",
)
PRODUCER = ("hub_producer_code", "hub_producer_kind", "vat_regime", "hub_mandate_date")


class HubNewPartner(models.TransientModel):
    """A new client or a new producer in one form, ending with what is still missing."""

    _name = "hub.new.partner"
    _description = "New client or producer"

    kind = fields.Selection(
        [("client", "Client"), ("producer", "Producer")],
        required=True,
        default="client",
    )
    partner_id = fields.Many2one("res.partner", readonly=True)
    missing = fields.Text(related="partner_id.hub_missing")
    name = fields.Char()
    email = fields.Char()
    phone = fields.Char()
    street = fields.Char()
    zip = fields.Char()
    city = fields.Char()
    company_registry = fields.Char("SIRET")
    contact_name = fields.Char("Person to Talk To")
    give_access = fields.Boolean("Send an Access to the Portal")
    # client
    hub_client_kind = fields.Selection(CLIENT_KINDS, "Kind of Client")
    hub_guest_count = fields.Integer("Guests a Day")
    hub_payer_id = fields.Many2one("res.partner", "Payer")
    round_id = fields.Many2one("hub.round")
    hub_window_from = fields.Float("Delivered From")
    hub_window_to = fields.Float("Delivered Until")
    hub_needs_order_form = fields.Boolean("Demands an Order-form Number")
    # producer
    hub_producer_code = fields.Char("Producer Code")
    hub_producer_kind = fields.Selection(
        [("farm", "Farm"), ("artisan", "Artisan")], "Kind of Producer", default="farm"
    )
    vat_regime = fields.Selection(
        selection=lambda self: self.env["res.partner"]._fields["vat_regime"].selection,
        string="VAT Scheme",
        default="vat",
    )
    hub_mandate_date = fields.Date("Self-billing Mandate")

    def action_create(self):
        """Create the partner, its place in a round, its contact; say what is missing.

        :raise UserError: no name, or the form was already used.
        """
        self.ensure_one()
        if self.partner_id:
            raise UserError(self.env._("%s is created already.", self.partner_id.name))
        if not (self.name or "").strip():
            raise UserError(self.env._("Give a name."))
        self.partner_id = self.env["res.partner"].create(self._prepare_partner_vals())
        if self.kind == "client" and self.round_id:
            self.round_id.stop_ids = [
                Command.create(
                    {
                        "partner_id": self.partner_id.id,
                        "sequence": max(
                            self.round_id.stop_ids.mapped("sequence"), default=0
                        )
                        + 1,
                    }
                )
            ]
        if self.give_access:
            self._give_access()
        return self._reopen()

    def _prepare_partner_vals(self):
        names = COMMON + (CLIENT if self.kind == "client" else PRODUCER)
        vals = {name: self[name] for name in names}
        vals.update(
            is_company=True,
            country_id=self.env.company.country_id.id,
            lang=self.env.company.partner_id.lang,
            is_hub_client=self.kind == "client",
            is_producer=self.kind == "producer",
        )
        if self.kind == "client":
            vals["hub_payer_id"] = self.hub_payer_id.id
        if self.contact_name:
            vals["child_ids"] = [Command.create(self._prepare_contact_vals())]
        return vals

    def _prepare_contact_vals(self):
        return {
            "name": self.contact_name,
            "type": "contact",
            "email": self.email,
            "phone": self.phone,
            "lang": self.env.company.partner_id.lang,
        }

    def _give_access(self):
        """Odoo's own invitation, to the person named or to the organisation."""
        person = self.partner_id.child_ids[:1] or self.partner_id
        if not person.email:
            raise UserError(self.env._("An access needs an email address."))
        wizard = (
            self.env["portal.wizard"]
            .sudo()
            .create({"partner_ids": [Command.set(person.ids)]})
        )
        wizard.user_ids.action_grant_access()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    def action_open(self):
        """Show the new partner."""
        return self.partner_id._get_records_action()

    @api.onchange("hub_producer_code")
    def _onchange_hub_producer_code(self):
        self.hub_producer_code = (self.hub_producer_code or "").strip().upper() or False
