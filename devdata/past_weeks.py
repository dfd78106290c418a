"""Eight past weeks and the current one, made by running the real flow.

Run in Odoo's shell on a database with the demo data::

    ./hub shell < devdata/past_weeks.py

The clock is moved from here, never in the add-on: orders are placed, cut off, brought,
weighed, delivered, invoiced, settled and paid on their day. Nothing is written to a
journal by hand. The same seed gives the same weeks.
"""

import random
from datetime import date, datetime, time, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.sql_db import Cursor

WEEKS = 8
SEED = 61110
IN_PACKS = {  # how many packs of a product a kind of client takes at once
    "nursery": (1, 1),
    "primary": (1, 2),
    "secondary": (2, 4),
    "hospital": (2, 5),
    "care_home": (1, 3),
    "other_canteen": (1, 3),
    "delicatessen": (1, 2),
    "restaurant": (1, 1),
}
SHORTAGES = {1: 2, 3: 1, 6: 3}  # week: how many products arrive short
CREDIT_WEEK = 4
CONTEST_DAYS = 3
UNPLACED_BASKETS = 3
CLAIMS = (
    ("freshness", "Démo : feuilles fanées"),
    ("calibre", "Démo : trop gros pour l'éplucheuse"),
    ("missing", "Démo : il en manquait"),
    ("preference", "Démo : les enfants préfèrent une autre variété"),
)


