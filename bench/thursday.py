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
from sides import Side, _get_server_seconds
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
        self.env, self.cr, self.server_pid = side.env, side.cr, side.server_pid
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
        """``(result, seconds, of them busy)``: Python, its children, the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        before, busy = time.perf_counter(), self._get_busy()
        result = what()
        return result, time.perf_counter() - before, self._get_busy() - busy

    def _get_busy(self):
        return sum(os.times()[:4]) + _get_server_seconds(self.server_pid)

    def print_pack(self):
        """Pages, tables, seconds and busy seconds of the paper pack, one file."""
        deliveries = self.week.catalogue.delivery_ids
        reports = self.env["ir.actions.report"]
        (pdf, __), *seconds = self._time(
            lambda: reports._render_qweb_pdf(
                "milperche_hub.report_paper_pack", deliveries.ids
            )
        )
        sheets = len(deliveries._get_packing_matrix())
        return len(PAGE.findall(pdf)), sheets, *seconds

    def correct_a_share(self):
        """Seconds, and busy ones, from a new weight to the screen that shows it."""
        packing = self.env["hub.packing"]
        move = self.week.catalogue.delivery_ids.move_ids[:1]

        def correct():
            packing.set_share(move.id, move.quantity - 0.5)
            return packing.get_page(self.week.catalogue.id)

        correct()
        return self._time(correct)[1:]

    def recall(self, sink):
        """Mails, seconds, busy seconds: from the choice of the lot to the last mail."""
        self.week.deliver()
        self._use(sink)
        lot = self.env["stock.lot"].search(
            [("product_id", "=", self.product.id)], limit=1
        )
        self.env.flush_all()
        self.cr.commit()
        self.env.invalidate_all()
        began, busy = time.perf_counter(), self._get_busy()
        recall = self.env["hub.recall"].browse(lot.action_recall()["res_id"])
        recall.action_send()
        self.cr.commit()
        self.env["mail.mail"].sudo().process_email_queue()
        self.cr.commit()
        seconds = max(sink.mails, default=began) - began
        return len(sink.mails), seconds, self._get_busy() - busy

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
            row = (clients, *thursday.print_pack(), *thursday.correct_a_share())
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
    head = [
        ("clients", "{0}"),
        ("pages (of them tables)", "{1} ({2})"),
        ("paper pack", "{3:.1f} s"),
        ("busy", "{4:.1f} s"),
        ("screen after a new weight", "{5:.2f} s"),
        ("busy", "{6:.2f} s"),
        ("mails", "{7}"),
        ("from the lot to the last mail", "{8:.1f} s"),
        ("busy", "{9:.1f} s"),
    ]
    cells = [[title for title, _form in head], ["--:"] * len(head)]
    cells += [[form.format(*row) for _title, form in head] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def _write(path, machine, text):
    page = "\n\n".join(
        [
            "# Paper and alarms of a Thursday",
            "Made by `./hub bench thursday --write docs/bench_thursday.md` in"
            f" {date.today():%B %Y} on {machine}.",
            "Fifteen lines an order. Seconds depend on what else the machine does;"
            " *busy* is the processor time of Python, of the printing program and of"
            " the database's process. The pack is one PDF: the product × client tables,"
            " the three packing views and the crate labels. A recall's mails pass"
            " through Odoo's mail queue, woken up at once, to an SMTP server of the"
            " program.",
            text,
        ]
    )
    with open(path, "w", encoding="utf-8") as file:
        file.write(page + "\n")
