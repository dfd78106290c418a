import json

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.http import request, route
from odoo.tools import file_open

from .portal import HubPortal

EVENTS_AT_ONCE = 50


class PortalDriver(HubPortal):
    """The driver's page: small, alone, and useful without network."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "hub_run_count" in counters:
            batches = request.env["stock.picking.batch"].sudo()
            domain = batches._get_driver_domain(request.env.user)
            values["hub_run_count"] = batches.search_count(domain, limit=1)
        return values

    @route("/my/round", type="http", auth="user")
    def portal_my_round(self, **kw):
        """The next run of the driver who asks."""
        batch = request.env["stock.picking.batch"].sudo()
        domain = batch._get_driver_domain(request.env.user)
        found = batch.search([*domain, ("state", "=", "in_progress")], limit=1)
        found = found or batch.search(domain, order="scheduled_date desc", limit=1)
        return request.redirect(f"/my/round/{found.id}" if found else "/my")

    @route("/my/round/<int:batch_id>", type="http", auth="user")
    def portal_my_run(self, batch_id, **kw):
        """One run: stops, goods, what to note; kept by the phone for the road."""
        batch = self._get_hub_run(batch_id)
        if not batch:
            return request.redirect("/my")
        # Inside a script element only "<" could end the data.
        data = json.dumps(batch._get_driver_data(), ensure_ascii=False)
        data = data.replace("<", "\\u003c")
        response = request.render(
            "milperche_hub.portal_my_run", {"batch": batch, "data": Markup(data)}
        )
        response.headers["Cache-Control"] = "no-cache"
        return response

    @route("/my/round/<int:batch_id>/sync", type="jsonrpc", auth="user")
    def portal_my_run_sync(self, batch_id, events=None, **kw):
        """Take what the phone noted: each event once; one that is bad stops no other.

        :return: ``{key: {"ok": bool, "sentence": text}}``
        """
        batch = self._get_hub_run(batch_id)
        if not batch:
            return {"error": request.env._("This run is not yours.")}
        events = events if isinstance(events, list) else []
        return {
            "results": {
                str(event.get("key")): self._take_event(batch, event)
                for event in events[:EVENTS_AT_ONCE]
                if isinstance(event, dict)
            }
        }

    @route("/my/round/worker.js", type="http", auth="public", methods=["GET"])
    def portal_run_worker(self, **kw):
        """The page's worker, served from where its pages lie."""
        with file_open("milperche_hub/static/src/driver/worker.js", "rb") as file:
            return request.make_response(
                file.read(),
                [("Content-Type", "text/javascript"), ("Cache-Control", "no-cache")],
            )

    def _take_event(self, batch, event):
        stop = batch.hub_run_stop_ids.filtered(lambda s: s.id == event.get("stop_id"))
        try:
            with request.env.cr.savepoint():
                if event.get("stop_id") == 0:
                    batch._record_loading(event)
                    return {"ok": True, "sentence": ""}
                if not stop:
                    raise UserError(request.env._("This stop is not in the run."))
                stop._record(event)
        except UserError as error:
            return {"ok": False, "sentence": str(error.args[0])}
        return {"ok": True, "sentence": stop.problem or ""}

    def _get_hub_run(self, batch_id):
        """A run (as superuser) of the user; staff that runs the week sees all."""
        batches = request.env["stock.picking.batch"].sudo()
        user = request.env.user
        if user.has_group("milperche_hub.group_volunteer"):
            domain = [("company_id", "in", user.company_ids.ids)]
            domain.append(("round_id", "!=", False))
        else:
            domain = batches._get_driver_domain(user)
        return batches.search([("id", "=", batch_id), *domain])
