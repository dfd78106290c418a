from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class HubCrateBalance(models.Model):
    """How many crates each partner keeps: out less in, by type."""

    _name = "hub.crate.balance"
    _description = "Crates kept by a partner"
    _auto = False
    _order = "balance desc, partner_id"
    _rec_name = "partner_id"
    _depends = {
        "hub.crate.line": [
            "company_id",
            "date",
            "partner_id",
            "quantity_in",
            "quantity_out",
            "type_id",
        ],
        "hub.crate.type": ["deposit_price", "reminder_above"],
    }

    partner_id = fields.Many2one("res.partner", readonly=True)
    type_id = fields.Many2one("hub.crate.type", "Crate", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    quantity_out = fields.Integer("Left There", readonly=True)
    quantity_in = fields.Integer("Taken Back", readonly=True)
    balance = fields.Integer("Kept", readonly=True)
    amount = fields.Monetary("Deposits", readonly=True)
    is_above = fields.Boolean("To Remind", readonly=True)
    date_last = fields.Date("Last Stop", readonly=True)

    @property
    def _table_query(self):
        return """
            SELECT kept.*,
                   kept.quantity_out - kept.quantity_in AS balance,
                   (kept.quantity_out - kept.quantity_in) * type.deposit_price
                       AS amount,
                   kept.quantity_out - kept.quantity_in > type.reminder_above
                       AS is_above
              FROM (
                    SELECT min(id) AS id,
                           partner_id,
                           type_id,
                           company_id,
                           coalesce(sum(quantity_out), 0) AS quantity_out,
                           coalesce(sum(quantity_in), 0) AS quantity_in,
                           max(date) AS date_last
                      FROM hub_crate_line
                     WHERE partner_id IS NOT NULL
                     GROUP BY partner_id, type_id, company_id
                   ) kept
              JOIN hub_crate_type type ON type.id = kept.type_id
        """

    def action_write_off(self):
        """Count the crates these partners keep as lost: nobody pays.

        :raise UserError: a balance with nothing kept.
        """
        self._post_back("written_off")
        return True

    def _post_back(self, kind):
        kept = self.filtered(lambda balance: balance.balance > 0)
        if not kept:
            raise UserError(self.env._("Nobody here keeps a crate of the hub."))
        self.env["hub.crate.line"].create(
            [
                {
                    "kind": kind,
                    "type_id": balance.type_id.id,
                    "partner_id": balance.partner_id.id,
                    "quantity_in": balance.balance,
                }
                for balance in kept
            ]
        )
        self.invalidate_model()
        return kept

    def action_invoice(self):
        """Make one draft invoice per partner of the deposits of what is kept.

        :return: the action that shows the invoices.
        """
        kept = self.filtered(lambda balance: balance.balance > 0)
        vals_list = [
            balances._prepare_invoice_vals(partner)
            for partner, balances in kept.grouped("partner_id").items()
        ]
        self._post_back("invoiced")
        invoices = self.env["account.move"].create(vals_list)
        return invoices._get_records_action(name=self.env._("Deposits"))

    @api.model
    def _prepare_invoice_vals(self, partner):
        return {
            "move_type": "out_invoice",
            "partner_id": (partner._get_hub_payer() or partner).id,
            "partner_shipping_id": partner.id,
            "invoice_line_ids": [
                Command.create(balance._prepare_invoice_line_vals()) for balance in self
            ],
        }

    def _prepare_invoice_line_vals(self):
        self.ensure_one()
        return {
            "name": self.env._("Crates not returned: %s", self.type_id.name),
            "quantity": self.balance,
            "price_unit": self.type_id.deposit_price,
            "tax_ids": [Command.clear()],
        }
