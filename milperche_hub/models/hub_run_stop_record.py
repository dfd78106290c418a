import base64
import binascii
import re
from datetime import datetime, timedelta
from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import UserError

PICTURE = re.compile(r"data:image/(png|jpeg|webp);base64,(.+)", re.DOTALL)
PICTURE_BYTES = 4_000_000
TEXT = 200
CHEQUE_MOST = 100_000.0


class HubRunStop(models.Model):
    """What comes from the driver's phone: once, whole, however late."""

    _inherit = "hub.run.stop"

    def _record(self, event):
        """Write down how a stop went, and validate its deliveries.

        The phone may send the same event again, after a lost answer: it is known by
        its key and changes nothing the second time.

        :param dict event: ``key``, ``outcome`` (delivered, partial, refused) and, if
            any, ``lines`` (``{move id: quantity}``), ``temperature``, ``signature``
            and ``photo`` (data URLs), ``signed_by``, ``cheque_number``,
            ``cheque_amount``, ``crates`` (``{type id: [left, taken back]}``),
            ``remark``, ``at`` (ISO moment of the phone, UTC).
        :raise UserError: the stop is served already, or something is not understood.
        """
        self.ensure_one()
        self.lock_for_update()
        self.invalidate_recordset(["event_key", "outcome"])
        vals = self._prepare_record_vals(event)
        if self.event_key == vals["event_key"]:
            return
        if self.outcome != "todo":
            raise UserError(
                self.env._("%s is served already.", self.partner_id.display_name)
            )
        quantities = self._parse_lines(event)
        crates = self._parse_crates(event)
        self.write(vals)
        self._apply_crates(crates)
        self._try_to_deliver(quantities)

    def _try_to_deliver(self, quantities):
        """Validate the deliveries; what refuses waits for the coordinator.

        The van is on the road: what the driver noted is kept in any case.
        """
        try:
            with self.env.cr.savepoint():
                self._apply_quantities(quantities)
                self.picking_ids._deliver()
        except UserError as error:
            self.problem = str(error.args[0])

    def action_validate(self):
        """Validate the deliveries of a stop that could not be validated at once."""
        for stop in self.filtered("problem"):
            stop.picking_ids.action_deliver()
            stop.problem = False
        return True

    # ------------------------------------------------------------------
    # Reading what the phone sends
    # ------------------------------------------------------------------

    def _prepare_record_vals(self, event):
        if not isinstance(event, dict):
            raise UserError(self.env._("This message is not understood."))
        key = self._parse_text(event, "key")
        if len(key) < 8:
            raise UserError(self.env._("This message has no number of its own."))
        outcome = event.get("outcome")
        if outcome not in ("delivered", "partial", "refused"):
            raise UserError(self.env._("Delivered, in part, or refused?"))
        degrees = self._parse_number(event, "temperature", -40.0, 60.0)
        return {
            "event_key": key,
            "outcome": outcome,
            "date_served": self._parse_moment(event),
            "has_temperature": degrees is not None,
            "temperature": degrees or 0.0,
            "signature": self._parse_picture(event, "signature"),
            "photo": self._parse_picture(event, "photo"),
            "signed_by": self._parse_text(event, "signed_by"),
            "remark": self._parse_text(event, "remark"),
            "cheque_number": self._parse_text(event, "cheque_number"),
            "cheque_amount": self._parse_number(event, "cheque_amount", 0, CHEQUE_MOST)
            or 0.0,
        }

    @api.model
    def _parse_text(self, event, name):
        value = event.get(name) or ""
        if not isinstance(value, str):
            raise UserError(self.env._("This message is not understood."))
        return value.strip()[:TEXT]

    @api.model
    def _parse_number(self, event, name, least, most):
        value = event.get(name)
        if value in (None, ""):
            return None
        good = isinstance(value, int | float) and not isinstance(value, bool)
        if not good or not isfinite(value) or not least <= value <= most:
            raise UserError(self.env._("“%s” is not a possible number.", value))
        return float(value)

    @api.model
    def _parse_moment(self, event):
        """When it happened, by the phone's clock as long as it is believable."""
        now = fields.Datetime.now()
        try:
            moment = datetime.fromisoformat(str(event.get("at"))[:19])
        except ValueError:
            return now
        return moment if now - timedelta(days=3) <= moment <= now else now

    @api.model
    def _parse_picture(self, event, name):
        value = event.get(name)
        if not value:
            return False
        match = PICTURE.fullmatch(value) if isinstance(value, str) else None
        if not match or len(value) > PICTURE_BYTES:
            raise UserError(self.env._("The picture is too big, or is none."))
        try:
            base64.b64decode(match[2], validate=True)
        except binascii.Error as error:
            raise UserError(
                self.env._("The picture is too big, or is none.")
            ) from error
        return match[2]

    def _parse_lines(self, event):
        """``{move: quantity}`` of what differs; only this stop's, never more."""
        moves = self.picking_ids.move_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        if event["outcome"] == "refused":
            return dict.fromkeys(moves, 0.0)
        lines = event.get("lines") or {}
        if not isinstance(lines, dict):
            raise UserError(self.env._("This message is not understood."))
        by_id = {str(move.id): move for move in moves}
        quantities = {}
        for move_id in lines:
            move = by_id.get(str(move_id))
            if not move:
                raise UserError(self.env._("A line does not belong to this stop."))
            given = self._parse_number(lines, move_id, 0.0, move.quantity)
            quantities[move] = move.quantity if given is None else given
        return quantities

    def _apply_quantities(self, quantities):
        """Take back into the van what the client did not keep."""
        for move, quantity in quantities.items():
            left = quantity
            for line in move.move_line_ids:
                kept = min(line.quantity, left)
                left = move.product_uom.round(left - kept)
                if line.quantity != kept:
                    line.quantity = kept

    # ------------------------------------------------------------------
    # Crates
    # ------------------------------------------------------------------

    def _parse_crates(self, event):
        crates = event.get("crates") or {}
        if not isinstance(crates, dict):
            raise UserError(self.env._("This message is not understood."))
        types = {str(t.id): t for t in self._get_crate_types()}
        counts = {}
        for type_id, pair in crates.items():
            whole = isinstance(pair, list) and len(pair) == 2
            if str(type_id) not in types or not whole:
                raise UserError(self.env._("These crates are not known."))
            if not all(type(n) is int and 0 <= n <= 1000 for n in pair):
                raise UserError(
                    self.env._("A number of crates is a whole number from 0.")
                )
            counts[types[str(type_id)]] = tuple(pair)
        return counts

    @api.model
    def _get_crate_types(self):
        return self.env["hub.crate.type"].search([])  # pylint: disable=no-search-all

    def _apply_crates(self, counts):
        if counts and self.picking_ids:
            self.picking_ids[:1]._set_crates(counts)
