"""At the cut-off the week leaves on paper, whatever the printer does."""

import re

from odoo.tests import new_test_user

from .common import HubCase


class TestPaperPack(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.office = new_test_user(
            cls.env,
            "office",
            groups="milperche_hub.group_coordinator",
            email="office@example.org",
        )
        cls.volunteer = cls.env["res.partner"].create(
            {"name": "Bénévole Fictive", "email": "benevole@example.org"}
        )
        cls.silent = cls.env["res.partner"].create({"name": "Sans adresse"})
        cls.company.hub_coordinator_id = cls.office
        cls.company.hub_paper_partner_ids = cls.volunteer | cls.silent
        cls.farm.phone = "02 33 00 00 01"
        cls.college.phone = "02 33 00 00 02"

    def _close(self):
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 10.0, self.goat: 6.0})
        self._make_order(catalogue, self.grocer, {self.carrot: 5.0})
        catalogue.action_close()
        return catalogue

    def _messages(self, catalogue):
        return self.env["hub.message"].search(
            [("kind", "=", "paper_pack"), ("res_id", "=", catalogue.id)]
        )

    def _text(self, catalogue):
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "milperche_hub.report_fallback_pack", catalogue.ids
        )
        html = re.sub(r"<style.*?</style>", "", html.decode(), flags=re.S)
        return " ".join(re.sub(r"<[^>]+>", " ", html).split())

    def test_office_and_chosen_volunteers_once(self):
        catalogue = self._close()
        messages = self._messages(catalogue)
        self.assertEqual(messages.partner_id, self.office.partner_id | self.volunteer)
        self.assertFalse(messages.attachment_ids, "not printed at the cut-off")
        catalogue._post_paper_pack()
        catalogue.action_close()
        self.assertEqual(self._messages(catalogue), messages)

    def test_one_file_for_all_readers(self):
        messages = self._messages(self._close())
        with self.allow_pdf_render():
            messages.with_context(force_report_rendering=True)._send()
        self.assertEqual(set(messages.mapped("state")) - {"sent", "leaving"}, set())
        self.assertEqual(len(messages.attachment_ids), 1)
        self.assertTrue(messages.attachment_ids.raw.startswith(b"%PDF"))

    def test_nothing_ordered_nothing_mailed(self):
        catalogue = self._make_catalogue()
        catalogue.action_close()
        self.assertEqual(catalogue.state, "closed")
        self.assertFalse(self._messages(catalogue))

    def test_a_broken_print_holds_nothing_up(self):
        self.env.ref(
            "milperche_hub.report_fallback_week"
        ).arch = '<t t-name="milperche_hub.report_fallback_week"><t t-out="1 / 0"/></t>'
        catalogue = self._close()
        self.assertEqual(catalogue.state, "closed")
        messages = self._messages(catalogue)
        with (
            self.allow_pdf_render(),
            self.assertLogs(
                "odoo.addons.milperche_hub.models.hub_message_queue", "WARNING"
            ),
        ):
            messages.with_context(force_report_rendering=True)._send()
        self.assertEqual(messages.mapped("state"), ["failed", "failed"])
        self.assertIn("division by zero", messages[0].failure_reason)

    def test_what_stands_on_it(self):
        text = self._text(self._close())
        for part in (
            self.farm.name,
            "02 33 00 00 01",
            self.college.name,
            "02 33 00 00 02",
            self.carrot.name,
            "15 kg",
            "10 kg",
            "5 kg",
        ):
            self.assertIn(part, text)
        self.assertNotIn("€", text)

    def test_runs_are_on_it(self):
        catalogue = self._close()
        runs = catalogue._get_paper_runs()
        self.assertTrue(runs)
        text = self._text(catalogue)
        for run in runs:
            self.assertIn(run.name, text)
        self.assertEqual(text.count("Round sheet"), len(runs))
        asked = sum(
            move.product_qty * move.product_id.weight
            for move in catalogue.delivery_ids.move_ids
        )
        stops = [
            stop
            for run in runs.with_context(hub_as_ordered=True)
            for stop in run._get_run_stops()
        ]
        self.assertAlmostEqual(sum(stop["weight"] for stop in stops), asked, 3)
        self.assertEqual(sum(stop["lines"] for stop in stops), 3)
