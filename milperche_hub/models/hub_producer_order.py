from datetime import timedelta

from odoo import api, fields, models

ANSWERS = [
    ("none", "Not asked yet"),
    ("nothing", "Nothing this week"),
    ("waiting", "Waiting"),
    ("accepted", "Accepted"),
    ("short", "Short"),
]
SOURCES = [("portal", "On the page"), ("phone", "By phone")]


class HubProducerOrder(models.Model):
    """A producer's part of a catalogue: what it said it has, what it has to bring.

    Each change of what it has to bring is a version, told by exactly one message
    (``hub_producer_order_tell.py``). Its answers are ``hub_producer_order_answer.py``.
    """

    _name = "hub.producer.order"
    _description = "Producer's order"
    _order = "catalogue_id desc, producer_id, id"
    _rec_name = "producer_id"

    catalogue_id = fields.Many2one(
        "hub.catalogue", required=True, readonly=True, index=True, ondelete="cascade"
    )
    producer_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="catalogue_id.company_id", store=True)
    date_dropoff = fields.Datetime(related="catalogue_id.date_dropoff")
    phone = fields.Char(related="producer_id.phone")
    email = fields.Char(related="producer_id.email")
    # what it will have
    date_availability = fields.Datetime(
        "Availability Given on", readonly=True, copy=False
    )
    availability_source = fields.Selection(SOURCES, readonly=True, copy=False)
    # what it has to bring
    version = fields.Integer(readonly=True, copy=False)
    line_ids = fields.One2many("hub.producer.order.line", "order_id", "To Bring")
    answer = fields.Selection(ANSWERS, default="none", required=True, readonly=True)
    date_told = fields.Datetime("Told on", readonly=True, copy=False)
    date_opened = fields.Datetime("Opened on", readonly=True, copy=False)
    date_answered = fields.Datetime("Answered on", readonly=True, copy=False)
    answer_source = fields.Selection(SOURCES, readonly=True, copy=False)
    message_id = fields.Many2one("hub.message", readonly=True, copy=False)
    message_state = fields.Selection(related="message_id.state", string="Message Sent")
    date_deadline = fields.Datetime("Answer until", compute="_compute_date_deadline")
    is_late = fields.Boolean(compute="_compute_date_deadline", search="_search_is_late")
    summary = fields.Char("Goods", compute="_compute_summary")

    _one_per_catalogue = models.Constraint(
        "UNIQUE (catalogue_id, producer_id)",
        "A producer has one order in a catalogue.",
    )

    @api.depends("date_told", "answer", "company_id.hub_producer_answer_hours")
    def _compute_date_deadline(self):
        now = fields.Datetime.now()
        for order in self:
            hours = order.company_id.hub_producer_answer_hours
            order.date_deadline = order.date_told and order.date_told + timedelta(
                hours=hours
            )
            order.is_late = (
                order.answer == "waiting"
                and bool(order.date_deadline)
                and order.date_deadline <= now
            )

    @api.model
    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self.search([("answer", "=", "waiting")])
        late = waiting.filtered("is_late").ids
        return [("id", "in" if True in value else "not in", late)]

    @api.depends("line_ids.quantity")
    def _compute_summary(self):
        for order in self:
            lines = order.line_ids.filtered("quantity")
            order.summary = ", ".join(lines.mapped("summary"))

    @api.model
    def _get_of(self, catalogue, producers):
        """The orders of producers in a catalogue, made when missing.

        :return: ``{producer: order}``
        """
        found = self.search(
            [
                ("catalogue_id", "=", catalogue.id),
                ("producer_id", "in", producers.ids),
            ]
        )
        missing = producers - found.producer_id
        found |= self.create(
            [
                {"catalogue_id": catalogue.id, "producer_id": producer.id}
                for producer in missing
            ]
        )
        return found.grouped("producer_id")

    def _get_dropoffs(self):
        """The open drop-offs of this order."""
        self.ensure_one()
        return self.catalogue_id.dropoff_ids.filtered(
            lambda p: (
                p.owner_id == self.producer_id and p.state not in ("done", "cancel")
            )
        )

    def _get_clients(self):
        """For whom the goods are, when the hub lets producers know.

        :return: ``{product: [(client's name, quantity)]}``
        """
        self.ensure_one()
        if not self.company_id.hub_producers_see_clients:
            return {}
        moves = self.catalogue_id.delivery_ids.move_ids.filtered(
            lambda m: m.producer_id == self.producer_id and m.state != "cancel"
        )
        return {
            product: [(m.picking_id.partner_id.name, m.product_uom_qty) for m in group]
            for product, group in moves.grouped("product_id").items()
        }
