from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.checked import CHECKED


class SaleOrderLine(models.Model):
    """Lines ordered before their offer was suspended: one click decides each."""

    _inherit = "sale.order.line"

    hub_suspension_decision = fields.Selection(
        [("wait", "Wait for the proof"), ("aside", "Set aside")],
        "Decision",
        readonly=True,
        copy=False,
        help="What becomes of a line whose offer was suspended.",
    )
    hub_suspension_reason = fields.Text(
        "Suspended because", related="offer_id.suspension_reason"
    )
    hub_is_suspended = fields.Boolean(related="offer_id.is_suspended")
    hub_client_id = fields.Many2one(related="order_id.partner_id", string="Client")
    hub_catalogue_state = fields.Selection(related="order_id.catalogue_id.state")

    @api.model
    def _get_to_decide_domain(self):
        bound = Domain("order_id.state", "=", "sale") | (
            Domain("order_id.state", "=", "sent")
            & Domain("order_id.hub_date_placed", "!=", False)
        )
        return (
            bound
            & Domain("offer_id.is_suspended", "=", True)
            & Domain("order_id.catalogue_id.state", "=", "open")
            & Domain("product_uom_qty", ">", 0)
            & Domain("hub_suspension_decision", "=", False)
        )

    def action_hub_wait(self):
        """Leave the lines in: the cut-off judges them again.

        A line still without proof then is set aside by itself.
        """
        self._check_suspended()
        self._decide("wait", self.env._("%(product)s: waits for the proof, %(reason)s"))
        return True

    def action_hub_set_aside(self):
        """Take the lines out of their orders, keeping what was asked and why."""
        self._check_suspended()
        reason = self.env._("no longer available this week")
        moves = self.sudo().move_ids
        if moves.filtered(lambda move: move.state == "done"):
            raise UserError(self.env._("These goods are delivered: it is too late."))
        self._decide("aside", self.env._("%(product)s: set aside, %(reason)s"))
        moves.filtered(lambda move: move.state != "cancel")._action_cancel()
        self.with_context(hub_lines_checked=CHECKED)._set_aside(reason)
        self.order_id._tell_set_aside(self)
        return True

    def action_hub_take_back(self):
        """Give back what was set aside, once the offer is proved again.

        :raise UserError: it is not, or the offer has less left than was asked.
        """
        self._check_coordinator()
        for line in self:
            if not line.hub_setaside_quantity or line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%s: nothing was set aside.", line.product_id.display_name
                    )
                )
            line.write(line._prepare_taken_back_vals())
            line.order_id.message_post(
                body=self.env._(
                    "%s: taken back into the order.", line.product_id.display_name
                )
            )
        late = self.order_id.filtered(
            lambda order: (
                order.state == "sale" and order.catalogue_id.state in ("closed", "done")
            )
        )
        if late:
            late.catalogue_id._plan_goods(late)
        return True

    def _prepare_taken_back_vals(self):
        return {
            "product_uom_qty": self.hub_setaside_quantity,
            "hub_setaside_quantity": 0.0,
            "hub_setaside_reason": False,
            "hub_suspension_decision": False,
        }

    def _check_suspended(self):
        self._check_coordinator()
        for line in self:
            if not line.offer_id.is_suspended or not line.product_uom_qty:
                raise UserError(
                    self.env._(
                        "%s waits for no decision.", line.product_id.display_name
                    )
                )

    def _check_coordinator(self):
        if not self.env.user.has_group("milperche_hub.group_coordinator"):
            raise AccessError(self.env._("Only the coordinator decides this."))

    def _decide(self, decision, note):
        """Record a decision and who took it, in the history of each order."""
        self.write({"hub_suspension_decision": decision})
        for line in self:
            line.order_id.message_post(
                body=note
                % {
                    "product": line.product_id.display_name,
                    "reason": line.offer_id.suspension_reason or "",
                }
            )

    def _reset_decision(self):
        """A later lapse is another question."""
        waiting = self.filtered(lambda line: line.hub_suspension_decision == "wait")
        waiting.hub_suspension_decision = False
