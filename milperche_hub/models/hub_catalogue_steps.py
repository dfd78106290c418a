from odoo import api, fields, models

from .hub_catalogue_step import KINDS

CRON = "milperche_hub.cron_catalogue_due_steps"


class HubCatalogue(models.Model):
    """What each step of a catalogue does.

    A method ``_run_<kind>_step(step)`` returns "done", "late" (of no use any more) or
    False: its moment has not come, it is tried again.
    """

    _inherit = "hub.catalogue"

    step_ids = fields.One2many("hub.catalogue.step", "catalogue_id", "Steps")

    @api.model_create_multi
    def create(self, vals_list):
        catalogues = super().create(vals_list)
        catalogues._ensure_steps()
        return catalogues

    def _ensure_steps(self):
        """Give their steps to the catalogues that have none."""
        self.env["hub.catalogue.step"].sudo().create(
            [
                {"catalogue_id": catalogue.id, "kind": kind, "sequence": rank}
                for catalogue in self.filtered(lambda c: not c.step_ids)
                for rank, (kind, _label) in enumerate(KINDS)
            ]
        )

    def _get_step(self, kind):
        return self.step_ids.filtered(lambda step: step.kind == kind)

    # ------------------------------------------------------------------
    # By hand or by itself, a step done is done
    # ------------------------------------------------------------------

    def action_open(self):
        drafts = self.filtered(lambda c: c.state == "draft")
        result = super().action_open()
        drafts.sudo()._get_step("open")._mark_done()
        self._run_soon()
        return result

    def action_close(self):
        opened = self.filtered(lambda c: c.state == "open")
        result = super().action_close()
        closed = opened.filtered(lambda c: c.state == "closed").sudo()
        closed._get_step("close")._mark_done()
        closed._cancel_stale_messages()
        (closed._get_step("confirm") | closed._get_step("producers")).filtered(
            lambda step: step.date_due > fields.Datetime.now()
        ).date_due = fields.Datetime.now()
        self._run_soon()
        return result

    def _run_soon(self):
        """Let what follows a step leave at once, not at the next round of the clock."""
        cron = self.env.ref(CRON, raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()

    def _cancel_stale_messages(self):
        """Invitations that did not leave before the cut-off are of no use."""
        kinds = ("announce", "remind", "basket")
        steps = self.step_ids.filtered(lambda step: step.kind in kinds)
        steps.sudo().message_ids.filtered(lambda m: not m.date_sent).action_cancel()

    # ------------------------------------------------------------------
    # The steps
    # ------------------------------------------------------------------

    def _run_open_step(self, step):
        if self.state != "draft":
            return "done"
        if self.date_close <= fields.Datetime.now() or not self.offer_ids:
            return False
        if self.schedule_id.needs_approval and not self.date_approved:
            return False
        self.action_open()
        return "done"

    def _run_announce_step(self, step):
        if self._is_past():
            return "late"
        if self.state != "open":
            return False
        step._post("fresh_sheet", self._get_invited_clients())
        return "done"

    def _run_remind_step(self, step):
        if self._is_past():
            return "late"
        if self.state != "open":
            return False
        step._post("reminder", self._get_silent_clients())
        return "done"

    def _run_basket_step(self, step):
        if self._is_past():
            return "late"
        if self.state != "open":
            return False
        step._post("basket", self._get_unplaced_baskets().partner_id)
        return "done"

    def _run_close_step(self, step):
        if self.state == "open":
            self.action_close()
        return "done" if self.state in ("closed", "done") else False

    def _run_confirm_step(self, step):
        if self.state != "closed":
            return False
        if self._is_delivered_or_past():
            return "late"
        self._post_recaps(step)
        return "done"

    def _run_producers_step(self, step):
        if self.state != "closed":
            return False
        if self._is_delivered_or_past():
            return "late"
        self._tell_producers(step)
        return "done"

    def _is_past(self):
        return self.state not in ("draft", "open") or (
            self.date_close <= fields.Datetime.now()
        )

    def _is_delivered_or_past(self):
        return self.date_delivery < self.env["hub.week"]._today()

    # ------------------------------------------------------------------
    # To whom
    # ------------------------------------------------------------------

    def _get_invited_clients(self):
        """Clients of this catalogue's rounds, but for those closed that day."""
        clients = super()._get_invited_clients()
        rounds = self.schedule_id.round_ids
        if rounds:
            stops = self.env["hub.round"]._get_stops(clients)
            here = stops.filtered(lambda s: s.round_id in rounds).partner_id
            clients -= stops.partner_id - here
        return clients - self._get_closed_clients(clients)

    def _get_closed_clients(self, clients):
        """Those of these clients who are closed on the day they would be delivered."""
        self.ensure_one()
        days = self.env["hub.round"]._group_by_delivery_day(clients, self.date_delivery)
        closed = self.env["res.partner"]
        for day, group in days.items():
            closed |= closed.union(*group._get_hub_closings(day))
        return closed

    def _get_silent_clients(self):
        """Usual clients, open that day, who have not begun an order."""
        usual = self.env["hub.week"]._get_usual_clients(self.date_delivery)
        heard = self.order_ids.filtered(lambda o: o.state != "cancel").partner_id
        silent = (usual - heard) & self._get_all_clients()
        return silent - self._get_closed_clients(silent)

    def _get_unplaced_baskets(self):
        """Orders with goods that nobody placed."""
        return self.order_ids.filtered(
            lambda o: (
                o.state in ("draft", "sent")
                and not o.hub_date_placed
                and any(line.product_uom_qty > 0 for line in o._get_goods_lines())
            )
        )
