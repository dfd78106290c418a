from datetime import date

from odoo import api, models


class HubEgalimExport(models.Model):
    """In January, every canteen gets its file."""

    _inherit = "hub.egalim.export"

    @api.model
    def _send_year(self, year):
        """Write and send the files of a year to the canteens that bought something.

        A canteen whose file would be refused gets none, and is listed; one that
        already has its year gets the same file again in no second message.

        :return: ``(exports sent now, [(canteen, sentence)])``
        """
        start, end = date(year, 1, 1), date(year, 12, 31)
        canteens = self.env["res.partner"]._get_canteens()
        bought = canteens._get_canteen_purchases(start, end)
        credits = canteens._get_credits_of_period(start, end)
        ready, refused = self.browse(), []
        for canteen in canteens.filtered(lambda c: bought[c]):
            export = self._find_or_make(canteen, start, end)
            if export.state == "draft":
                rows, lost = export._get_rows(bought[canteen])
                sentences = export._check_rows(rows, lost)
                if sentences:
                    refused += [(canteen, sentence) for sentence in sentences]
                    export.unlink()
                    continue
                taken = credits.filtered(lambda row, c=canteen: row.partner_id == c)
                export._keep_file(rows, taken)
            ready |= export
        messages = self.env["hub.message"]._post_once(
            [
                export._prepare_message_vals(year, bought[export.partner_id])
                for export in ready
            ]
        )
        sent = ready.filtered(lambda e: e.id in messages.mapped("res_id"))
        return sent, refused

    @api.model
    def _find_or_make(self, canteen, start, end):
        found = self.search(
            [
                ("partner_id", "=", canteen.id),
                ("date_from", "=", start),
                ("date_to", "=", end),
                ("state", "=", "done"),
            ],
            limit=1,
        )
        return found or self.create(
            {"partner_id": canteen.id, "date_from": start, "date_to": end}
        )

    def _prepare_message_vals(self, year, purchases):
        self.ensure_one()
        partner = self.partner_id
        lang = partner.lang or self.company_id.partner_id.lang
        export = self.with_context(lang=lang)
        return {
            "key": f"egalim:{year}:{partner.id}",
            "kind": "egalim",
            "partner_id": partner.id,
            "subject": export.env._("Your purchases of %s for “ma cantine”", year),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_egalim",
                partner,
                {
                    "year": year,
                    "export": export,
                    "gauges": export.partner_id._get_egalim_gauges(year, purchases),
                    "sentence": export.partner_id._get_egalim_sentence(),
                },
            ),
            "res_model": self._name,
            "res_id": self.id,
            "attachment_ids": self.attachment_id.ids,
        }
