from odoo import models


class ResCompany(models.Model):
    """Who resells organic food to professionals is certified as well."""

    _inherit = "res.company"

    def _hub_get_organic_proof(self, day):
        """The hub's own organic certificate on ``day``; may be empty.

        Regulation (EU) 2018/848, articles 34 and 35. It is a proof of the hub, dated
        and verified as those of its producers.
        """
        self.ensure_one()
        proofs = (
            self.env["hub.proof"]
            .sudo()
            .search(
                [
                    ("producer_id", "=", self.partner_id.id),
                    ("criterion_id.egalim_code", "=", "BIO"),
                    ("date_start", "<=", day),
                    ("state", "in", ("valid", "expired")),
                ],
                order="date_end desc, id desc",
            )
        )
        return proofs.filtered(lambda p: not p.date_end or p.date_end >= day)[:1]

    def _hub_get_organic_mention(self, templates, day):
        """What a document with organic lines says of the hub's certificate, or ''."""
        labels = templates._hub_label_ids(day)
        codes = {
            code for found in labels.values() for code in found.mapped("egalim_code")
        }
        proof = "BIO" in codes and self._hub_get_organic_proof(day)
        if not proof:
            return ""
        return self.env._(
            "Organic products sold under the hub's certificate %(number)s, %(body)s.",
            number=proof.certificate_number or "–",
            body=proof.certificate_body or "–",
        )
