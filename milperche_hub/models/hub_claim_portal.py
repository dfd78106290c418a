import math
from base64 import b64encode

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

from .hub_claim import REASONS, REMEDIES

PHOTO_BYTES = 8_000_000
PHOTO_TYPES = ("image/jpeg", "image/png", "image/webp")
TEXT = 500


class HubClaim(models.Model):
    """Claims as clients send them from their phone; called as superuser."""

    _inherit = "hub.claim"

    @api.model
    def _open_from_portal(self, delivery, post, photo=b""):
        """Open a claim on a line of a client's own delivery.

        :param delivery: the delivery, found for this client before
        :param dict post: ``line`` (move line id), ``reason``, ``quantity`` (text,
            empty: all of it), ``note``, ``wish``, ``token`` (of the page's form)
        :param bytes photo: a picture, or nothing
        :raise UserError: in words for the client; nothing is opened
        :return: the claim; the same one when the form was sent twice
        """
        line = self._parse_line(delivery, post.get("line"))
        vals = {
            "move_line_id": line.id,
            "origin": "client",
            **self._parse_choice(post),
            "note": self._parse_note(post.get("note")),
            "event_key": f"client-{line.id}-{str(post.get('token') or '')[:64]}",
        }
        if known := self.search([("event_key", "=", vals["event_key"])]):
            return known
        quantity = self._parse_quantity(post.get("quantity"))
        left = line._get_claimable()
        vals["quantity"] = left if quantity is None else quantity
        if line.product_uom_id.compare(left, 0.0) <= 0:
            raise UserError(
                self.env._("%s: you told us about all of it.", line.product_id.name)
            )
        vals["photo"] = self._parse_photo(photo)
        return self._open_once([vals])

    @api.model
    def _parse_line(self, delivery, line_id):
        lines = delivery._get_claimable_lines()
        line = lines.filtered(lambda row: str(row.id) == str(line_id))
        if not line:
            raise UserError(self.env._("This line does not belong to this delivery."))
        return line

    @api.model
    def _parse_choice(self, post):
        reason, wish = post.get("reason"), post.get("wish") or "credit"
        if reason not in dict(REASONS):
            raise UserError(self.env._("Say what is wrong: choose a reason."))
        if wish not in dict(REMEDIES):
            raise UserError(self.env._("Choose what you would like."))
        return {"reason": reason, "wish": wish}

    @api.model
    def _parse_note(self, note):
        return note.strip()[:TEXT] if isinstance(note, str) else False

    @api.model
    def _parse_quantity(self, value):
        """A number above zero, or None: all of it."""
        if value is None or value == "":
            return None
        try:
            if isinstance(value, bool):
                raise ValueError
            text = value.replace(",", ".").strip() if isinstance(value, str) else value
            quantity = float(text)
        except (TypeError, ValueError, OverflowError):
            quantity = math.nan
        if not math.isfinite(quantity) or quantity <= 0:
            raise UserError(self.env._("The quantity concerned must be above zero."))
        return round(quantity, 3)

    @api.model
    def _parse_photo(self, photo):
        if not photo:
            return False
        if len(photo) > PHOTO_BYTES or guess_mimetype(photo) not in PHOTO_TYPES:
            raise UserError(self.env._("The picture is too big, or is none."))
        return b64encode(photo)

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _get_portal_claims(self, client, limit=100):
        """A client's own claims, the latest first."""
        return self.search(
            [("partner_id.commercial_partner_id", "=", client.id)], limit=limit
        )

    @api.model
    def _get_producer_claims(self, producer, limit=30):
        """Accepted claims on a producer's own goods, the latest first."""
        return self.search(
            [("producer_id", "=", producer.id), ("state", "=", "done")], limit=limit
        )

    def _get_portal_values(self):
        """A claim in words, without who bears it."""
        self.ensure_one()
        catalogue = self.env["hub.catalogue"]
        remedies = dict(self._fields["remedy"]._description_selection(self.env))
        return {
            "id": self.id,
            "name": self.name,
            "product": self.product_id.name,
            "producer": self.producer_id.name,
            "quantity": catalogue._format_portal_quantity(self.quantity),
            "unit": self.uom_id._get_hub_name(),
            "reason": self._get_reason_name(),
            "is_preference": self.reason == "preference",
            "note": self.note,
            "has_photo": bool(self.photo),
            "state": self.state,
            "remedy": remedies.get(self.remedy, ""),
            "refund": self.refund_id.name if self.refund_id.state == "posted" else "",
            "day": catalogue._get_portal_day(catalogue._to_local(self.date_delivered)),
            "delivery": self.picking_id.name,
            "client": self.partner_id.name
            if self.company_id.hub_producers_see_clients
            else "",
        }
