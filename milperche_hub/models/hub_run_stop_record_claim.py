from odoo import api, fields, models
from odoo.exceptions import UserError

from .hub_claim import REASONS, REMEDIES
from .hub_run_stop_record import PICTURE_BYTES

CLAIMS_AT_ONCE = 50


class HubRunStop(models.Model):
    """What a client tells the driver at the door becomes claims."""

    _inherit = "hub.run.stop"

    claims_noted = fields.Json(
        readonly=True, copy=False, help="Claims that wait for the delivery to be done."
    )

    def _prepare_record_vals(self, event):
        vals = super()._prepare_record_vals(event)
        return {**vals, "claims_noted": self._parse_claims(event) or False}

    def _parse_claims(self, event):
        """Claims of an event: ``claims`` is a list of ``line`` (move id), ``reason``
        and, if any, ``quantity``, ``note``, ``wish`` and ``photo`` (data URL); other
        keys are ignored.

        :raise UserError: a line of another stop, no such reason, wish or quantity, or
            pictures that are too big together
        """
        claims = event.get("claims") or []
        whole = isinstance(claims, list) and len(claims) <= CLAIMS_AT_ONCE
        if not whole or not all(isinstance(claim, dict) for claim in claims):
            raise UserError(self.env._("This message is not understood."))
        moves = {str(m.id): m for m in self.picking_ids.move_ids if m.state != "cancel"}
        parsed = [self._parse_claim(claim, moves) for claim in claims]
        if sum(len(claim["photo"] or "") for claim in parsed) > PICTURE_BYTES:
            raise UserError(self.env._("The picture is too big, or is none."))
        return parsed

    @api.model
    def _parse_claim(self, claim, moves):
        move = moves.get(str(claim.get("line")))
        if not move:
            raise UserError(self.env._("A line does not belong to this stop."))
        reason = claim.get("reason")
        if not isinstance(reason, str) or reason not in dict(REASONS):
            raise UserError(self.env._("Say what is wrong: choose a reason."))
        wish = claim.get("wish") or "credit"
        if not isinstance(wish, str) or wish not in dict(REMEDIES):
            raise UserError(self.env._("Choose what you would like."))
        return {
            "move": move.id,
            "reason": reason,
            "wish": wish,
            "photo": self._parse_picture(claim, "photo"),
            "quantity": self._parse_number(claim, "quantity", 0.0, move.quantity)
            or 0.0,
            "note": self._parse_text(claim, "note"),
        }

    def _try_to_deliver(self, quantities):
        result = super()._try_to_deliver(quantities)
        self._open_noted_claims()
        return result

    def action_validate(self):
        result = super().action_validate()
        self._open_noted_claims()
        return result

    def _open_noted_claims(self):
        """Open what was noted, once the goods are delivered."""
        claims = self.env["hub.claim"].sudo()
        for stop in self.filtered("claims_noted"):
            if any(p.state not in ("done", "cancel") for p in stop.picking_ids):
                continue
            for rank, noted in enumerate(stop.claims_noted):
                vals = stop._prepare_noted_claim_vals(noted, rank)
                if vals:
                    claims._open_once([vals])
            stop.claims_noted = False

    def _prepare_noted_claim_vals(self, noted, rank):
        """Values of one claim; none when nothing of the line was left there."""
        self.ensure_one()
        move = self.env["stock.move"].sudo().browse(noted["move"])
        lines = move.move_line_ids.filtered(lambda ml: ml._is_delivered_to_client())
        line = lines.sorted(lambda ml: ml._get_claimable())[-1:]
        left = line._get_claimable()
        if not line or line.product_uom_id.compare(left, 0.0) <= 0:
            return None
        return {
            "move_line_id": line.id,
            "reason": noted["reason"],
            "quantity": min(noted["quantity"] or left, left),
            "note": noted["note"],
            "wish": noted.get("wish") or "credit",
            "photo": noted.get("photo"),
            "origin": "driver",
            "event_key": f"driver-{self.id}-{self.event_key}-{rank}",
        }
