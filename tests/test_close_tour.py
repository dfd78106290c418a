import io
import zipfile
from datetime import datetime, time, timedelta

from freezegun import freeze_time

from odoo import fields

from .common import HubHttpCase


class TestCloseTour(HubHttpCase):
    """The bookkeeper, who is not the coordinator: ten days, then the month's file."""

    def test_from_the_page_to_the_pack(self):
        self._add_tour("close_tour")
        self.company.partner_id.company_registry = "73282932000074"
        self.grocer.email = "grocer@example.org"
        self._make_user("books", "account.group_account_user", password="books")
        # delivered in the last days of the month before
        month_end = fields.Date.today().replace(day=1) - timedelta(days=1)
        with freeze_time(datetime.combine(month_end, time(9))):
            catalogue = self._make_catalogue()
            order = self._make_order(catalogue, self.grocer, {self.carrot: 10})
            catalogue.action_close()
            catalogue.action_receive_all()
            catalogue.delivery_ids._deliver()
        page = "/odoo/close-period"
        self.start_tour(page, "hub_close_tour", login="books", timeout=180)
        self.assertEqual(order.invoice_ids.state, "posted")
        self.assertTrue(order.invoice_ids.hub_date_sent)
        settlement = order.order_line.move_ids.settlement_line_ids.settlement_id
        self.assertEqual(settlement.bill_id.state, "posted")
        self.assertTrue(settlement.bill_id.hub_date_sent)
        page = self.env["hub.period"]._get_for(month_end, "month")
        archive = zipfile.ZipFile(io.BytesIO(page.pack_id.raw))
        kinds = [name.rpartition(".")[2] for name in archive.namelist()]
        # FEC; balance, VAT, open items; self-billed invoices, statements
        self.assertEqual(kinds, ["txt", "csv", "csv", "csv", "pdf", "pdf"])
