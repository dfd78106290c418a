from collections import defaultdict

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class StockLot(models.Model):
    """Bulk put into other packs: several lots become several others, all traced."""

    _inherit = "stock.lot"

    def action_repack(self):
        """Open the dialog that puts these lots into new packs.

        :raise UserError: lots of several products, or of nothing left.
        """
        wizard = self.env["hub.repack"].create(self._prepare_repack_vals())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Repack %s", self.product_id.display_name),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _prepare_repack_vals(self):
        self._check_same_goods()
        free = self._get_repackable()
        expiry = min(filter(None, self.mapped("expiration_date")), default=False)
        return {
            "product_id": self.product_id.id,
            "source_ids": [
                Command.create({"lot_id": lot.id, "quantity": free[lot]})
                for lot in self
            ],
            "result_ids": [
                Command.create(
                    {
                        "name": self._get_repack_name(),
                        "quantity": sum(free.values()),
                        "expiration_date": expiry,
                    }
                )
            ],
        }

    def _get_repack_name(self):
        """The first free name of the day: producer's code, day and R."""
        day = self.env["hub.catalogue"]._to_local(fields.Datetime.now()).date()
        producer = self.hub_producer_id
        base = f"{producer.hub_producer_code or f'P{producer.id}'}-{day:%y%m%d}-R"
        taken = set(
            self.search(
                [("product_id", "=", self.product_id.id), ("name", "=like", f"{base}%")]
            ).mapped("name")
        )
        numbers = range(1, len(taken) + 2)
        return next(f"{base}{n}" for n in numbers if f"{base}{n}" not in taken)

    def _get_repackable(self):
        """What of each lot lies at the hub and is not packed for a client.

        :return: ``{lot: quantity}``
        """
        free = dict.fromkeys(self, 0.0)
        for quant in self._get_stored():
            free[quant.lot_id] += quant.quantity
        for line in self._get_delivery_lines().filtered("hub_packed"):
            free[line.lot_id] -= line.quantity_product_uom
        return {
            lot: max(lot.product_uom_id.round(quantity), 0.0)
            for lot, quantity in free.items()
        }

    def _get_stored(self):
        return self.env["stock.quant"].search(
            [
                ("lot_id", "in", self.ids),
                ("quantity", ">", 0),
                ("location_id.usage", "=", "internal"),
            ],
            order="in_date, id",
        )

    def _get_delivery_lines(self):
        return self.env["stock.move.line"].search(
            [
                ("lot_id", "in", self.ids),
                ("picking_type_id.hub_role", "=", "delivery"),
                ("state", "not in", ("done", "cancel")),
            ]
        )

    def _check_same_goods(self):
        """Only like goes with like.

        :raise UserError: several products, a blocked lot, or lots whose papers differ:
            origin of the meat (decree 2002-1465), laying day of eggs, and organic
            with non-organic (Regulation (EU) 2018/848, annex III).
        """
        if len(self.product_id) != 1 or not self.hub_producer_id:
            raise UserError(self.env._("Choose lots of one product of a producer."))
        blocked = self._get_blocked(self)
        if blocked:
            raise UserError(
                self.env._(
                    "Blocked lots are not touched: %s.",
                    ", ".join(blocked.mapped("name")),
                )
            )
        if len({lot._get_identity() for lot in self}) > 1:
            raise UserError(
                self.env._(
                    "These lots are not mixed: the origin of their meat, their laying"
                    " day, or organic or not, differs."
                )
            )

    def _get_identity(self):
        """What two lots must share to be mixed."""
        self.ensure_one()
        day = self.env["hub.catalogue"]._to_local(self.create_date).date()
        template = self.product_id.product_tmpl_id
        labels = template._hub_label_ids(day)[template]
        organic = labels.filtered(lambda label: label.egalim_code == "BIO")
        return (self._get_hub_origin(), self.hub_laying_date, organic)

    def _repack(self, quantities, results):
        """Put quantities of lots into new lots; what lacks in the sum is lost.

        Goods promised to clients and not packed yet are taken back and shared out
        afresh, so that clients get the new packs. The moves pass by Odoo's production
        place and are linked line to line: its own traceability report follows them.

        :param quantities: ``{lot: quantity}`` in the product's unit, checked
        :param results: values of the new lots, with ``quantity``
        :return: the new lots
        """
        self._check_same_goods()
        self._get_delivery_lines().filtered(lambda ml: not ml.hub_packed).unlink()
        made = sum(vals["quantity"] for vals in results)
        used, lost = self._take_from_stock(quantities, made)
        lots = self.create([self._prepare_new_lot_vals(vals) for vals in results])
        product = self.product_id
        moves = self.env["stock.move"]
        place = product.with_company(self.env.company).property_stock_production
        consumed = moves._move_lots(used, place)
        moves._move_lots(lost, product.property_stock_inventory)
        stored = self._get_stored_place()
        produced = moves._move_lots(
            [
                (lot, place, vals["quantity"])
                for lot, vals in zip(lots, results, strict=True)
            ],
            stored,
        )
        produced.move_line_ids.consume_line_ids = consumed.move_line_ids
        moves._share_out_products(product)
        return lots

    def _take_from_stock(self, quantities, made):
        """``(what is used, what is lost)``, each ``[(lot, place, quantity)]``.

        What is lost comes off the last lots.
        """
        used, lost = [], []
        left = defaultdict(float, quantities)
        round_ = self.product_id.uom_id.round
        for quant in self._get_stored():
            part = min(left[quant.lot_id], quant.quantity)
            left[quant.lot_id] = round_(left[quant.lot_id] - part)
            kept = min(part, made)
            made = round_(made - kept)
            for parts, quantity in ((used, kept), (lost, round_(part - kept))):
                if quantity > 0:
                    parts.append((quant.lot_id, quant.location_id, quantity))
        return used, lost

    def _get_stored_place(self):
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        )
        return warehouse.lot_stock_id

    def _prepare_new_lot_vals(self, vals):
        """A new lot says of its goods what the old ones said."""
        first = self[:1]
        own = set(filter(None, self.mapped("hub_producer_lot")))
        return {
            "name": vals["name"],
            "product_id": self.product_id.id,
            "company_id": self.env.company.id,
            "expiration_date": vals.get("expiration_date"),
            "hub_producer_lot": ", ".join(sorted(own)) or False,
            "hub_laying_date": first.hub_laying_date,
            "hub_born_country_id": first.hub_born_country_id.id,
            "hub_raised_country_id": first.hub_raised_country_id.id,
            "hub_slaughtered_country_id": first.hub_slaughtered_country_id.id,
        }
