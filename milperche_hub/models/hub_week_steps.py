from odoo import api, models
from odoo.fields import Domain


class HubWeek(models.AbstractModel):
    """The steps of a week, in order, each with what is done of it."""

    _inherit = "hub.week"

    @api.model
    def _get_steps(self, catalogue):
        """Steps of the week shown: ``key``, ``label``, ``done``, ``total``, ``state``.

        The first step that is not done is the current one, or blocked when its hour
        has passed; proofs block what they concern, not the week. ``button`` is what
        moves the step on, ``due`` whether its hour has come.
        """
        steps = [getattr(self, name)(catalogue) for name in self._get_step_methods()]
        week = [step for step in steps if step["key"] != "proofs"]
        current = next((step for step in week if step["state"] != "done"), None)
        if catalogue and current and current["state"] == "todo":
            current["state"] = "current"
        return steps

    @api.model
    def _get_step_methods(self):
        """Names of the methods that describe a step, in the order of the week."""
        methods = [
            "_get_proof_step",
            "_get_offer_step",
            "_get_order_step",
            "_get_cutoff_step",
            "_get_dropoff_step",
            "_get_packing_step",
            "_get_round_step",
        ]
        if self._is_coordinator():
            methods += ["_get_invoice_step", "_get_settlement_step"]
        return methods

    @api.model
    def _describe_step(self, key, label, done=0, total=0, is_done=None, **values):
        if is_done is None:
            is_done = bool(total) and done >= total
        blocked = values.pop("blocked", False)
        # "catalogue and button" is an empty recordset when there is no week.
        for name in ("open", "button"):
            values[name] = values.get(name) or False
        return {
            "key": key,
            "label": label,
            "done": done,
            "total": total,
            "state": "done" if is_done else "blocked" if blocked else "todo",
            "detail": "",
            "due": False,
            **values,
        }

    @api.model
    def _prepare_step(self, step):
        return {name: step[name] for name in self._get_step_fields()}

    @api.model
    def _get_step_fields(self):
        return ("key", "label", "done", "total", "state", "detail", "open")

    @api.model
    def _prepare_next(self, steps, exceptions):
        """The next move of the week, unless an exception already asks for it."""
        step = next((s for s in steps if s["button"] and s["state"] != "done"), None)
        if not step:
            return False
        asked = {(e["button"]["model"], e["button"].get("method")) for e in exceptions}
        if (step["button"]["model"], step["button"]["method"]) in asked:
            return False
        return {
            "key": step["key"],
            "label": step["label"],
            "detail": step["detail"],
            "button": step["button"],
            "due": step["due"],
        }

    @api.model
    def _prepare_view(self, catalogue, method):
        return self._prepare_button("", catalogue, method, follow=True)

    # ------------------------------------------------------------------
    # Before the cut-off
    # ------------------------------------------------------------------

    @api.model
    def _get_proof_step(self, catalogue):
        producers = self.env["res.partner"].search(
            Domain("is_producer", "=", True)
            & (
                Domain("hub_date_left", "=", False)
                | Domain("hub_date_left", ">", self._today())
            )
        )
        red = producers.filtered(lambda p: p.hub_spec_state == "red")
        amber = producers.filtered(lambda p: p.hub_spec_state == "amber")
        detail = self.env._("Every producer is proved.")
        if red:
            detail = self.env._("Not sold: %s", self._join_names(red.mapped("name")))
        elif amber:
            detail = self.env._(
                "To renew soon: %s", self._join_names(amber.mapped("name"))
            )
        return self._describe_step(
            "proofs",
            self.env._("Proofs"),
            len(producers) - len(red),
            len(producers),
            blocked=bool(red),
            detail=detail,
            open={"action": "milperche_hub.hub_proof_action"},
        )

    @api.model
    def _get_offer_step(self, catalogue):
        offers = catalogue.offer_ids
        empty = offers.filtered(lambda o: not o.on_demand and not o.quantity_offered)
        opened = catalogue.state in ("open", "closed", "done")
        draft = catalogue.state == "draft"
        detail = self.env._(
            "%(offers)s offers of %(producers)s producers.",
            offers=len(offers),
            producers=len(offers.producer_id),
        )
        if empty:
            detail += " " + self.env._("%s without a quantity.", len(empty))
        if draft:
            opening = self._format_moment(catalogue.date_open)
            detail = f"{opening[:1].upper()}{opening[1:]}. {detail}"
        button = draft and self._prepare_button(
            self.env._("Open now"),
            catalogue,
            "action_open",
            confirm=self.env._(
                "It opens by itself on %s. Open it to the clients now?",
                self._format_moment(catalogue.date_open),
            ),
        )
        return self._describe_step(
            "offers",
            self.env._("Catalogue"),
            len(offers) - len(empty),
            len(offers),
            is_done=opened,
            blocked=draft and catalogue.date_open <= self._now(),
            detail=detail if catalogue else "",
            open=catalogue and self._prepare_open("", catalogue),
            button=button if offers else False,
        )

    @api.model
    def _get_order_step(self, catalogue):
        placed = catalogue.order_ids.filtered(
            lambda o: o.state == "sale" or (o.state == "sent" and o.hub_date_placed)
        )
        clients = placed.partner_id
        usual = self.env["res.partner"]
        if catalogue:
            usual = self._get_usual_clients(catalogue.date_delivery)
        closed = catalogue.state in ("closed", "done")
        total = len(clients) if closed else len(usual | clients)
        return self._describe_step(
            "orders",
            self.env._("Orders"),
            len(clients),
            total,
            is_done=closed,
            detail=self.env._(
                "%(orders)s orders placed by %(clients)s clients.",
                orders=len(placed),
                clients=len(clients),
            )
            if catalogue.state not in (False, "draft")
            else "",
            open=catalogue and self._prepare_view(catalogue, "action_view_orders"),
        )

    @api.model
    def _get_cutoff_step(self, catalogue):
        closed = catalogue.state in ("closed", "done")
        passed = bool(catalogue) and catalogue.date_close <= self._now()
        is_open = catalogue.state == "open"
        moment = self._format_moment(catalogue.date_close) if catalogue else ""
        confirm = self.env._(
            "The cut-off is on %s. Confirm the placed orders and ask the producers for"
            " their goods now?",
            moment,
        )
        button = is_open and self._prepare_button(
            self.env._("Cut off now"),
            catalogue,
            "action_close",
            confirm="" if passed else confirm,
        )
        return self._describe_step(
            "cutoff",
            self.env._("Cut-off"),
            int(closed),
            1,
            blocked=is_open and passed,
            detail=moment[:1].upper() + moment[1:],
            open=catalogue and self._prepare_open("", catalogue),
            button=button,
            due=passed,
        )