class DemoWeeks:
    """Plays the coordinator, the producers and the clients, week after week."""

    def __init__(self, env):
        self.env = env
        self.random = random.Random(SEED)
        self.clients = env["res.partner"].search(
            [("is_hub_client", "=", True)], order="id"
        )
        self.producers = env["res.partner"].search(
            [("is_producer", "=", True)], order="id"
        )
        self.habits = {}
        self.previous = env["hub.catalogue"]

    # ------------------------------------------------------------------
    # The calendar: opens on Wednesday, closes on Friday noon, delivers from Tuesday
    # ------------------------------------------------------------------

    def run(self, today):
        """Play everything up to ``today``, then open the current week."""
        closing = self._next_closing(today)
        tuesday = closing + timedelta(days=4)
        past = [tuesday - timedelta(weeks=back) for back in range(WEEKS + 1, 0, -1)]
        past = [day for day in past if day + timedelta(days=3) < today][-WEEKS:]
        self.sign_mandates()
        for number, day in enumerate(past, start=1):
            self.play_week(number, day)
            self.bill_until(day + timedelta(days=4))
            self.settle_until(day + timedelta(days=4))
            self.pay_until(day + timedelta(days=5))
            self.send_until(datetime.combine(day + timedelta(days=5), time(9)))
            self.env.cr.commit()
            self._analyze()
            print(f"  week {number} of {len(past)}, delivered from {day}", flush=True)
        self.open_current_week(today, closing, tuesday)
        self.send_until(datetime.now(), bounce=True)
        self.hand_over(today)
        self.remember_past_years(today.year)
        if past:
            self.spend_for_funders(past[0])
            self.report_to_funders(past[0], today)
        self.hold_mails()
        self.env.cr.commit()

    def hold_mails(self):
        """Mails stay in Odoo's queue: a demo has no server, and nobody to write to."""
        self.env.ref("mail.ir_cron_mail_scheduler_action").active = False

    def report_to_funders(self, first_day, today):
        """The second half of the weeks, compared with the first."""
        middle = first_day + (today - first_day) // 2
        self.env["hub.funder.report"].create(
            {
                "name": "Rapport intermédiaire (Démo)",
                "date_from": middle,
                "date_to": today,
                "comment": "Huit semaines de livraisons fictives.",
                "partner_ids": [Command.set([f.id for f in self._get_funders()])],
            }
        )

    def _get_funders(self):
        names = ("feader", "region", "parc")
        return [self.env.ref(f"milperche_hub.funder_{name}") for name in names]

    def spend_for_funders(self, first_day):
        """Expenses shared between funders, by action; the last one is not paid yet."""
        supplier = self.env["res.partner"].create(
            {"name": "Garage Fictif du Perche", "is_company": True}
        )
        refs = {
            name: str(self.env.ref(f"milperche_hub.analytic_{name}").id)
            for name in ("feader", "region", "logistics", "canteens")
        }
        tax = self.env.company.account_purchase_tax_id
        vans = f"{refs['feader']},{refs['logistics']}"
        cooks = f"{refs['region']},{refs['canteens']}"
        for rank, (what, amount, shares) in enumerate(
            (
                ("Location d'un fourgon frigorifique", 780.0, {vans: 60.0}),
                ("Entretien du fourgon", 214.5, {vans: 60.0}),
                ("Atelier pour les cuisiniers", 320.0, {cooks: 100.0}),
            )
        ):
            day = first_day + timedelta(weeks=2 * rank + 1)
            with self._at(day, 10):
                bill = self.env["account.move"].create(
                    {
                        "move_type": "in_invoice",
                        "partner_id": supplier.id,
                        "ref": f"DEMO-{rank + 1:03}",
                        "invoice_date": day,
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "name": what,
                                    "price_unit": amount,
                                    "tax_ids": [Command.set(tax.ids)],
                                    "analytic_distribution": shares,
                                }
                            )
                        ],
                    }
                )
                bill.action_post()
                if rank < 2:
                    self._pay(bill)

    def remember_past_years(self, year):
        """Two years from before this software, by client and producer."""
        luck = random.Random(SEED)
        self.env["hub.past.sale"].create(
            [
                {
                    "date": date(year - back, 1, 1),
                    "span": "year",
                    "partner_id": client.id,
                    "producer_id": producer.id,
                    "amount_untaxed": round(luck.uniform(150, 900), 2),
                    "weight_kg": round(luck.uniform(40, 300), 1),
                }
                for back in (2, 1)
                for client in self.clients[: 20 - 6 * back]
                for producer in luck.sample(list(self.producers), 6)
            ]
        )

    def hand_over(self, today):
        """A volunteer has a task this week, and runs the one in a month."""
        volunteer = self.env.ref("milperche_hub.user_volunteer")
        start = today + timedelta(days=28 - today.weekday())
        self.env["hub.handover.period"].create(
            {
                "user_id": volunteer.id,
                "date_from": start,
                "date_to": start + timedelta(days=4),
                "note": "Démo : clés sous la caisse verte ; le lycée est fermé.",
            }
        )
        current = self.env["hub.catalogue"].search([("state", "=", "open")], limit=1)
        if current:
            current.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=today,
                summary="Laver les caisses revenues (démo)",
                user_id=volunteer.id,
            )

    def _next_closing(self, today):
        friday = today + timedelta(days=(4 - today.weekday()) % 7)
        return friday if friday >= today + timedelta(days=2) else friday + timedelta(7)

    def _at(self, day, hour, minute=0):
        return clock_at(datetime.combine(day, time(hour, minute)))

    # ------------------------------------------------------------------
    # One week
    # ------------------------------------------------------------------

    def play_week(self, number, tuesday):
        opening, closing = tuesday - timedelta(days=6), tuesday - timedelta(days=4)
        with self._at(opening, 7):
            catalogue = self._open_catalogue(opening, closing, tuesday)
        with self._at(opening + timedelta(days=1), 9, self.random.randrange(60)):
            orders = self._order(catalogue, self._clients_of_week())
            for order in orders:
                self._place(order)
        with self._at(closing, 11):
            catalogue.action_close()
        with self._at(closing, 13):
            self._answer_orders(catalogue)
        with self._at(tuesday - timedelta(days=1), 13):
            weights = self._receive(catalogue, SHORTAGES.get(number, 0))
        for day in sorted(catalogue.delivery_ids.batch_id.mapped("scheduled_date")):
            with self._at(day.date(), 10):
                self._deliver(catalogue, day, weights)
        with self._at(tuesday + timedelta(days=3), 16):
            catalogue.action_invoice()
            catalogue.order_ids.invoice_ids.action_post()
        with self._at(tuesday + timedelta(days=3), 16, 30):
            self._hear_clients(catalogue, number)
        if number == CREDIT_WEEK:
            with self._at(tuesday + timedelta(days=3), 17):
                self._credit_one(catalogue)
        with self._at(tuesday + timedelta(days=3), 18):
            catalogue.action_done()

    def _answer_orders(self, catalogue):
        """Producers accept what they are asked; what was told is told."""
        waiting = catalogue.producer_order_ids.filtered(lambda o: o.answer == "waiting")
        waiting._accept("portal")

    def _open_catalogue(self, opening, closing, tuesday):
        catalogue = self.env["hub.catalogue"].create(
            self._prepare_catalogue_vals(opening, closing, tuesday)
        )
        catalogue.action_add_products()
        for offer in catalogue.offer_ids:
            offer.write(self._prepare_offer_vals(offer))
        catalogue.action_open()
        return catalogue

    def _prepare_catalogue_vals(self, opening, closing, tuesday):
        localize = self.env["hub.catalogue"]._localize
        return {
            "date_open": localize(opening, 8.0),
            "date_close": localize(closing, 12.0),
            "date_delivery": tuesday,
        }

    def _prepare_offer_vals(self, offer):
        if self.random.random() < 0.25:
            return {"on_demand": True, "quantity_offered": 0.0}
        pack = self._get_pack(offer.product_id)
        return {"quantity_offered": pack * self.random.randint(12, 40)}

    def _get_pack(self, product):
        return product.hub_pack_qty or 1.0

    def _clients_of_week(self):
        count = self.random.randint(16, len(self.clients))
        return self.env["res.partner"].union(
            *self.random.sample(list(self.clients), count)
        )

    # ------------------------------------------------------------------
    # Clients
    # ------------------------------------------------------------------

    def _order(self, catalogue, clients):
        """Each client orders from its habits and tries something new.

        Usual baskets, which the opening prepared, are kept as they are.
        """
        baskets = catalogue.order_ids
        return baskets | baskets.create(
            [
                {
                    "partner_id": client.id,
                    "catalogue_id": catalogue.id,
                    "order_line": self._prepare_lines(catalogue, client),
                }
                for client in clients - baskets.partner_id
            ]
        )

    def _prepare_lines(self, catalogue, client):
        offers = self._get_allowed_offers(catalogue, client)
        habit = self.habits.setdefault(
            client, self.random.sample(sorted(offers.product_id.ids), 14)
        )
        usual = [offer for offer in offers if offer.product_id.id in habit]
        chosen = self.random.sample(usual, min(len(usual), self.random.randint(5, 11)))
        chosen += self.random.sample(list(offers), self.random.randint(0, 3))
        return [
            fields.Command.create(
                {
                    "product_id": offer.product_id.id,
                    "product_uom_qty": self._get_quantity(offer, client),
                }
            )
            for offer in dict.fromkeys(chosen)
        ]

    def _get_allowed_offers(self, catalogue, client):
        refused = self.env["hub.sale.restriction"]._get_reasons(
            catalogue.offer_ids.product_id, client, fields.Date.today()
        )
        return catalogue.offer_ids.filtered(lambda o: o.product_id not in refused)

    def _get_quantity(self, offer, client):
        low, high = IN_PACKS.get(client.hub_client_kind, (1, 1))
        return self._get_pack(offer.product_id) * self.random.randint(low, high)

    def _place(self, order):
        """Place; when too little is left, take what is left and try again."""
        for line in order.order_line:
            offer = line.offer_id
            if not offer.on_demand and line.product_uom_qty > offer.quantity_left:
                line.product_uom_qty = offer.quantity_left
        order.order_line.filtered(lambda line: not line.product_uom_qty).unlink()
        if order.order_line:
            order.action_place()

    # ------------------------------------------------------------------
    # Goods
    # ------------------------------------------------------------------

    def _receive(self, catalogue, short_count):
        """Weigh what varies, bring some products short, receive the rest as announced.

        :return: ``{delivery move: final weight}`` of what was weighed
        """
        weights = {}
        for move in catalogue.dropoff_ids.move_ids:
            if move.product_id.piece_weight:
                waiting = catalogue.delivery_ids.move_ids.filtered(
                    lambda m, p=move.product_id: m.product_id == p
                )
                for delivery in waiting:
                    part = self.random.uniform(0.92, 1.06)
                    weights[delivery] = round(delivery.product_uom_qty * part, 3)
                move.quantity = sum(weights[delivery] for delivery in waiting)
        plain = catalogue.dropoff_ids.move_ids.filtered(
            lambda m: not m.product_id.piece_weight
        )
        for move in self.random.sample(list(plain), min(short_count, len(plain))):
            move.quantity = float(int(move.product_uom_qty * 0.6))
        self._refuse_one(catalogue)
        self._read_cold_rooms()
        catalogue.action_receive_all()
        return weights

    def _refuse_one(self, catalogue):
        """One crate goes back with its producer, with the reason."""
        rows = catalogue.dropoff_ids.move_line_ids.filtered(
            lambda ml: (
                not ml.product_id.piece_weight
                and ml.quantity > 5 * self._get_pack(ml.product_id)
            )
        )
        for row in self.random.sample(list(rows), min(1, len(rows))):
            self.env["hub.refusal"].create(
                {
                    "move_id": row.move_id.id,
                    "move_line_id": row.id,
                    "quantity": self._get_pack(row.product_id),
                    "reason": self.random.choice(["quality", "calibre", "damaged"]),
                    "note": "Démo",
                }
            )

    def _read_cold_rooms(self):
        self.env["hub.temperature"].create(
            [
                {
                    "room_id": room.id,
                    "degrees": round(self.random.uniform(2.0, 4.3), 1),
                }
                for room in self.env["hub.cold.room"].search([])
            ]
        )

    def _deliver(self, catalogue, moment, weights):
        run = catalogue.delivery_ids.filtered(
            lambda p: p.batch_id.scheduled_date == moment
        )
        for move in run.move_ids:
            if move in weights and move.move_line_ids:
                others = move.move_line_ids[1:]
                rest = weights[move] - sum(others.mapped("quantity"))
                move.move_line_ids[:1].quantity = max(rest, 0.0)
        volunteer = self.env.ref("milperche_hub.user_volunteer").partner_id
        run.batch_id.driver_id = volunteer
        run._deliver()
        green = self.env["hub.crate.type"].search([], limit=1)
        for delivery in run if green else ():
            left = self.random.randint(1, 6)
            delivery._set_crates({green: (left, self.random.randint(0, left))})

    def _hear_clients(self, catalogue, number):
        """Clients rate some deliveries and claim on a few lines; most are decided."""
        luck = random.Random(SEED + number)
        deliveries = catalogue.delivery_ids.filtered(lambda p: p.state == "done")
        for delivery in deliveries.filtered(lambda p: luck.random() < 0.6):
            for aspect in ("service", "quality"):
                delivery._rate(aspect, luck.choice((5, 5, 5, 3, 3, 1)))
        lines = deliveries._get_claimable_lines().sorted("id")
        for line in luck.sample(list(lines), min(len(CLAIMS), len(lines))):
            reason, note = luck.choice(CLAIMS)
            claim = self.env["hub.claim"].create(
                {
                    "move_line_id": line.id,
                    "reason": reason,
                    "quantity": max(round(line._get_claimable() / 4), 1.0)
                    if line._get_claimable() >= 1.0
                    else line._get_claimable(),
                    "note": note,
                    "origin": luck.choice(("client", "client", "driver")),
                }
            )
            if number == WEEKS:
                continue
            if reason == "preference":
                claim.action_acknowledge()
            else:
                claim.action_credit()

    def _credit_one(self, catalogue):
        """A client sends a line back; the hub credits it."""
        order = catalogue.order_ids.filtered(
            lambda o: o.state == "sale" and len(o.order_line) > 5 and o.invoice_ids
        )[:1]
        picking = order.picking_ids.filtered(lambda p: p.state == "done")[:1]
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        for rank, line in enumerate(wizard.product_return_moves):
            line.quantity = line.move_id.quantity if rank == 0 else 0.0
        action = wizard.action_create_returns()
        returned = self.env["stock.picking"].browse(action["res_id"])
        returned.move_ids.picked = True
        returned.button_validate()
        catalogue.action_invoice()
        order.invoice_ids.filtered(lambda m: m.state == "draft").action_post()

    # ------------------------------------------------------------------
    # Money
    # ------------------------------------------------------------------

    def bill_until(self, day):
        """Invoice the payers whose own period, a month or ten days, has ended."""
        with self._at(day, 7):
            run = self.env["hub.invoice.run"].create({"date_to": day})
            if run.line_ids.filtered(lambda line: not line.refusal):
                orders = run.line_ids.order_ids
                run.action_invoice()
                orders.invoice_ids.filtered(lambda m: m.state == "draft").action_post()

    def settle_until(self, day):
        """Settle the ten-day periods that ended, but for the last one.

        The statements leave first; they are posted once nobody may contest them.
        """
        for start, end in self._ended_periods(day):
            with self._at(end + timedelta(days=1), 8):
                settlements = self.env["hub.settlement"]._generate(
                    self.producers, start, end
                )
                settlements = settlements.filtered("line_ids")
                settlements.action_send_prestatement()
            with self._at(end + timedelta(days=2 + CONTEST_DAYS), 8):
                settlements.action_post()

    def sign_mandates(self):
        """Each producer has its days to contest, and an IBAN of an unknown bank."""
        self.producers.hub_contest_days = CONTEST_DAYS
        for rank, producer in enumerate(self.producers, start=100):
            if not producer.bank_ids:
                self.env["res.partner.bank"].create(
                    {"partner_id": producer.id, "acc_number": make_iban(rank)}
                )

    def _ended_periods(self, day):
        month = day.replace(day=1)
        last = (month - timedelta(days=1)).replace(day=1)
        for first in (last, month):
            following = (first + timedelta(days=31)).replace(day=1)
            bounds = [first, first.replace(day=11), first.replace(day=21), following]
            for start, end in zip(bounds, bounds[1:], strict=False):
                if end + timedelta(days=10) <= day:
                    yield start, end - timedelta(days=1)

    def pay_until(self, day):
        """Clients and the hub pay what is due, most of the time."""
        with self._at(day, 9):
            due = self.env["account.move"].search(
                [
                    ("move_type", "in", ("out_invoice", "in_invoice")),
                    ("state", "=", "posted"),
                    ("payment_state", "in", ("not_paid", "partial")),
                    ("invoice_date_due", "<=", day),
                ],
                order="id",
            )
            for kind in ("out_invoice", "in_invoice"):
                moves = due.filtered(lambda m, kind=kind: m.move_type == kind)
                late = self.random.sample(moves.ids, len(moves) // 12)
                moves -= moves.browse(late)
                if moves:
                    self._pay(moves)

    def _pay(self, moves):
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create({"group_payment": False})
        )
        wizard._create_payments()

    # ------------------------------------------------------------------
    # Messages
    # ------------------------------------------------------------------

    def send_until(self, moment, bounce=False):
        """What was due has left at its hour, without a mail server.

        :param bounce: the last message to a client came back.
        """
        due = self.env["hub.message"].search(
            [("state", "=", "waiting"), ("date_due", "<=", moment)],
            order="date_due, id",
        )
        for hour, messages in due.grouped("date_due").items():
            messages.date_sent = hour
        lost = due.filtered("partner_id.is_hub_client")[-1:] if bounce else due[:0]
        lost.failure_reason = "550 5.1.1 Boîte aux lettres inconnue (Démo)"

    # ------------------------------------------------------------------
    # The current week
    # ------------------------------------------------------------------

    def open_current_week(self, today, closing, tuesday):
        opening = min(closing - timedelta(days=2), today - timedelta(days=1))
        catalogue = self._open_catalogue(opening, closing, tuesday)
        catalogue.date_open = self.env["hub.catalogue"]._localize(opening, 8.0)
        clients = self.clients[:14]
        orders = self._order(catalogue, clients)
        for order in orders[UNPLACED_BASKETS:]:
            self._place(order)
        self.env["hub.schedule"].search([])._keep_drafts()
        self._hear_producers(catalogue)

    def _hear_producers(self, catalogue):
        """Most said what they have; one has less than ordered, one asks for more."""
        for producer in self.producers[:-3]:
            catalogue._note_availability(producer, "portal")
        offers = catalogue.offer_ids.filtered(
            lambda o: len(o.line_ids.filtered("hub_quantity_held")) > 2
        )
        short = max(offers, key=lambda o: (len(o.line_ids), -o.id), default=None)
        if short:
            step = self._get_pack(short.product_id)
            has = short.quantity_taken * 0.6 // step * step
            catalogue._set_availability(
                short.producer_id, {str(short.product_id.id): str(has)}, "portal"
            )
        self._make_requests(catalogue)

    def _make_requests(self, catalogue):
        """A price from the next month on, and a farm on holiday in three weeks."""
        offer = catalogue.offer_ids.sorted("id")[:1]
        self.env["hub.proposal"]._propose(
            offer.producer_id,
            {
                "product": str(offer.product_id.id),
                "price": str(round(offer.price_unit * 1.08, 2)),
                "start": (catalogue.date_delivery + timedelta(weeks=2)).isoformat(),
                "note": "Démo : le prix des semences a augmenté",
            },
        )
        self.env["hub.producer.pause"]._declare(
            self.producers[-1],
            {
                "from": (catalogue.date_delivery + timedelta(weeks=3)).isoformat(),
                "to": (catalogue.date_delivery + timedelta(weeks=4)).isoformat(),
                "reason": "Congés (démo)",
            },
        )

    def _analyze(self):
        """Fresh planner statistics: tables that just filled mislead PostgreSQL."""
        self.env.cr.execute("ANALYZE")
        self.env.cr.commit()


def make_iban(number):
    """A French IBAN with right check digits, of a bank code attributed to nobody."""
    bank, branch, account = 99999, 1, number
    key = 97 - (89 * bank + 15 * branch + 3 * account) % 97
    digits = f"{bank:05}{branch:05}{account:011}{key:02}"
    check = 98 - int(f"{digits}152700") % 97
    return f"FR{check:02}{digits}"


class clock_at:
    """Move Python's clock and the cursor's, which stamps creation dates."""

    def __init__(self, moment):
        self.freezer = freeze_time(moment)

    def __enter__(self):
        self.freezer.start()
        self.cursor_now = Cursor.now
        # not datetime.now: the freezer does not reach what the shell runs
        Cursor.now = lambda cursor: fields.Datetime.now()
        return self

    def __exit__(self, *exc):
        Cursor.now = self.cursor_now
        self.freezer.stop()


if "env" in globals():
    env = globals()["env"]
    admin = env.ref("base.user_admin")
    env = env(
        user=admin,
        context={
            **env.context,
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "tracking_disable": True,
            "mail_notrack": True,
        },
    )
    DemoWeeks(env).run(date.today())
