"""Links of last week, of someone else, revoked or forged: refused, nothing changed."""

from datetime import timedelta

from odoo import fields

from .common import HubHttpCase
from .test_portal_client import PortalWorld

TOKENS = (
    "nonsense",
    "0",
    "%27%20OR%201=1--",
    "x" * 5000,
    "%00",
    "%F0%9F%A5%95",
)


class TestHostileLinks(PortalWorld, HubHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.other_week = cls._make_catalogue()
        cls.order = cls._make_order(cls.catalogue, cls.college, {cls.carrot: 5})
        cls.other = cls._make_order(cls.other_week, cls.college, {cls.carrot: 4})
        cls.theirs = cls._make_order(cls.catalogue, cls.grocer, {cls.carrot: 7})
        cls.college.lang = cls.grocer.lang = "en_US"
        cls.link = cls.catalogue._get_order_link(cls.college)

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _enter(self, link):
        return self.url_open(link.url.removeprefix(link.get_base_url()))

    def _call(self, catalogue, route, **params):
        answer = self.url_open(
            f"/my/catalogue/{catalogue.id}/{route}",
            json={"jsonrpc": "2.0", "method": "call", "params": params},
        ).json()
        return answer.get("result", answer)

    def _try_all(self, catalogue=None):
        """Read, save and place; what each route answered, as one text."""
        catalogue = catalogue or self.catalogue
        carrots = catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        answers = [
            self._call(catalogue, "save", quantities={str(carrots.id): 50}),
            self._call(catalogue, "save", quantities={}),
            self._call(catalogue, "place"),
            self._call(catalogue, "reference", reference="forged"),
        ]
        pages = [
            self.url_open(f"/my/catalogue/{catalogue.id}{end}").text
            for end in ("", "/order", f"?client_id={self.grocer.id}")
        ]
        return answers, pages

    def assertNothingChanged(self):
        self.env.invalidate_all()
        for order, quantity in ((self.order, 5), (self.other, 4), (self.theirs, 7)):
            self.assertEqual(order.order_line.mapped("product_uom_qty"), [quantity])
            self.assertEqual(order.state, "sent")
            self.assertFalse(order.client_order_ref)
        self.assertOffersHold(self.catalogue | self.other_week)

    def assertClosed(self, catalogue=None):
        """Every route of the grid refuses in words and leaves all as it was."""
        answers, pages = self._try_all(catalogue)
        for answer in answers:
            said = str(answer)
            self.assertTrue("SessionExpired" in said or "not open to you" in said, said)
        for page in pages:
            self.assertNotIn(self.order.name, page)
            self.assertNotIn(self.theirs.name, page)
        self.assertNothingChanged()

    def test_no_link_at_all(self):
        self.assertClosed()

    def test_forged(self):
        token = self.link.token
        for forged in (*TOKENS, token[:-1], token + "a", token.swapcase()):
            with self.subTest(token=forged[:20]):
                page = self.url_open(f"/my/link/{forged}")
                self.assertIn(page.status_code, (400, 403, 404))
        self.assertClosed()

    def test_of_last_week(self):
        self._enter(self.link)
        self.link.date_end = fields.Datetime.now() - timedelta(seconds=1)
        self.assertClosed()
        page = self._enter(self.link)
        self.assertEqual(page.status_code, 403)
        self.assertIn("This link no longer works", page.text)
        self.assertClosed()

    def test_of_last_week_and_not_delivered_yet(self):
        """It still shows its own order, and nothing of this week's."""
        self.catalogue.action_close()
        page = self._enter(self.link)
        self.assertIn(self.order.name, page.text)
        carrots = {str(self.order.order_line.offer_id.id): 50}
        answer = self._call(self.catalogue, "save", quantities=carrots)
        self.assertIn("closed on", answer["error"])
        self.assertIn("closed on", self._call(self.catalogue, "place")["error"])
        self.assertEqual(self.order.order_line.product_uom_qty, 5)
        self.assertClosedFor(self.other_week)

    def assertClosedFor(self, week):
        answers, pages = self._try_all(week)
        for answer in answers:
            self.assertIn("not open to you", str(answer))
        for page in pages:
            self.assertNotIn(f"/my/catalogue/{week.id}/", page)
            self.assertNotIn(f'href="/my/catalogue/{week.id}"', page)
            self.assertNotIn(self.other.name, page)
        self.env.invalidate_all()
        self.assertEqual(self.other.order_line.product_uom_qty, 4)
        self.assertOffersHold(self.other_week)

    def test_a_link_opens_its_own_week_only(self):
        self._enter(self.link)
        self.assertClosedFor(self.other_week)
        self.assertNothingChanged()

    def test_two_weeks_two_links_two_tabs(self):
        self._enter(self.link)
        self._enter(self.other_week._get_order_link(self.college))
        for week in (self.catalogue, self.other_week):
            self.assertIn("quantities", self._call(week, "save", quantities={}))
        # Of another client, the links before open nothing any more.
        self._enter(self.other_week._get_order_link(self.grocer))
        answer = self._call(self.catalogue, "save", quantities={})
        self.assertIn("not open to you", answer["error"])
        self.assertNothingChanged()

    def test_a_revoked_one_among_two(self):
        self._enter(self.link)
        self._enter(self.other_week._get_order_link(self.college))
        self.link.action_revoke()
        answer = self._call(self.catalogue, "save", quantities={})
        self.assertIn("not open to you", answer["error"])

    def test_of_someone_else(self):
        """Another client's link opens that client's order, never this one's."""
        self._enter(self.catalogue._get_order_link(self.grocer))
        page = self.url_open(f"/my/catalogue/{self.catalogue.id}/order").text
        self.assertIn(self.theirs.name, page)
        self.assertNotIn(self.order.name, page)
        for params in (
            {"client_id": self.college.id},
            {"order_id": self.order.id},
            {"partner_id": self.college.id},
        ):
            self._call(self.catalogue, "place", **params)
            state = self._call(self.catalogue, "save", quantities={}, **params)
            self.assertEqual(list(state["quantities"].values()), [7])
        page = self.url_open(f"/my/catalogue/for/{self.college.id}/{self.catalogue.id}")
        self.assertNotIn(self.order.name, page.text)
        self.assertNothingChanged()

    def test_revoked_while_the_page_is_open(self):
        self._enter(self.link)
        self.link.action_revoke()
        self.assertClosed()
        self.assertEqual(self._enter(self.link).status_code, 403)

    def test_of_another_purpose(self):
        self._enter(self.env["hub.access.link"]._get("producer", self.college))
        self.assertClosed()

    def test_of_an_archived_client(self):
        self._enter(self.link)
        self.college.active = False
        self.assertClosed()

    def test_a_login_and_someone_else_s_link(self):
        """The link counts: what it opens is its client's, in its week alone."""
        self._make_portal_user("t_hostile", self.college)
        self.authenticate("t_hostile", "t_hostile")
        self._enter(self.catalogue._get_order_link(self.grocer))
        state = self._call(self.catalogue, "save", quantities={})
        self.assertEqual(list(state["quantities"].values()), [7])
        answer = self._call(self.other_week, "save", quantities={})
        self.assertIn("not open to you", answer["error"])
        self.assertNothingChanged()

    def test_a_login_and_its_own_link(self):
        self._make_portal_user("t_hostile", self.college)
        self.authenticate("t_hostile", "t_hostile")
        self._enter(self.link)
        state = self._call(self.other_week, "save", quantities={})
        self.assertEqual(list(state["quantities"].values()), [4])
