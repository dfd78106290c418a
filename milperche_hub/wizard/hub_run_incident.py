from odoo import api, fields, models
from odoo.exceptions import UserError


class HubRunIncident(models.TransientModel):
    """A run cannot go as planned: another day, van, driver, or two runs of one."""

    _name = "hub.run.incident"
    _description = "Incident on a run"

    batch_id = fields.Many2one("stock.picking.batch", "Run", required=True)
    allowed_stop_ids = fields.One2many(related="batch_id.hub_run_stop_ids")
    stop_ids = fields.Many2many(
        "hub.run.stop",
        string="Stops concerned",
        domain="[('batch_id', '=', batch_id), ('outcome', '=', 'todo')]",
        compute="_compute_stop_ids",
        store=True,
        readonly=False,
        help="All of them, or those that another van takes.",
    )
    date_start = fields.Datetime(
        "Leaves",
        compute="_compute_run",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    vehicle_id = fields.Many2one(
        "fleet.vehicle",
        compute="_compute_run",
        store=True,
        precompute=True,
        readonly=False,
    )
    driver_id = fields.Many2one(
        "res.partner",
        compute="_compute_run",
        store=True,
        precompute=True,
        readonly=False,
    )
    is_told = fields.Boolean("Tell the clients", default=True)
    message = fields.Text(compute="_compute_message", store=True, readonly=False)

    @api.depends("batch_id")
    def _compute_stop_ids(self):
        for wizard in self:
            wizard.stop_ids = wizard.batch_id.hub_run_stop_ids.filtered(
                lambda s: s.outcome == "todo"
            )

    @api.depends("batch_id")
    def _compute_run(self):
        for wizard in self:
            batch = wizard.batch_id
            wizard.date_start = batch.scheduled_date
            wizard.vehicle_id = batch.vehicle_id
            wizard.driver_id = batch.driver_id

    @api.depends("date_start")
    def _compute_message(self):
        week = self.env["hub.week"]
        for wizard in self:
            moment = wizard.date_start
            wizard.message = moment and self.env._(
                "Your delivery changes: the van now leaves on %s. Sorry for the"
                " trouble.",
                week._format_moment(moment),
            )

    def action_apply(self):
        """Change the run, or split it, and write once to each client concerned.

        :raise UserError: no stop, a stop of another run or served already, a past day.
        """
        self.ensure_one()
        self._check()
        batch = self._get_target_run()
        self._move_to_moment(batch)
        batch.write({"vehicle_id": self.vehicle_id.id})
        batch.write({"driver_id": self.driver_id.id})
        if self.is_told:
            self._tell_clients()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "milperche_hub.stock_picking_batch_action_hub"
        )
        form = self.env.ref("milperche_hub.stock_picking_batch_view_form_run")
        return {**action, "views": [(form.id, "form")], "res_id": batch.id}

    def _check(self):
        batch = self.batch_id
        if not self.stop_ids:
            raise UserError(self.env._("Choose at least one stop."))
        if self.stop_ids.batch_id != batch or set(self.stop_ids.mapped("outcome")) != {
            "todo"
        }:
            raise UserError(self.env._("Only stops that are still to serve move."))
        today = self.env["hub.week"]._today()
        if self.env["hub.catalogue"]._to_local(self.date_start).date() < today:
            raise UserError(self.env._("A van does not leave on a past day."))

    def _get_target_run(self):
        """The run itself when every open stop moves, else a new one for the rest."""
        batch = self.batch_id
        everything = batch.hub_run_stop_ids == self.stop_ids
        if everything:
            return batch
        pickings = self.stop_ids.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        day = self.env["hub.catalogue"]._to_local(self.date_start).date()
        other = batch.copy(
            {**batch.round_id._prepare_batch_vals(day, pickings), "picking_ids": []}
        )
        ranks = {stop.partner_id: stop.sequence for stop in self.stop_ids}
        pickings.batch_id = other
        if other.state == "draft":
            other.action_confirm()
        self.stop_ids = other.hub_run_stop_ids
        for stop in other.hub_run_stop_ids:
            stop.sequence = ranks[stop.partner_id]
        return other

    def _move_to_moment(self, batch):
        pickings = batch.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        if batch.scheduled_date == self.date_start:
            return
        orders = pickings.sudo().sale_id
        local = self.env["hub.catalogue"]._to_local
        if local(batch.scheduled_date).date() != local(self.date_start).date():
            orders.commitment_date = self.date_start
        pickings.scheduled_date = self.date_start
        batch.scheduled_date = self.date_start

    def _tell_clients(self):
        self.env["hub.message"]._post_once(
            [self._prepare_message_vals(client) for client in self.stop_ids.partner_id]
        )

    def _prepare_message_vals(self, client):
        values = {"text": self.message or ""}
        return {
            "key": f"run_incident/{self.id}/{client.id}",
            "kind": "run_incident",
            "partner_id": client.id,
            "subject": self.env._("Your delivery changes"),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_run_incident", client, values
            ),
            "res_model": "stock.picking.batch",
            "res_id": self.batch_id.id,
        }
