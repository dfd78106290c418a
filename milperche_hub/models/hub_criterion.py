from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools import validity

EGALIM_CODES = [
    ("BIO", "Organic"),
    ("LABEL_ROUGE", "Label Rouge"),
    ("AOCAOP", "AOC / AOP"),
    ("IGP", "IGP"),
    ("STG", "STG"),
    ("HVE", "High Environmental Value"),
    ("PECHE_DURABLE", "Sustainable fishing"),
    ("RUP", "Outermost regions"),
    ("COMMERCE_EQUITABLE", "Fair trade"),
    ("FERMIER", "Farm-made (legal definition)"),
    ("EXTERNALITES", "Environmental cost"),
    ("PERFORMANCE", "Environmental performance and direct supply"),
]

# What a superseded version must keep: proofs were judged by it.
DECISIVE_FIELDS = {
    "active",
    "blocking",
    "category_ids",
    "code",
    "date_end",
    "kind",
    "minimum",
    "producer_kind",
    "scope",
    "specification_id",
    "usage",
}


class Subject(NamedTuple):
    """What a requirement is asked of: a product, or a producer as such."""

    key: object
    producer: models.Model
    category: models.Model
    template_id: int | bool = False


class HubCriterion(models.Model):
    """A requirement of the specification, or a label a product may claim.

    A requirement belongs to one version of the specification; its ``code`` is what
    links it to the same requirement in other versions, so a proof given under one
    version still answers under the next, where it is judged by the new minimum.
    Labels are set by law, not by the association: they belong to no version.
    """

    _name = "hub.criterion"
    _description = "Specification Criterion"
    _inherit = ["mail.thread"]
    _order = "usage desc, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        tracking=True,
        help="Links the same requirement across versions.",
    )
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    specification_id = fields.Many2one(
        "hub.specification",
        "Version",
        compute="_compute_specification_id",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
        ondelete="cascade",
    )
    usage = fields.Selection(
        [("requirement", "Requirement"), ("label", "Label")],
        default="requirement",
        required=True,
        tracking=True,
    )
    scope = fields.Selection(
        [("producer", "Producer"), ("product", "Product")],
        "Proved for",
        default="producer",
        required=True,
        tracking=True,
        help="One proof for the producer and all his products, or one per product.",
    )
    kind = fields.Selection(
        [
            ("statement", "Statement"),
            ("document", "Document"),
            ("measure", "Measure"),
        ],
        "Proved by",
        default="document",
        required=True,
        tracking=True,
    )
    minimum = fields.Float(digits=(16, 2), tracking=True)
    unit = fields.Char(default="%")
    blocking = fields.Boolean(
        tracking=True,
        help="Without a valid proof the products concerned cannot be sold.",
    )
    validity_months = fields.Integer(
        "Valid for (months)",
        default=12,
        tracking=True,
        help="0: until further notice.",
    )
    egalim_code = fields.Selection(EGALIM_CODES, "EGalim category", tracking=True)
    category_ids = fields.Many2many(
        "product.category",
        string="Product Families",
        tracking=True,
        help="With the families below them. Empty: all.",
    )
    producer_kind = fields.Selection(
        [("all", "All"), ("farm", "Farms"), ("artisan", "Artisans")],
        "Producers",
        default="all",
        required=True,
        tracking=True,
    )
    date_end = fields.Date(
        "Ends for All On",
        tracking=True,
        help="The last day on which anyone may claim it.",
    )
    description = fields.Text(translate=True)

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(specification_id, 0))",
        "This code already exists in this version of the specification.",
    )
    _minimum_check = models.Constraint(
        "CHECK(minimum >= 0)", "A minimum cannot be negative."
    )
    _validity_check = models.Constraint(
        "CHECK(validity_months >= 0)", "A number of months cannot be negative."
    )

    @api.depends("usage")
    def _compute_specification_id(self):
        current = self.env["hub.specification"]._get_in_force(
            fields.Date.context_today(self)
        )
        for criterion in self:
            if criterion.usage == "label":
                criterion.specification_id = False
            elif not criterion.specification_id:
                criterion.specification_id = current

    @api.constrains("usage", "blocking", "egalim_code")
    def _check_usage(self):
        for criterion in self:
            if criterion.usage == "label" and criterion.blocking:
                raise ValidationError(
                    self.env._(
                        "%s is a label: nobody has to hold it, so it cannot block.",
                        criterion.name,
                    )
                )
            if criterion.usage == "requirement" and criterion.egalim_code:
                raise ValidationError(
                    self.env._(
                        "%s is a requirement of the hub: only labels count for EGalim.",
                        criterion.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        self._invalidate_offerable()
        criteria = super().create(vals_list)
        criteria._ensure_not_superseded()
        return criteria

    def write(self, vals):
        if DECISIVE_FIELDS & vals.keys():
            self._ensure_not_superseded()
        self._invalidate_offerable()
        result = super().write(vals)
        if "specification_id" in vals:
            self._ensure_not_superseded()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_superseded(self):
        self._ensure_not_superseded()
        self._invalidate_offerable()

    def _ensure_not_superseded(self):
        today = fields.Date.context_today(self)
        for specification in self.specification_id:
            if specification.date_end and specification.date_end < today:
                raise UserError(
                    self.env._(
                        "%s is no longer in force: what was decided under it stays.",
                        specification.display_name,
                    )
                )

    @api.model
    def _invalidate_offerable(self):
        """Forget what was computed on products and producers from the old rules."""
        self.env["product.template"].invalidate_model(
            [
                "is_offerable",
                "hub_label_ids",
                "hub_offer_state",
                "hub_offerable_reason",
            ]
        )
        self.env["res.partner"].invalidate_model(["hub_spec_note", "hub_spec_state"])

    # ------------------------------------------------------------------
    # The gate
    # ------------------------------------------------------------------

    @api.model
    def _get_in_force_domain(self, date, usage):
        domain = Domain("usage", "=", usage) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", date)
        )
        if usage == "requirement":
            version = self.env["hub.specification"]._get_in_force(date)
            domain &= Domain("specification_id", "in", [False, *version.ids])
        return domain

    @api.model
    def _get_in_force(self, date, usage="requirement"):
        """Return the requirements, or the labels, that apply on ``date``."""
        return self.search(self._get_in_force_domain(date, usage))

    def _concerns(self, producer, category):
        """Whether the criterion is asked of this producer for this family.

        Without a family, only what is asked of all families is.
        """
        self.ensure_one()
        kind = producer.hub_producer_kind or "farm"
        if self.producer_kind not in ("all", kind):
            return False
        if not self.category_ids:
            return True
        path = category.parent_path or ""
        return any(path.startswith(family.parent_path) for family in self.category_ids)

    @api.model
    def _assess(self, subjects, date, usage="requirement"):
        """Judge many products or producers on one day, in a fixed number of queries.

        :param subjects: list of :class:`Subject`
        :return: ``{key: [(criterion, verdict), …]}`` with the criteria that concern
            each subject
        """
        criteria = self.sudo()._get_in_force(date, usage)
        evidence = self.env["hub.proof"]._get_evidence(
            criteria.mapped("code"),
            {subject.producer.id for subject in subjects},
            {subject.template_id for subject in subjects if subject.template_id},
        )
        # Products of one family without a proof of their own share their producer's
        # verdicts: judged once, whatever their number.
        own = {template_id for _code, _producer, template_id in evidence}
        result, judged = defaultdict(list), {}
        for key, producer, category, template_id in subjects:
            alone = template_id if template_id in own else None
            place = (producer.id, category.id, alone, bool(template_id))
            if place not in judged:
                judged[place] = criteria._judge(
                    evidence, producer, category, template_id, date
                )
            result[key] += judged[place]
        return result

    def _judge(self, evidence, producer, category, template_id, date):
        """The verdict of each of these criteria that concerns one subject."""
        return [
            (
                criterion,
                validity.assess(
                    criterion._pick_evidence(evidence, producer, template_id),
                    date,
                    criterion._get_minimum(),
                ),
            )
            for criterion in self
            if criterion._concerns(producer, category)
            and (template_id or criterion.scope != "product")
        ]

    def _pick_evidence(self, evidence, producer, template_id):
        """A product inherits the proofs of its producer, unless it needs its own."""
        given = list(evidence[self.code, producer.id, template_id])
        if template_id and self.scope == "producer":
            given += evidence[self.code, producer.id, False]
        return given

    def _get_minimum(self):
        return self.minimum if self.kind == "measure" else 0.0

    def _get_sentence(self, verdict):
        """Say in words why a requirement is not met."""
        self.ensure_one()
        cause = self._get_cause(verdict)
        if verdict.pending and verdict.cause != "pending":
            cause = self.env._("%s, a new one waits to be verified", cause)
        return self.env._(
            "No valid proof for: %(criterion)s (%(cause)s)",
            criterion=self.name,
            cause=cause,
        )

    def _get_cause(self, verdict):
        day = verdict.day and self.env["hub.proof"]._format_day(verdict.day)
        if verdict.cause == "expired":
            return self.env._("expired on %s", day)
        if verdict.cause == "future":
            return self.env._("valid from %s only", day)
        if verdict.cause == "low":
            return self.env._(
                "below the minimum of %(minimum)s %(unit)s",
                minimum=self.env["hub.catalogue"]._format_portal_quantity(self.minimum),
                unit=self.unit or "",
            )
        if verdict.cause == "pending":
            return self.env._("waiting to be verified")
        if verdict.cause == "rejected":
            return self.env._("rejected")
        return self.env._("none given")

    def _get_ending_sentence(self, verdict):
        """Say until when a requirement is met."""
        self.ensure_one()
        return self.env._(
            "%(criterion)s: ends on %(day)s",
            criterion=self.name,
            day=self.env["hub.proof"]._format_day(verdict.day),
        )
