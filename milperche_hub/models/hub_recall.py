from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError


class HubRecall(models.Model):
    """A withdrawal of lots, or a drill of one: who had what, who answered what."""

    _name = "hub.recall"
    _description = "Recall of lots"
    _inherit = ["mail.thread"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        required=True, readonly=True, copy=False, default=lambda self: self._next_name()
    )
    lot_ids = fields.Many2many(
        "stock.lot", string="Lots", required=True, check_company=True
    )
    producer_ids = fields.Many2many(
        "res.partner", string="Producers", compute="_compute_producer_ids"
    )
    is_drill = fields.Boolean(
        "Drill", help="The messages say so: nobody throws anything away."
    )
    reason = fields.Text(help="What is wrong, in words for a kitchen.")
    instruction = fields.Text(
        default=lambda self: self.env._(
            "Put these goods aside, do not serve them, and tell us what is left."
        )
    )
    state = fields.Selection(
        [("draft", "Prepared"), ("sent", "Sent"), ("closed", "Closed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_start = fields.Datetime(
        "Started", default=fields.Datetime.now, readonly=True, copy=False
    )
    date_sent = fields.Datetime("Messages Sent", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False)
    minutes_to_send = fields.Float("Minutes to Warn", compute="_compute_minutes")
    line_ids = fields.One2many("hub.recall.line", "recall_id", "Clients", copy=False)
    client_count = fields.Integer("Clients Warned", compute="_compute_progress")
    answered_count = fields.Integer("Answers", compute="_compute_progress")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    @api.model
    def _next_name(self):
        return self.env["ir.sequence"].next_by_code("hub.recall") or "/"

    @api.depends("lot_ids.product_id.producer_id")
    def _compute_producer_ids(self):
        for recall in self:
            recall.producer_ids = recall.lot_ids.product_id.producer_id

    @api.depends("date_start", "date_sent")
    def _compute_minutes(self):
        for recall in self:
            sent, start = recall.date_sent, recall.date_start
            recall.minutes_to_send = (
                (sent - start).total_seconds() / 60 if sent and start else 0.0
            )

    @api.depends("line_ids.date_answered", "line_ids.partner_id")
    def _compute_progress(self):
        for recall in self:
            waiting = recall.line_ids.filtered(lambda line: not line.date_answered)
            clients = recall.line_ids.partner_id
            recall.client_count = len(clients)
            recall.answered_count = len(clients - waiting.partner_id)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def action_find(self):
        """Find again who had these lots; answers already given stay.

        :raise UserError: the recall is closed.
        """
        for recall in self:
            if recall.state == "closed":
                raise UserError(self.env._("%s is closed.", recall.name))
            recall._sync_lines(recall._get_delivered())
        return True

    def _get_delivered(self):
        """What clients received of the lots, less what they sent back.

        :return: ``{(client, lot): (quantity in the product's unit, last day)}``
        """
        self.ensure_one()
        totals, days = defaultdict(float), {}
        lines = self.env["stock.move.line"].search(
            [("lot_id", "in", self.lot_ids.ids), ("state", "=", "done")]
        )
        for line in lines:
            sign = {"out": 1, "returned": -1}.get(line._get_hub_way())
            client = line.picking_id.partner_id
            if sign and client:
                key = (client, line.lot_id)
                totals[key] += sign * line.quantity_product_uom
                days[key] = max(days.get(key, line.date), line.date)
        return {
            key: (quantity, days[key])
            for key, quantity in totals.items()
            if key[1].product_uom_id.compare(quantity, 0.0) > 0
        }

    def _sync_lines(self, delivered):
        known = {(line.partner_id, line.lot_id): line for line in self.line_ids}
        vals_list = []
        for (client, lot), (quantity, date) in delivered.items():
            vals = {"quantity": quantity, "date_delivered": date}
            if (client, lot) in known:
                known[client, lot].write(vals)
            else:
                vals_list.append(
                    {
                        "recall_id": self.id,
                        "partner_id": client.id,
                        "lot_id": lot.id,
                        **vals,
                    }
                )
        gone = self.line_ids.filtered(
            lambda line: (
                (line.partner_id, line.lot_id) not in delivered
                and not line.date_answered
            )
        )
        gone.unlink()
        self.env["hub.recall.line"].create(vals_list)

    def action_send(self):
        """Block the lots (not in a drill) and write to every client at once.

        :raise UserError: nobody received these lots, or the recall is under way.
        """
        for recall in self:
            if recall.state != "draft":
                raise UserError(self.env._("%s was sent already.", recall.name))
            recall.action_find()
            if not recall.line_ids:
                raise UserError(self.env._("No client received these lots."))
            if not recall.is_drill:
                recall.lot_ids.action_block()
            recall.write({"state": "sent", "date_sent": fields.Datetime.now()})
            recall._send_messages()
        return True

    def action_close(self):
        """Close a recall: no answer is taken any more, the links end."""
        for recall in self.filtered(lambda r: r.state == "sent"):
            recall.write({"state": "closed", "date_closed": fields.Datetime.now()})
            recall._get_links().action_revoke()
        return True

    def action_print(self):
        return self.env.ref("milperche_hub.report_recall_action").report_action(self)
