from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("proposed", "To decide"),
    ("approved", "Approved"),
    ("refused", "Refused"),
]


class HubProposal(models.Model):
    """A product or a price that a producer proposes, from a day on.

    Who decides reads the client's price and the producer's net side by side.
    """

    _name = "hub.proposal"
    _description = "Proposal of a producer"
    _order = "state desc, date_start, id"

    name = fields.Char("Name of the Product", required=True)
    kind = fields.Selection(
        [("price", "New price"), ("product", "New product")], required=True
    )
    producer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_producer", "=", True)],
    )
    product_id = fields.Many2one(
        "product.product",
        domain="[('producer_id', '=', producer_id)]",
        ondelete="cascade",
        index="btree_not_null",
    )
    product_tmpl_id = fields.Many2one(
        related="product_id.product_tmpl_id", store=True, index="btree_not_null"
    )
    categ_id = fields.Many2one("product.category", "Family")
    uom_id = fields.Many2one("uom.uom", "Unit", required=True)
    price_before = fields.Float(
        "Price Now", digits="Product Price", compute="_compute_terms", store=True
    )
    price_unit = fields.Float("Client's Price", digits="Product Price", required=True)
    rate = fields.Float("Commission %", digits=(5, 2), compute="_compute_net")
    price_net = fields.Float(
        "Producer's Net", digits="Product Price", compute="_compute_net"
    )
    date_start = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self)
    )
    note = fields.Text()
    state = fields.Selection(
        STATES, required=True, default="proposed", readonly=True, index=True
    )
    refusal = fields.Char("Answer to the Producer")
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    is_applied = fields.Boolean("In Force", readonly=True, copy=False)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _price_check = models.Constraint("CHECK(price_unit > 0)", "A price is above zero.")

    @api.depends("product_id", "state")
    def _compute_terms(self):
        for proposal in self:
            if proposal.state == "proposed":
                proposal.price_before = proposal.product_id.lst_price
            else:
                proposal.price_before = proposal.price_before

    @api.depends("product_id", "categ_id", "producer_id", "price_unit", "date_start")
    def _compute_net(self):
        for proposal in self:
            rate = proposal._get_rate()
            proposal.rate = rate
            proposal.price_net = proposal.price_unit * (100.0 - rate) / 100.0

    def _get_rate(self):
        """The commission in force on the day it starts."""
        template = self.product_id.product_tmpl_id or self.env["product.template"].new(
            {"producer_id": self.producer_id.id, "categ_id": self.categ_id.id}
        )
        day = self.date_start or fields.Date.context_today(self)
        rates = self.env["hub.commission.rule"]._get_rates(template, day)
        return rates[template]

    @api.constrains("kind", "product_id", "producer_id")
    def _check_product(self):
        for proposal in self.filtered(lambda p: p.kind == "price"):
            if proposal.product_id.producer_id != proposal.producer_id:
                raise UserError(
                    self.env._("This product is not one of this producer's.")
                )

    # ------------------------------------------------------------------
    # Decision
    # ------------------------------------------------------------------

    def action_approve(self):
        """Approve proposals; a price takes effect on its day, a product now."""
        for proposal in self.filtered(lambda p: p.state == "proposed"):
            proposal._write_decision("approved")
            if proposal.kind == "product":
                proposal._create_product()
            else:
                proposal._apply_to_drafts()
        self._apply_due()
        return True

    def action_refuse(self):
        """Refuse proposals; the producer reads the answer."""
        for proposal in self.filtered(lambda p: p.state == "proposed"):
            proposal._write_decision("refused")
        return True

    def _write_decision(self, state):
        self.write({"state": state, "date_decided": fields.Datetime.now()})
        self._tell_producer()

    def _tell_producer(self):
        producer = self.producer_id
        named = self.with_context(lang=producer.lang or self.env.lang)
        return self.env["hub.message"]._post_once(
            [
                {
                    "key": f"proposal-{self.id}-{self.state}",
                    "kind": "proposal",
                    "partner_id": producer.id,
                    "subject": named.env._("Your proposal: %s", self.name),
                    "body": self.env["hub.message"]._render(
                        "milperche_hub.message_proposal", producer, {"proposal": named}
                    ),
                    "res_model": self._name,
                    "res_id": self.id,
                }
            ]
        )

    @api.model
    def _apply_due(self):
        """Put approved prices in force whose day has come, each once."""
        due = self.search(
            [
                ("kind", "=", "price"),
                ("state", "=", "approved"),
                ("is_applied", "=", False),
                ("date_start", "<=", self.env["hub.week"]._today()),
            ],
            order="date_start, id",
        )
        for proposal in due:
            proposal.product_id.lst_price = proposal.price_unit
            proposal._apply_to_drafts()
        due.is_applied = True

    def _apply_to_drafts(self):
        """Price the drafts delivered from its day on; open weeks keep their prices."""
        offers = self.env["hub.offer"].search(
            [
                ("product_id", "=", self.product_id.id),
                ("catalogue_id.state", "=", "draft"),
                ("catalogue_id.date_delivery", ">=", self.date_start),
            ]
        )
        offers.write({"price_unit": self.price_unit})

    def _create_product(self):
        """The product, ready to be proved and offered."""
        template = self.env["product.template"].create(self._prepare_product_vals())
        self.write({"product_id": template.product_variant_id.id, "is_applied": True})

    def _prepare_product_vals(self):
        return {
            "name": self.name,
            "producer_id": self.producer_id.id,
            "categ_id": self.categ_id.id,
            "uom_id": self.uom_id.id,
            "list_price": self.price_unit,
            "type": "consu",
            "is_storable": True,
            "tracking": "lot",
            "use_expiration_date": True,
        }
