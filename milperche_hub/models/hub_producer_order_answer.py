from odoo import fields, models
from odoo.exceptions import UserError


class HubProducerOrder(models.Model):
    """What producers answer: all of it, or less."""

    _inherit = "hub.producer.order"

    def action_accept(self):
        """Note that these producers accepted on the phone."""
        self.filtered(lambda o: o.answer == "waiting")._accept("phone")
        return True

    def action_declare_short(self):
        """Note on the phone what a producer cannot bring, as typed on the lines."""
        for order in self:
            promises = {x.id: x.quantity_promised for x in order.line_ids}
            order._answer(promises, "phone")
        return True

    def _accept(self, source):
        self.write(
            {
                "answer": "accepted",
                "date_answered": fields.Datetime.now(),
                "answer_source": source,
            }
        )

    def _answer(self, promises, source):
        """Take a producer's answer; less than asked opens a shortage.

        :param dict promises: ``{line id: quantity it can bring}``, as received;
            a line left out is promised whole.
        :raise UserError: a quantity makes no sense, or the goods are received.
        """
        self.ensure_one()
        self._check_answerable()
        read = {line: self._read_promise(line, promises) for line in self.line_ids}
        short = self.line_ids.browse()
        for line, quantity in read.items():
            if line.uom_id.compare(quantity, line.quantity) < 0:
                short |= line
            line.quantity_promised = quantity
        if not short:
            return self._accept(source)
        self.write(
            {
                "answer": "short",
                "date_answered": fields.Datetime.now(),
                "answer_source": source,
            }
        )
        for line in short:
            line._open_shortage()

    def _check_answerable(self):
        if not self._get_dropoffs():
            raise UserError(
                self.env._("There is nothing to bring any more in this order.")
            )

    def _read_promise(self, line, promises):
        value = promises.get(line.id, promises.get(str(line.id), line.quantity))
        offer = line._get_offer()
        quantity, sentence = offer._read_portal_quantity(value)
        if sentence:
            raise UserError(sentence)
        if line.uom_id.compare(quantity, line.quantity) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: only %(quantity)s %(unit)s are asked for.",
                    product=line.product_id.name,
                    quantity=line._get_values()["quantity_text"],
                    unit=line.uom_id._get_hub_name(),
                )
            )
        return quantity
