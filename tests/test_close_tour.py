import io
import zipfile
from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo import fields

from .common import HubHttpCase


class TestCloseTour(HubHttpCase):
    """The bookkeeper alone, in a browser: the ten days, then the month's file."""

    def test_from_the_home_page_to_the_pack(self):
        self._add_tour("close_tour")
        self.company.partner_id.company_registry = "73282932000074"
        self.grocer.email = "grocer@example.org"
        groups = "milperche_hub.group_coordinator,account.group_account_user"
        self._make_user("books", groups, password="books")
        # delivered in the last days of the month before
        month_end = fields.Date.today().replace(day=1) - timedelta(days=1)
        with freeze_time(datetime.combine(month_end, time(9))):
            catalogue = self._make_catalogue()
            order = self._make_order(catalogue, self.grocer, {self.carrot: 10})
            catalogue.action_close()
            catalogue.action_receive_all()
            catalogue.delivery_ids._deliver()
        self.start_tour("/odoo/this-week", "hub_close_tour", login="books", timeout=180)
        self.assertEqual(order.invoice_ids.state, "posted")
        self.assertTrue(order.invoice_ids.hub_date_sent)
        settlement = order.order_line.move_ids.settlement_line_ids.settlement_id
        self.assertEqual(settlement.bill_id.state, "posted")
        self.assertTrue(settlement.bill_id.hub_date_sent)
        page = self.env["hub.period"]._get_for(month_end, "month")
        archive = zipfile.ZipFile(io.BytesIO(page.pack_id.raw))
        self.assertIn("trial-balance.csv", archive.namelist())
