"""Messages leave once, never at night; a personal link opens for its partner only."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import MONDAY, HubCase

NIGHT = datetime(2026, 3, 2, 22, 30)


class TestMessages(HubCase):
    def _write(self, key="greeting", partner=None, **values):
        partner = partner or self.clients[0]
        partner.email = partner.email or "kitchen@example.org"
        return self.env["hub.message"]._post_once(
            [
                {
                    "key": key,
                    "partner_id": partner.id,
                    "subject": "The week",
                    "body": "<p>Hello</p>",
                    **values,
                }
            ]
        )

    def _run_cron(self):
        cron = self.env.ref("milperche_hub.hub_message_cron_send_due")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_same_key_is_written_once(self):
        first = self._write()
        again = self._write()
        other = self._write(key="other")
        self.assertEqual(len(first), 1)
        self.assertFalse(again)
        self.assertEqual(len(other), 1)

    def test_twice_the_same_key_in_one_call(self):
        vals = {"key": "k", "partner_id": self.farm.id, "subject": "s"}
        self.assertEqual(len(self.env["hub.message"]._post_once([vals, vals])), 1)

    def test_due_message_leaves_once(self):
        message = self._write()
        self.assertEqual(message.state, "waiting")
        self._run_cron()
        self.assertEqual(message.state, "leaving")
        mail = self.env["mail.mail"].search(
            [("mail_message_id", "=", message.mail_message_id.id)]
        )
        self.assertEqual(mail.recipient_ids, message.partner_id)
        self.assertIn("Hello", mail.body_html)
        self._run_cron()
        self.assertEqual(message.date_sent, MONDAY)
        notification = message.mail_message_id.notification_ids
        notification.notification_status = "sent"
        self.assertEqual(message.state, "sent")
        notification.notification_status = "bounce"
        self.assertEqual(message.state, "failed")

    def test_nothing_leaves_at_night(self):
        message = self._write()
        with freeze_time(NIGHT):
            self._run_cron()
            self.assertEqual(message.state, "waiting")
            message.action_send()
            self.assertEqual(message.state, "leaving")

    def test_quiet_hours_are_the_hub_s(self):
        quiet = self.env["hub.message"]._is_quiet
        self.assertFalse(quiet(datetime(2026, 3, 2, 18, 59)))
        self.assertTrue(quiet(datetime(2026, 3, 2, 19, 0)))
        self.assertTrue(quiet(datetime(2026, 3, 2, 5, 59)))
        self.assertFalse(quiet(datetime(2026, 3, 2, 6, 0)))
        self.assertFalse(quiet(datetime(2026, 7, 2, 17, 59)), "summer time")
        self.assertTrue(quiet(datetime(2026, 7, 2, 18, 0)), "summer time")
        self.env.company.write({"hub_quiet_from": 1, "hub_quiet_to": 5})
        self.assertFalse(quiet(datetime(2026, 3, 2, 23, 0)))
        self.assertTrue(quiet(datetime(2026, 3, 3, 1, 0)))

    def test_not_due_yet(self):
        message = self._write(date_due=MONDAY + timedelta(hours=1))
        self._run_cron()
        self.assertEqual(message.state, "waiting")
        with freeze_time(MONDAY + timedelta(hours=1)):
            self._run_cron()
        self.assertEqual(message.state, "leaving")

    def test_no_address_waits_for_one(self):
        client = self.clients[0]
        message = self._write()
        client.email = False
        self.assertEqual(message.state, "no_address")
        self._run_cron()
        self.assertFalse(message.date_sent)
        client.email = "found@example.org"
        self._run_cron()
        self.assertEqual(message.state, "leaving")

    @mute_logger("odoo.addons.milperche_hub.models.hub_message_queue")
    def test_one_failure_does_not_stop_the_others(self):
        bad = self._write(key="bad", attachment_ids=[])
        good = self._write(key="good")
        self.patch(
            type(bad),
            "_prepare_notify_values",
            self._failing_for(bad, type(bad)._prepare_notify_values),
        )
        self._run_cron()
        self.assertEqual(bad.state, "failed")
        self.assertEqual(bad.failure_reason, "no ink")
        self.assertEqual(good.state, "leaving")

    @staticmethod
    def _failing_for(bad, prepare):
        def fail(message, company):
            if message == bad:
                raise ValueError("no ink")
            return prepare(message, company)

        return fail

    def test_cancelled_and_sent_are_left_alone(self):
        message, sent = self._write(), self._write(key="sent")
        message.action_cancel()
        sent.action_send()
        self._run_cron()
        self.assertEqual(message.state, "cancelled")
        self.assertFalse(message.date_sent)
        with self.assertRaises(UserError):
            (message | sent).action_send()
        sent.action_cancel()
        self.assertEqual(sent.state, "leaving")

    def test_only_staff_reads_them(self):
        message = self._write()
        portal = new_test_user(self.env, "cook", groups="base.group_portal")
        volunteer = new_test_user(
            self.env, "volunteer", groups="milperche_hub.group_volunteer"
        )
        for user in (portal, volunteer):
            with self.assertRaises(AccessError):
                message.with_user(user).read(["subject"])


class TestAccessLinks(HubCase):
    def setUp(self):
        super().setUp()
        self.links = self.env["hub.access.link"]
        self.link = self.links._get(
            "order", self.clients[0], date_end=MONDAY + timedelta(days=3)
        )

    def test_opens_for_its_purpose_until_its_end(self):
        resolve, token = self.links._resolve, self.link.token
        self.assertEqual(resolve(token, "order"), self.link)
        self.assertEqual(self.link.date_used, fields.Datetime.now())
        self.assertFalse(resolve(token, "producer"))
        self.assertFalse(resolve(token[:-1], "order"))
        self.assertFalse(resolve("", "order"))
        self.assertFalse(resolve(None, "order"))
        self.assertFalse(resolve([token], "order"))
        with freeze_time(MONDAY + timedelta(days=3, seconds=1)):
            self.assertFalse(resolve(token, "order"))

    def test_revoked_or_left(self):
        token = self.link.token
        self.clients[0].active = False
        self.assertFalse(self.links._resolve(token, "order"))
        self.clients[0].active = True
        self.link.action_revoke()
        self.assertFalse(self.links._resolve(token, "order"))
        again = self.links._get("order", self.clients[0])
        self.assertNotEqual(again.token, token)

    def test_same_link_while_it_lives(self):
        end = MONDAY + timedelta(days=10)
        again = self.links._get("order", self.clients[0], date_end=end)
        self.assertEqual(again, self.link)
        self.assertEqual(again.date_end, end)
        self.assertNotEqual(self.links._get("order", self.clients[1]), self.link)
        self.assertIn(self.link.token, self.link.url)

    def test_the_token_is_nobody_s_to_read(self):
        coordinator = new_test_user(
            self.env, "coordinator", groups="milperche_hub.group_coordinator"
        )
        link = self.link.with_user(coordinator)
        self.assertTrue(link.url)
        with self.assertRaises(AccessError):
            link.read(["token"])
        portal = new_test_user(self.env, "cook", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.link.with_user(portal).read(["url"])
