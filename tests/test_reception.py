"""Receiving what producers bring: quantities, lots, refusals, surplus, crates, cold."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form
from odoo.tools.safe_eval import safe_eval

from .common import HubCase


class ReceptionCase(HubCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.catalogue = cls._make_catalogue()
        cls.order_a = cls._make_order(
            cls.catalogue, cls.school_a, {cls.carrot: 10.0, cls.beef: 4.0}
        )
        cls.order_b = cls._make_order(cls.catalogue, cls.school_b, {cls.carrot: 10.0})
        cls.catalogue.action_close()
        cls.dropoff = cls.catalogue.dropoff_ids
        cls.row = cls._row(cls.carrot)
        cls.beef_row = cls._row(cls.beef)

    @classmethod
    def _row(cls, product):
        return cls.dropoff.move_line_ids.filtered(lambda ml: ml.product_id == product)

    def _quants(self, product):
        return self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
        )


class TestReception(ReceptionCase):
    def test_rows_show_what_is_expected_and_the_lot_to_come(self):
        self.assertEqual(self.row.hub_expected, 20.0)
        self.assertEqual(self.row.quantity, 20.0)
        self.assertEqual(self.row.hub_lot_text, "TFA-260302")

    def test_what_was_typed_is_on_the_lot_and_the_client_gets_it(self):
        self.row.write(
            {
                "quantity": 19.5,
                "hub_producer_lot": "L-77",
                "hub_temperature": "3,5",
                "expiration_date": fields.Datetime.now() + timedelta(days=20),
            }
        )
        self.dropoff.action_receive()
        lot = self.row.lot_id
        self.assertEqual(lot.name, "TFA-260302")
        self.assertEqual(lot.hub_producer_lot, "L-77")
        self.assertEqual(
            lot.expiration_date, fields.Datetime.now() + timedelta(days=20)
        )
        shared = self.catalogue.delivery_ids.move_line_ids.filtered(
            lambda ml: ml.product_id == self.carrot
        )
        self.assertEqual(shared.lot_id, lot)
        self.assertEqual(sum(shared.mapped("quantity")), 19.5)

    def test_two_best_befores_are_two_lots(self):
        self.row.quantity = 12.0
        self.row.copy(
            {
                "quantity": 8.0,
                "hub_producer_lot": "L-78",
                "move_id": self.row.move_id.id,
                "picking_id": self.dropoff.id,
            }
        )
        self.dropoff.action_receive()
        lots = self._quants(self.carrot).lot_id
        self.assertEqual(set(lots.mapped("name")), {"TFA-260302", "TFA-260302-2"})

    def test_a_lot_may_be_named_by_hand(self):
        self.row.hub_lot_text = "OWN-1"
        self.beef_row.hub_lot_text = "TFA-260302"
        self.dropoff.action_receive()
        self.assertEqual(self.row.lot_id.name, "OWN-1")
        self.assertEqual(self.beef_row.lot_id.name, "TFA-260302")

    def test_zero_stays_zero(self):
        self.row.quantity = 0.0
        self.dropoff.action_receive()
        self.assertFalse(self._quants(self.carrot))
        self.assertEqual(self.dropoff._get_dropoff_gaps(), {self.carrot: -20.0})

    def test_nothing_brought_is_not_received(self):
        self.dropoff.move_line_ids.quantity = 0.0
        with self.assertRefused("brought nothing"):
            self.dropoff.action_receive()

    def test_received_once(self):
        self.dropoff.action_receive()
        with self.assertRefused("already received"):
            self.dropoff.action_receive()

    def test_goods_nobody_expected_stay_the_producers(self):
        with (
            Form(
                self.dropoff, "milperche_hub.stock_picking_view_form_reception"
            ) as form,
            form.move_line_ids.new() as line,
        ):
            line.product_id = self.leek
            line.quantity = 6.0
        self.dropoff.action_receive()
        quant = self._quants(self.leek)
        self.assertEqual(quant.quantity, 6.0)
        self.assertEqual(quant.owner_id, self.farm)
        self.assertEqual(quant.lot_id.name, "TFA-260302")

    def test_a_surplus_stays_the_producers_or_goes_back(self):
        self.row.quantity = 25.0
        self.beef_row.write({"quantity": 5.5, "hub_surplus": "back"})
        self.dropoff.action_receive()
        self.assertEqual(sum(self._quants(self.carrot).mapped("quantity")), 25.0)
        self.assertEqual(sum(self._quants(self.beef).mapped("quantity")), 4.0)
        refusal = self.dropoff.hub_refusal_ids
        self.assertEqual((refusal.quantity, refusal.reason), (1.5, "surplus"))
        self.assertEqual(self.dropoff._get_dropoff_gaps(), {self.carrot: 5.0})

    def test_a_surplus_is_offered_with_one_button(self):
        self.row.quantity = 25.0
        self.dropoff.action_receive()
        self.assertIn("Carotte démo 5 kg", self.dropoff.hub_surplus_text)
        (card,) = self.env["hub.week"]._get_surplus_exceptions(self.catalogue)
        self.assertEqual(card["button"]["method"], "action_offer_surplus")
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        left = offer.quantity_left
        self.dropoff.action_offer_surplus()
        self.assertEqual(offer.quantity_left, left + 5.0, "for what is added by phone")
        self.assertFalse(self.dropoff.hub_surplus_text)
        self.assertFalse(self.env["hub.week"]._get_surplus_exceptions(self.catalogue))
        with self.assertRefused("left to offer"):
            self.dropoff.action_offer_surplus()

    def test_a_shelf_is_offered_once_for_two_rows(self):
        self.dropoff.move_ids.filtered(lambda m: m.product_id == self.carrot).copy(
            {"product_uom_qty": 1.0}
        )
        self.row.quantity = 25.0
        self.dropoff.action_receive()
        surplus = self.dropoff._get_surplus()
        shelf = self.carrot._get_hub_shelf()[self.carrot]
        self.assertTrue(surplus)
        self.assertLessEqual(sum(surplus.values()), shelf)

    def test_what_finds_a_sale_does_not_wait_for_the_rest(self):
        self.row.quantity = 25.0
        self.beef_row.quantity = 5.5
        self.dropoff.action_receive()
        offers = self.catalogue.offer_ids
        offers.filtered(
            lambda o: o.product_id == self.beef
        ).catalogue_id = self._make_catalogue(self.leek)
        self.env["hub.catalogue"].search([("state", "=", "open")]).state = "done"
        offer = self.catalogue.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        left = offer.quantity_left
        self.dropoff.action_offer_surplus()
        self.assertEqual(offer.quantity_left, left + 5.0)

    def test_a_surplus_goes_to_the_sale_that_is_open(self):
        self.row.quantity = 25.0
        self.dropoff.action_receive()
        open_sale = self._make_catalogue(self.beef)
        self.dropoff.action_offer_surplus()
        offer = open_sale.offer_ids.filtered(lambda o: o.product_id == self.carrot)
        self.assertEqual(offer.quantity_left, 5.0)

    def test_without_a_sale_it_waits_for_the_next(self):
        self.row.quantity = 25.0
        self.dropoff.action_receive()
        self.catalogue.action_deliver_all()
        self.assertFalse(self.env["hub.week"]._get_surplus_exceptions(self.catalogue))
        with self.assertRefused("the next sale"):
            self.dropoff.action_offer_surplus()
        offer = self.env["hub.offer"].create(
            {
                "catalogue_id": self.env["hub.catalogue"]
                .create(
                    {
                        "date_open": fields.Datetime.now(),
                        "date_close": fields.Datetime.now() + timedelta(days=2),
                        "date_delivery": fields.Date.today() + timedelta(days=7),
                    }
                )
                .id,
                "product_id": self.carrot.id,
            }
        )
        self.assertEqual(offer.quantity_offered, 5.0)

    def test_shelf_stock_is_not_asked_again(self):
        self.row.quantity = 25.0
        self.dropoff.action_receive()
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 7.0})
        catalogue.action_close()
        asked = catalogue.dropoff_ids.move_ids
        self.assertEqual((asked.product_id, asked.product_qty), (self.carrot, 2.0))

    def test_less_than_expected_goes_to_the_shortage_tool(self):
        self.row.quantity = 15.0
        self.dropoff.action_receive()
        shortage = self.env["hub.shortage"].search(
            [("catalogue_id", "=", self.catalogue.id)]
        )
        self.assertEqual(shortage.product_id, self.carrot)
        self.assertEqual(shortage.origin, "reception")
        self.assertEqual(shortage.quantity_available, 15.0)
        self.assertEqual(shortage.quantity_wanted, 20.0)
        self.catalogue.action_deliver_all()
        self.assertEqual(shortage.state, "cancel", "delivered: nothing to decide")

    def test_shelf_stock_makes_up_for_what_is_missing(self):
        self.row.quantity = 15.0
        spare = self._make_catalogue()
        self._make_order(spare, self.college, {self.carrot: 5.0})
        spare.action_close()
        spare.delivery_ids.action_cancel()
        spare.dropoff_ids.action_receive()
        self.dropoff.action_receive()
        self.assertFalse(
            self.env["hub.shortage"].search([("catalogue_id", "=", self.catalogue.id)])
        )

    def test_each_producer_at_his_hour(self):
        self.dairy.hub_dropoff_hour = 6.5
        catalogue = self._make_catalogue()
        self._make_order(catalogue, self.college, {self.carrot: 7.0, self.goat: 2.0})
        catalogue.action_close()
        hours = {
            dropoff.partner_id: dropoff._get_local_scheduled().strftime("%H:%M")
            for dropoff in catalogue.dropoff_ids
        }
        self.assertEqual(hours[self.dairy], "06:30")
        self.assertEqual(
            catalogue.dropoff_ids.sorted("scheduled_date")[:1].partner_id, self.dairy
        )


class TestEmptyLists(ReceptionCase):
    def test_they_say_when_goods_come_and_sell_no_app(self):
        for name, sentence in (
            ("dropoff", "The cut-off makes one per producer"),
            ("delivery", "The cut-off makes one per order"),
        ):
            action = self.env.ref(f"milperche_hub.stock_picking_action_{name}")
            context = safe_eval(action.context)
            Picking = self.env["stock.picking"].with_context(**context)
            text = Picking.get_empty_list_help(action.help)
            self.assertIn(sentence, text)
            self.assertNotIn("Install", text)


class TestReceptionInput(ReceptionCase):
    def test_a_quantity_is_a_plain_number(self):
        for value in (-1.0, float("nan"), float("inf"), 2_000_000.0):
            with self.subTest(value=value), self.assertRefused("."):
                self.row.write({"quantity": value})
                self.env.flush_all()

    def test_a_temperature_is_one(self):
        for text in ("warm", "400", "nan", "--3"):
            with self.subTest(text=text), self.assertRefused("not a temperature"):
                self.row.hub_temperature = text
        self.beef.write({"hub_cold_chain": True, "hub_storage_temperature": 4.0})
        self.beef_row.hub_temperature = "5,2 °C"
        self.assertTrue(self.beef_row.hub_is_warm)
        self.beef_row.hub_temperature = "0"
        self.assertFalse(self.beef_row.hub_is_warm)

    def test_scanning_counts_from_nothing(self):
        self.carrot.write({"barcode": "3760000000017", "hub_pack_qty": 5.0})
        with Form(
            self.dropoff, "milperche_hub.stock_picking_view_form_reception"
        ) as form:
            form._barcode_scanned = "3760000000017"
            form._barcode_scanned = "3760000000017"
        self.assertEqual(self.row.quantity, 10.0)
        warning = self.dropoff.on_barcode_scanned("nobody's")
        self.assertIn("nobody's", warning["warning"]["message"])

    def test_a_portal_user_receives_nothing(self):
        user = self._make_portal_user("reception_farm", self.farm)
        with self.assertRaises(AccessError):
            self.dropoff.with_user(user).action_receive()
        with self.assertRaises(AccessError):
            self.env["hub.refusal"].with_user(user).create(
                {"move_id": self.row.move_id.id, "quantity": 1.0}
            )

    def test_a_volunteer_receives(self):
        user = self._make_user("reception_volunteer", "milperche_hub.group_volunteer")
        self.row.with_user(user).quantity = 18.0
        self.dropoff.with_user(user).action_receive()
        self.assertEqual(self.dropoff.state, "done")


class TestRefusal(ReceptionCase):
    def _refuse(self, quantity, **values):
        action = self.row.action_refuse()
        return (
            self.env["hub.refusal"]
            .with_context(action["context"])
            .create({"quantity": quantity, "reason": "quality", **values})
        )

    def test_what_is_refused_never_enters(self):
        self._refuse(3.0, note="frozen")
        self.assertEqual(self.row.quantity, 17.0)
        self.row.invalidate_recordset()
        self.assertEqual(self.row.hub_refused, 3.0)
        self.dropoff.action_receive()
        self.assertEqual(sum(self._quants(self.carrot).mapped("quantity")), 17.0)
        self.assertEqual(self.dropoff.hub_refusal_ids.producer_id, self.farm)

    def test_all_of_it_may_be_refused(self):
        self._refuse(20.0)
        self.dropoff.action_receive()
        self.assertEqual(self.dropoff.hub_refusal_ids.quantity, 20.0)
        self.assertFalse(self._quants(self.carrot))

    def test_no_more_than_was_brought(self):
        with self.assertRefused("more is refused"):
            self._refuse(20.5)
        for value in (0.0, -2.0):
            with self.subTest(value=value), self.assertRefused("above zero"):
                self._refuse(value)
        self.dropoff.action_receive()
        with self.assertRefused("while they are being received"):
            self._refuse(1.0)


class TestCrates(ReceptionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.green = cls.env["hub.crate.type"].create(
            {"name": "Green", "deposit_price": 4.5, "reminder_above": 3}
        )
        cls.delivery = cls.order_a.picking_ids

    def test_a_stop_is_one_line_and_twice_is_once(self):
        for _time in range(2):
            self.delivery._set_crates({self.green: (6, 2)})
        self.assertEqual(len(self.delivery.hub_crate_line_ids), 1)
        self.assertEqual(self.school_a.hub_crate_balance, 4)
        self.dropoff._set_crates({self.green: (1, 5)})
        self.assertEqual(self.farm.hub_crate_balance, -4)

    def test_counts_are_whole_numbers(self):
        for count in (-1, 1.5, float("nan"), "2"):
            with self.subTest(count=count), self.assertRefused("whole number"):
                self.delivery._set_crates({self.green: (count, 0)})

    def test_stock_is_opening_and_bought_less_lost(self):
        Line = self.env["hub.crate.line"]
        Line.create({"type_id": self.green.id, "kind": "opening", "quantity_in": 50})
        Line.create({"type_id": self.green.id, "kind": "bought", "quantity_in": 10})
        Line.create({"type_id": self.green.id, "kind": "lost", "quantity_out": 2})
        self.delivery._set_crates({self.green: (6, 0)})
        self.assertEqual(self.green.owned_count, 58)
        self.assertEqual(self.green.out_count, 6)
        self.assertEqual(self.green.here_count, 52)

    def test_what_is_kept_is_invoiced_or_written_off(self):
        self.delivery._set_crates({self.green: (6, 1)})
        self.env.flush_all()
        balance = self.env["hub.crate.balance"].search(
            [("partner_id", "=", self.school_a.id)]
        )
        self.assertEqual((balance.balance, balance.amount), (5, 22.5))
        self.assertTrue(balance.is_above)
        self.green.deposit_price = 5.0
        action = balance.action_invoice()
        invoice = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(invoice.partner_id, self.town_hall)
        self.assertEqual(invoice.amount_untaxed, 25.0)
        self.school_a.invalidate_recordset()
        self.assertEqual(self.school_a.hub_crate_balance, 0)
        self.env.invalidate_all()
        with self.assertRefused("Nobody here keeps"):
            balance.action_write_off()

    def test_who_keeps_too_many_is_reminded_once_a_month(self):
        self.delivery._set_crates({self.green: (6, 1)})
        Balance = self.env["hub.crate.balance"]
        message = Balance._cron_remind()
        self.assertEqual(message.partner_id, self.school_a)
        self.assertIn("Green", message.body)
        self.assertFalse(Balance._cron_remind())
        balance = Balance.search([("partner_id", "=", self.school_a.id)])
        with self.assertRefused("this month"):
            balance.action_remind()
        self.delivery._set_crates({self.green: (6, 4)})
        with self.at(fields.Datetime.now() + timedelta(days=40)):
            self.assertFalse(Balance._cron_remind(), "two crates are no reason")

    def test_someone_holds_them(self):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.env["hub.crate.line"].create(
                {"type_id": self.green.id, "quantity_out": 2}
            )


class TestColdRoom(ReceptionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hub.cold.room"].search([]).active = False
        cls.room = cls.env["hub.cold.room"].create(
            {"name": "Room", "company_id": cls.company.id}
        )

    def _cards(self):
        return self.env["hub.week"]._get_cold_room_exceptions(self.catalogue)

    def test_a_room_is_read_once_on_a_day_of_goods(self):
        self.assertFalse(self._cards(), "no goods today")
        with self.at(self.dropoff.scheduled_date):
            self.assertEqual(self._cards()[0]["detail"], "Room")
            reading = self.env["hub.temperature"].create({"degrees": 5.5})
            self.assertEqual(reading.room_id, self.room)
            self.assertTrue(reading.is_wrong)
            self.assertFalse(self._cards())

    def test_a_reading_is_a_temperature(self):
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.env["hub.temperature"].create({"degrees": 200.0})


class TestCount(ReceptionCase):
    def test_a_count_keeps_the_owner(self):
        self.row.quantity = 26.0
        self.dropoff.action_receive()
        user = self._make_user("count_volunteer", "milperche_hub.group_volunteer")
        action = self.env["stock.quant"].with_user(user).action_hub_count()
        Quant = self.env["stock.quant"].with_user(user)
        quants = Quant.with_context(action["context"]).search(action["domain"])
        quant = quants.filtered(lambda q: q.product_id == self.carrot)
        quant.inventory_quantity = 25.0
        quant.action_apply_inventory()
        self.assertEqual(quant.quantity, 25.0)
        self.assertEqual(quant.owner_id, self.farm)
        self.assertGoodsBalance(self.products)
        lot = self.env["stock.lot"].create(
            {"name": "OLD", "product_id": self.apple.id, "company_id": self.company.id}
        )
        found = Quant.with_context(action["context"]).create(
            {
                "product_id": self.apple.id,
                "lot_id": lot.id,
                "location_id": action["context"]["default_location_id"],
                "inventory_quantity": 3.0,
            }
        )
        found.action_apply_inventory()
        self.assertEqual((found.owner_id, found.quantity), (self.orchard, 3.0))
