"""Paper and alarms of a Thursday: the paper pack, the packing screen, a recall.

    ./hub bench thursday                               32 and 100 clients
    ./hub bench thursday --write docs/bench_thursday.md    and write it down

The recall's mails leave through Odoo's mail queue and a real SMTP conversation with a
server of this program; the clock runs from the choice of the lot to the last mail.
"""

import os
import re
import socketserver
import threading
import time
from datetime import date

import report
from hub_week import HubWeek
from sides import Side
from world import HubWorld

SIZES = (32, 100)
PAGE = re.compile(rb"/Type\s*/Page[^s]")


class MailSink(socketserver.ThreadingTCPServer):
    """Takes every mail and counts it."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Conversation(socketserver.StreamRequestHandler):
    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self):
        self._say("220 sink")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                while self.rfile.readline() != b".\r\n":
                    pass
                self.server.mails.append(time.perf_counter())
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")


class Thursday:
    """One week, received and shared out, not delivered yet."""

    def __init__(self, side, clients):
        self.env, self.cr = side.env, side.cr
        world = HubWorld(self.env, clients)
        week = HubWeek(world, world.clients)
        # A lot that everybody gets: the one a recall is about.
        self.product = world.products[0]
        for step in HubWeek.steps:
            if step == "place":
                self._order_one_for_all(week)
            getattr(week, step)()
            if step == "receive":
                break
        self.week = week
        self.cr.commit()

    def _order_one_for_all(self, week):
        for order in week.orders:
            if self.product not in order.order_line.product_id:
                order.order_line[0].product_id = self.product

    def _time(self, what):
        self.env.flush_all()
        self.env.invalidate_all()
        began = time.perf_counter()
        result = what()
        return result, time.perf_counter() - began

    def print_pack(self):
        """``(pages, seconds)`` of the paper pack, one file."""
        deliveries = self.week.catalogue.delivery_ids
        reports = self.env["ir.actions.report"]
        (pdf, __), seconds = self._time(
            lambda: reports._render_qweb_pdf(
                "milperche_hub.report_paper_pack", deliveries.ids
            )
        )
        sheets = len(deliveries._get_packing_matrix())
        return len(PAGE.findall(pdf)), sheets, seconds

    def correct_a_share(self):
        """Seconds from a new weight to the screen that shows it."""
        packing = self.env["hub.packing"]
        move = self.week.catalogue.delivery_ids.move_ids[:1]

        def correct():
            packing.set_share(move.id, move.quantity - 0.5)
            return packing.get_page(self.week.catalogue.id)

        return self._time(correct)[1]

    def recall(self, sink):
        """``(mails, seconds)`` from the choice of the lot to the last mail received."""
        self.week.deliver()
        self._use(sink)
        lot = self.env["stock.lot"].search(
            [("product_id", "=", self.product.id)], limit=1
        )
        self.env.flush_all()
        self.cr.commit()
        self.env.invalidate_all()
        began = time.perf_counter()
        recall = self.env["hub.recall"].browse(lot.action_recall()["res_id"])
        recall.action_send()
        self.cr.commit()
        self.env["mail.mail"].sudo().process_email_queue()
        self.cr.commit()
        return len(sink.mails), max(sink.mails, default=began) - began

    def _use(self, sink):
        self.env["mail.mail"].sudo().search([("state", "=", "outgoing")]).cancel()
        self.env["ir.mail_server"].create(
            {
                "name": "sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": sink.server_address[1],
                "smtp_encryption": "none",
            }
        )
        self.env.company.email = "hub@example.org"


def main(path=None):
    rows, machine = [], ""
    for clients in SIZES:
        side = Side(f"hub_thursday_{os.getpid()}", None, None, "milperche_hub")
        sink = MailSink()
        try:
            thursday = Thursday(side, clients)
            thursday.print_pack()  # templates are compiled once
            row = (clients, *thursday.print_pack(), thursday.correct_a_share())
            rows.append((*row, *thursday.recall(sink)))
            machine = report.describe_machine(side.cr)
        finally:
            sink.shutdown()
            side.close()
    text = _describe(rows)
    print(text, machine, sep="\n\n")
    if path:
        _write(path, machine, text)


def _describe(rows):
    lines = [
        "| clients | paper pack | pages | of it tables | screen after a new weight |"
        " recall: mails | from the lot to the last mail |",
        "|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for clients, pages, sheets, pack, screen, mails, recall in rows:
        lines.append(
            f"| {clients} | {pack:.1f} s | {pages} | {sheets} | {screen:.2f} s |"
            f" {mails} | {recall:.1f} s |"
        )
    return "\n".join(lines)


def _write(path, machine, text):
    page = "\n\n".join(
        [
            "# Paper and alarms of a Thursday",
            "Made by `./hub bench thursday --write docs/bench_thursday.md` on"
            f" {date.today():%B %Y}, {machine}.",
            "Fifteen lines an order. The pack is one PDF: the product × client tables,"
            " the three packing views and the crate labels. A recall's mails pass"
            " through Odoo's mail queue, woken up at once, to an SMTP server of the"
            " program.",
            text,
        ]
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write(page + "\n")
