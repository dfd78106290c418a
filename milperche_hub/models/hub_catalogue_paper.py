from odoo import models


class HubCatalogue(models.Model):
    """The week on paper, mailed at the cut-off: it serves when nothing else works."""

    _inherit = "hub.catalogue"

    def action_close(self):
        opened = self.filtered(lambda c: c.state == "open")
        result = super().action_close()
        opened.filtered(lambda c: c.state == "closed")._post_paper_pack()
        return result

    def _post_paper_pack(self):
        """Write the mails of the pack, one per reader; the file is made as they leave.

        :return: the messages written now
        """
        vals_list = [
            catalogue._prepare_paper_message_vals(partner)
            for catalogue in self.sudo()
            if catalogue.delivery_ids
            for partner in catalogue.company_id._get_hub_paper_readers()
        ]
        return self.env["hub.message"]._post_once(vals_list)

    def _prepare_paper_message_vals(self, partner):
        local = self.with_context(lang=partner.lang or self.env.lang)
        edition = f"{self.date_close:%Y%m%d%H%M}"
        return {
            "key": f"paper_pack-{self.id}-{edition}-{partner.id}",
            "kind": "paper_pack",
            "hub_step_id": self._get_step("close").id,
            "partner_id": partner.id,
            "subject": local.env._("%s on paper", local.name),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_paper_pack", partner, {"catalogue": local}
            ),
            "res_model": self._name,
            "res_id": self.id,
        }

    # ------------------------------------------------------------------
    # What is printed: what was ordered, for nothing has come in yet
    # ------------------------------------------------------------------

    def _get_paper_producers(self):
        """Whom to collect from, and what.

        :return: ``[(producer, [(product, quantity)])]`` by name, in the product's unit
        """
        self.ensure_one()
        wanted = self._get_asked_quantities()
        return [
            (
                producer,
                sorted(wanted[producer].items(), key=lambda row: row[0].name or ""),
            )
            for producer in sorted(wanted, key=lambda partner: partner.name or "")
        ]

    def _get_paper_clients(self):
        """What to pack for whom, in the order of the rounds.

        :return: ``[(delivery, [line])]``, the lines of the packing, one per product
        """
        self.ensure_one()
        groups = {}
        for line in self.delivery_ids._get_packing_lines():
            # a product in two lots is one thing to pack here
            rows = groups.setdefault(line["picking_id"], {})
            rows.setdefault(line["move_id"], line)
        return [
            (self.env["stock.picking"].browse(key), list(rows.values()))
            for key, rows in groups.items()
        ]

    def _get_paper_runs(self):
        """The runs of this week, by departure."""
        return self.delivery_ids.batch_id.filtered(
            lambda run: run.state != "cancel"
        ).sorted(lambda run: (run.scheduled_date, run.id))
