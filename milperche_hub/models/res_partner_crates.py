from odoo import fields, models


class ResPartner(models.Model):
    """What a client or producer keeps of the hub's crates."""

    _inherit = "res.partner"

    hub_crate_balance = fields.Integer(
        "Crates Kept",
        compute="_compute_hub_crate_balance",
        groups="base.group_user",
        help="Below zero: the hub keeps crates of theirs.",
    )

    def _compute_hub_crate_balance(self):
        totals = self._get_crate_balances()
        for partner in self:
            partner.hub_crate_balance = sum(totals.get(partner._origin, {}).values())

    def _get_crate_balances(self):
        """What these partners keep.

        :return: ``{partner: {crate type: count}}``, zeros left out
        """
        groups = (
            self.env["hub.crate.line"]
            .sudo()
            ._read_group(
                [("partner_id", "in", self.ids)],
                ["partner_id", "type_id"],
                ["quantity_out:sum", "quantity_in:sum"],
            )
        )
        balances = {}
        for partner, crate_type, left, back in groups:
            if left - back:
                balances.setdefault(partner, {})[crate_type] = left - back
        return balances

    def action_view_crates(self):
        """Show the movements behind the balance of one partner."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.hub_crate_line_action"
        )
        action["domain"] = [("partner_id", "in", self.ids)]
        return action
