from functools import cache

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .hub_criterion import Subject
from .hub_proof import NOTICE_DAYS, PROOF_GROUPS


class ProductTemplate(models.Model):
    _inherit = "product.template"

    producer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('is_producer', '=', True)]",
        tracking=True,
        help="A product belongs to one producer; without one it is the hub's own.",
    )
    season_month_ids = fields.Many2many("hub.month", string="Season")
    piece_weight = fields.Float(
        "Average Weight of a Piece", digits="Stock Weight", help="In kg."
    )
    hub_pack_qty = fields.Float(
        "Sold By", digits="Product Unit", help="Quantity in a crate, sack or box."
    )
    hub_preparation = fields.Selection(
        [
            ("raw", "Raw"),
            ("washed", "Washed"),
            ("peeled", "Peeled"),
            ("cut", "Cut"),
        ],
        "Preparation",
    )
    hub_calibre = fields.Char("Calibre")
    hub_cold_chain = fields.Boolean(
        "Cold Chain", help="The temperature below must be kept; 0 °C is one."
    )
    hub_storage_temperature = fields.Float(
        "Storage Temperature", digits=(4, 1), help="Highest temperature, in °C."
    )
    hub_allergen_ids = fields.Many2many(
        "hub.allergen", "hub_allergen_product_rel", string="Allergens"
    )
    hub_trace_ids = fields.Many2many(
        "hub.allergen", "hub_allergen_product_trace_rel", string="May Contain Traces Of"
    )
    hub_ingredients = fields.Text("Ingredients", translate=True)
    proof_ids = fields.One2many(
        "hub.proof", "product_tmpl_id", "Product Proofs", groups=PROOF_GROUPS
    )
    is_offerable = fields.Boolean(
        "Offerable",
        compute="_compute_is_offerable",
        search="_search_is_offerable",
        help="Every blocking requirement of the specification is proved today.",
    )
    hub_offerable_reason = fields.Text(
        "Why Not Offerable", compute="_compute_is_offerable", groups="base.group_user"
    )
    hub_offer_state = fields.Selection(
        [("offerable", "Offerable"), ("chase", "To chase"), ("blocked", "Blocked")],
        "Specification",
        compute="_compute_is_offerable",
        help="Green: all is proved. Amber: it can be sold, but a proof ends within 60"
        " days or something advised is not proved. Red: it cannot be sold.",
    )
    hub_label_ids = fields.Many2many(
        "hub.criterion", string="Labels", compute="_compute_hub_label_ids"
    )

    _hub_piece_weight_check = models.Constraint(
        "CHECK(piece_weight >= 0)", "The weight of a piece cannot be negative."
    )
    _hub_pack_qty_check = models.Constraint(
        "CHECK(hub_pack_qty >= 0)", "A packed quantity cannot be negative."
    )

    @api.model
    def _get_hub_proof_paths(self):
        """Fields whose change alters what is proved for a product."""
        names = ("criterion_id", "date_start", "date_end", "state", "value")
        return [
            "producer_id.is_producer",
            "producer_id.active",
            "producer_id.hub_date_left",
            "producer_id.hub_producer_kind",
            "categ_id.parent_path",
            "producer_id.proof_ids.listed_product_ids",
            *(f"producer_id.proof_ids.{name}" for name in names),
            *(f"proof_ids.{name}" for name in names),
        ]

    @api.depends(lambda self: self._get_hub_proof_paths())
    def _compute_is_offerable(self):
        today = self.env["hub.proof"]._get_gate_date()
        verdicts = self._hub_assess(today)
        reasons = self._hub_blocking_reasons(today, verdicts)
        notice = fields.Date.add(today, days=NOTICE_DAYS)
        for template in self:
            chase = any(
                not verdict.proved or (verdict.day and verdict.day <= notice)
                for _criterion, verdict in verdicts[template.id]
            )
            amber = "chase" if chase else "offerable"
            template.is_offerable = not reasons[template]
            template.hub_offerable_reason = "\n".join(reasons[template])
            template.hub_offer_state = "blocked" if reasons[template] else amber

    @api.model
    def _search_is_offerable(self, operator, value):
        if operator != "in":
            return NotImplemented
        products = self.sudo().with_context(active_test=False)
        products = products.search([("producer_id", "!=", False)])
        reasons = products._hub_blocking_reasons(self.env["hub.proof"]._get_gate_date())
        refused = [product.id for product in products if reasons[product]]
        found = [("id", "not in", refused)] if True in value else [(0, "=", 1)]
        others = [("id", "in", refused)] if False in value else [(0, "=", 1)]
        return ["|", *found, *others]

    @api.depends(lambda self: self._get_hub_proof_paths())
    def _compute_hub_label_ids(self):
        labels = self._hub_label_ids(self.env["hub.proof"]._get_gate_date())
        for template in self:
            template.hub_label_ids = labels[template]

    @api.constrains("producer_id")
    def _check_producer_id(self):
        for template in self:
            if template.producer_id and not template.producer_id.is_producer:
                raise ValidationError(
                    self.env._(
                        "%s is not a producer.", template.producer_id.display_name
                    )
                )

    # ------------------------------------------------------------------
    # The gate
    # ------------------------------------------------------------------

    def _hub_assess(self, date, usage="requirement"):
        """Return ``{template id: [(criterion, verdict), …]}`` on ``date``.

        Judged as superuser: whether a proof exists does not depend on who asks.
        """
        subjects = []
        for template in self.sudo():
            producer = template.producer_id._origin
            if producer:
                subjects.append(
                    Subject(
                        template.id,
                        producer,
                        template.categ_id,
                        template._origin.id,
                    )
                )
        return self.env["hub.criterion"]._assess(subjects, date, usage)

    def _hub_blocking_reasons(self, date, verdicts=None):
        """Say why products cannot be sold on ``date``, in a fixed number of queries.

        :param date: the day asked about, in the past or in the future as well
        :param verdicts: what :meth:`_hub_assess` said of that day, when known already
        :return: ``{template: [sentence, …]}``, an empty list for what can be sold;
            products without a producer are the hub's own and not concerned
        """
        verdicts = self._hub_assess(date) if verdicts is None else verdicts
        left_reason = cache(lambda producer: producer._hub_get_left_reason(date))
        reasons = {}
        for template in self:
            producer = template.sudo().producer_id
            left = producer and left_reason(producer)
            reasons[template] = [left] if left else []
            reasons[template] += [
                criterion._get_sentence(verdict)
                for criterion, verdict in verdicts[template.id]
                if criterion.blocking and not verdict.proved
            ]
        return reasons

    def _hub_label_ids(self, date):
        """Return ``{template: labels}`` with the labels proved on ``date``."""
        verdicts = self._hub_assess(date, "label")
        labels = cache(self.env["hub.criterion"].browse)
        return {
            template: labels(
                tuple(
                    criterion.id
                    for criterion, verdict in verdicts[template.id]
                    if verdict.proved
                )
            )
            for template in self
        }
