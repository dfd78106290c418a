from odoo import api, models


class StockPickingBatch(models.Model):
    """The run as the driver's phone shows it."""

    _inherit = "stock.picking.batch"

    @api.model
    def _get_driver_domain(self, user):
        """Runs that a user drives: named on them, by partner or as a user."""
        partners = user.partner_id | user.partner_id.commercial_partner_id
        return [
            ("round_id", "!=", False),
            ("state", "in", ("in_progress", "done")),
            "|",
            ("driver_id", "in", partners.ids),
            ("user_id", "=", user.id),
        ]

    def _get_driver_data(self):
        """All that the driver's page needs, for a phone that then loses the network.

        Amounts are not in it: a driver carries food, not prices.
        """
        self.ensure_one()
        stops = self._get_ordered_stops()
        kept = stops.partner_id._get_crate_balances()
        return {
            "id": self.id,
            "title": f"{self.round_id.name} – {self._format_run_day()}",
            "vehicle": self.vehicle_id.display_name or "",
            "km": round(self.hub_km),
            "warnings": self._get_warnings(),
            "loading": self.hub_loading_temperature
            if self.hub_has_loading_temperature
            else None,
            "navigation": self._get_navigation_urls(),
            "crates": [
                {"id": crate.id, "name": crate.name}
                for crate in self.env["hub.run.stop"]._get_crate_types()
            ],
            "stops": [
                {
                    **stop._get_driver_data(),
                    "crates": {
                        crate.id: count
                        for crate, count in kept.get(stop.partner_id, {}).items()
                    },
                }
                for stop in stops
            ],
            "terms": self._get_driver_terms(),
        }

    def _format_run_day(self):
        day = self._get_run_day()
        return self.env["hub.week"]._format_day(day) if day else ""

    def _record_loading(self, event):
        """Note the temperature of the van before it leaves; once."""
        self.ensure_one()
        degrees = self.env["hub.run.stop"]._parse_number(
            event, "temperature", -40.0, 60.0
        )
        if degrees is not None and not self.hub_has_loading_temperature:
            self.hub_loading_temperature = degrees
            self.hub_has_loading_temperature = True

    def _get_driver_terms(self):
        """The words of the page, in the driver's language."""
        return {
            "delivered": self.env._("Delivered"),
            "partial": self.env._("In part"),
            "refused": self.env._("Refused"),
            "call": self.env._("Call"),
            "navigate": self.env._("Navigate"),
            "whole": self.env._("Whole run in the navigation"),
            "temperature": self.env._("Temperature (°C)"),
            "loading": self.env._("Temperature at loading (°C)"),
            "signature": self.env._("Signature"),
            "signed_by": self.env._("Received by"),
            "clear": self.env._("Clear"),
            "photo": self.env._("Photo"),
            "crates": self.env._("Crates"),
            "left": self.env._("left"),
            "back": self.env._("taken back"),
            "there": self.env._("kept there:"),
            "full": self.env._(
                "The phone is full: the pictures of this stop are left out."
            ),
            "cheque_number": self.env._("Cheque no."),
            "cheque_amount": self.env._("Amount (€)"),
            "remark": self.env._("Remark"),
            "save": self.env._("Save the stop"),
            "sent": self.env._("Sent"),
            "waiting": self.env._("Kept on the phone, sent when there is network"),
            "trouble": self.env._("To check with the hub:"),
            "offline": self.env._("No network: go on, nothing is lost."),
            "online": self.env._("Everything is sent."),
            "login": self.env._("Sign in again to send what waits."),
            "arrives": self.env._("about"),
            "choose": self.env._("Delivered, in part, or refused?"),
            "done": self.env._("Run finished. Thank you!"),
            "kept": self.env._("kept"),
        }


class HubRunStop(models.Model):
    _inherit = "hub.run.stop"

    def _get_driver_data(self):
        """One stop for the driver's page; see ``stock.picking.batch``."""
        self.ensure_one()
        partner, place = self.partner_id, self.partner_id._get_hub_route_place()
        address = partner._get_address_line()
        return {
            "id": self.id,
            "rank": self.rank,
            "name": partner.name,
            "address": address,
            "phone": partner.phone or "",
            "note": self.note or "",
            "window": self._format_window(),
            "arrival": self._format_hour(self.arrival),
            "late": self.is_late,
            "place": f"{place[0]:.5f},{place[1]:.5f}" if place else "",
            "weight": self.env["hub.catalogue"]._format_portal_quantity(
                round(self.weight, 1)
            ),
            "outcome": self.outcome,
            "notes": self.picking_ids.mapped("name"),
            "lines": [
                move._get_driver_line() for move in self.picking_ids._get_driver_moves()
            ],
        }

    def _format_hour(self, hour):
        minutes = round(hour * 60)
        return f"{minutes // 60 % 24}:{minutes % 60:02d}"

    def _format_window(self):
        if not (self.window_start or self.window_end):
            return ""
        return (
            f"{self._format_hour(self.window_start)} – "
            f"{self._format_hour(self.window_end or 24)}"
        )


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _get_driver_moves(self):
        return self.move_ids.filtered(lambda m: m.state != "cancel" and m.quantity)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_driver_line(self):
        """A line as the driver hands it over."""
        self.ensure_one()
        quantity = self.env["hub.catalogue"]._format_portal_quantity(self.quantity)
        return {
            "id": self.id,
            "name": self.product_id.name,
            "quantity": self.quantity,
            "text": f"{quantity} {self.product_uom._get_hub_name()}",
            "cold": bool(self.product_id.hub_cold_chain),
        }
