import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.distance import haversine_km
from .hub_criterion import Subject
from .hub_proof import NOTICE_DAYS, PROOF_GROUPS

CLIENT_KINDS = [
    ("nursery", "Nursery"),
    ("primary", "Primary school"),
    ("secondary", "Secondary school"),
    ("hospital", "Hospital"),
    ("care_home", "Care home"),
    ("delicatessen", "Delicatessen"),
    ("restaurant", "Restaurant"),
    ("other_canteen", "Other canteen"),
]
SANITARY_STATUSES = [
    ("none", "Not concerned"),
    ("approved", "EU approval"),
    ("derogation", "Derogation"),
    ("eana", "On-farm slaughter (EANA)"),
]
SPEC_STATES = [("red", "Blocked"), ("amber", "To chase"), ("green", "In order")]


class ResPartner(models.Model):
    _inherit = "res.partner"

    # producer
    is_producer = fields.Boolean("Producer", index=True)
    hub_producer_code = fields.Char(
        "Producer Code", help="2 to 6 capitals or digits, used in lot numbers."
    )
    hub_producer_kind = fields.Selection(
        [("farm", "Farm"), ("artisan", "Artisan")],
        "Kind of Producer",
        compute="_compute_hub_producer_kind",
        store=True,
        precompute=True,
        readonly=False,
    )
    vat_regime = fields.Selection(
        [
            ("vat", "Liable to VAT"),
            ("franchise", "Exempt (small business)"),
            ("flat_rate", "Flat-rate farmer"),
        ],
        "VAT Scheme",
        default="vat",
    )
    hub_mandate_date = fields.Date(
        "Self-billing Mandate",
        groups="base.group_user",
        help="Day on which the producer signed the mandate to be billed by the hub.",
    )
    hub_date_left = fields.Date(
        "Left On",
        groups="base.group_user",
        help="From that day on, nothing of this producer is sold.",
    )
    hub_sanitary_status = fields.Selection(
        SANITARY_STATUSES,
        "Sanitary Status",
        default="none",
    )
    hub_packing_centre = fields.Char("Egg Packing Centre No.")
    proof_ids = fields.One2many(
        "hub.proof", "producer_id", "Proofs", groups=PROOF_GROUPS
    )
    hub_product_ids = fields.One2many(
        "product.template", "producer_id", "Hub Products", groups="base.group_user"
    )
    hub_spec_state = fields.Selection(
        SPEC_STATES,
        "Specification",
        compute="_compute_hub_spec_state",
        search="_search_hub_spec_state",
        groups="base.group_user",
        help="Blocked: something cannot be sold. To chase: something ends within 60"
        " days, or an advisory requirement is not met. In order: all is proved.",
    )
    hub_spec_note = fields.Text(
        "To Chase", compute="_compute_hub_spec_state", groups="base.group_user"
    )
    # client
    is_hub_client = fields.Boolean("Hub Client", index=True)
    hub_client_kind = fields.Selection(CLIENT_KINDS, "Kind of Client")
    hub_payer_id = fields.Many2one(
        "res.partner",
        "Payer",
        index="btree_not_null",
        ondelete="restrict",
        help="Who receives the invoice, when it is not the client, e.g. the town hall.",
    )
    hub_guest_count = fields.Integer("Guests a Day")
    hub_approved_kitchen = fields.Boolean(
        "EU-approved Central Kitchen",
        help="It may not be supplied by producers working under derogation.",
    )

    _hub_producer_code_unique = models.UniqueIndex(
        "(hub_producer_code) WHERE hub_producer_code IS NOT NULL",
        "Another producer has this code.",
    )
    _hub_guest_count_check = models.Constraint(
        "CHECK(hub_guest_count >= 0)", "A number of guests cannot be negative."
    )

    @api.depends("is_producer")
    def _compute_hub_producer_kind(self):
        for partner in self:
            if partner.is_producer and not partner.hub_producer_kind:
                partner.hub_producer_kind = "farm"
            else:
                partner.hub_producer_kind = partner.hub_producer_kind

    @api.depends(
        "is_producer",
        "active",
        "hub_date_left",
        "hub_producer_kind",
        "hub_product_ids.categ_id",
        "proof_ids.criterion_id",
        "proof_ids.date_start",
        "proof_ids.date_end",
        "proof_ids.state",
        "proof_ids.value",
    )
    def _compute_hub_spec_state(self):
        producers = self.filtered("is_producer")
        board = producers._hub_get_spec_board(fields.Date.context_today(self))
        for partner in self:
            state, chase = board.get(partner.id, (False, []))
            partner.hub_spec_state = state
            partner.hub_spec_note = "\n".join(chase)

    @api.model
    def _search_hub_spec_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        producers = self.with_context(active_test=False).search(
            [("is_producer", "=", True)]
        )
        board = producers._hub_get_spec_board(fields.Date.context_today(self))
        found = [key for key, (state, _chase) in board.items() if state in value]
        others = [("is_producer", "=", False)] if False in value else [(0, "=", 1)]
        return ["|", ("id", "in", found), *others]

    @api.constrains("hub_producer_code")
    def _check_hub_producer_code(self):
        for partner in self:
            code = partner.hub_producer_code
            if code and not re.fullmatch(r"[A-Z0-9]{2,6}", code):
                raise ValidationError(
                    self.env._(
                        "The producer code %s must have 2 to 6 capital letters or"
                        " digits.",
                        code,
                    )
                )

    @api.constrains("hub_payer_id")
    def _check_hub_payer_id(self):
        for partner in self:
            payer = partner.hub_payer_id
            if payer and (payer == partner or payer.hub_payer_id):
                raise ValidationError(
                    self.env._(
                        "%(payer)s cannot pay for %(client)s: a payer pays for itself.",
                        payer=payer.display_name,
                        client=partner.display_name,
                    )
                )

    @api.onchange("hub_producer_code")
    def _onchange_hub_producer_code(self):
        code = (self.hub_producer_code or "").strip().upper()
        self.hub_producer_code = code or False

    def _get_hub_payer(self):
        """Who pays this kitchen's invoices, itself or its town hall; may be empty."""
        kitchen = self if self.hub_payer_id else self.commercial_partner_id
        return kitchen.hub_payer_id

    def _hub_distance_km(self, other):
        """Straight-line kilometres to ``other``; None when a coordinate is missing."""
        self.ensure_one()
        places = (
            (self.partner_latitude, self.partner_longitude),
            (other.partner_latitude, other.partner_longitude),
        )
        # Odoo stores 0.0 for "unknown"; nobody farms at the point (0, 0)
        if any(not (latitude or longitude) for latitude, longitude in places):
            return None
        return haversine_km(*places[0], *places[1])

    def _hub_get_left_reason(self, date):
        """Say why nothing of this producer can be sold any more, or return ''."""
        self.ensure_one()
        if not self.active:
            return self.env._("%s is archived", self.name)
        if not self.is_producer:
            return self.env._("%s is no longer a producer", self.name)
        if self.hub_date_left and self.hub_date_left <= date:
            return self.env._(
                "%(producer)s left the hub on %(day)s",
                producer=self.name,
                day=self.env["hub.proof"]._format_day(self.hub_date_left),
            )
        return ""

    def _hub_get_spec_board(self, date):
        """Judge producers on ``date``, in a fixed number of queries.

        :return: ``{producer id: (state, [what to chase, …])}``, the state being
            "red", "amber" or "green"
        """
        producers = self.sudo()
        subjects = producers._hub_get_spec_subjects()
        criteria = self.env["hub.criterion"]
        verdicts = criteria._assess(subjects, date)
        labels = criteria._assess(subjects, date, "label")
        notice = fields.Date.add(date, days=NOTICE_DAYS)
        board = {}
        for producer in producers:
            left = producer._hub_get_left_reason(date)
            state = "red" if left else "green"
            chase = [left] if left else []
            for criterion, verdict in dict.fromkeys(verdicts[producer.id]):
                if not verdict.proved:
                    chase.append(criterion._get_sentence(verdict))
                    if criterion.blocking:
                        state = "red"
                elif verdict.day and verdict.day <= notice:
                    chase.append(criterion._get_ending_sentence(verdict))
                else:
                    continue
                state = "red" if state == "red" else "amber"
            ending = labels.get(producer.id, [])
            for criterion, verdict in dict.fromkeys(ending):
                # nobody has to hold a label: only one that is about to end is chased
                if verdict.proved and verdict.day and verdict.day <= notice:
                    chase.append(criterion._get_ending_sentence(verdict))
                    state = "amber" if state == "green" else state
            board[producer.id] = state, chase
        return board

    def _hub_get_spec_subjects(self):
        family = self.env["product.category"]
        subjects = [Subject(p.id, p._origin, family) for p in self]
        keys = {producer._origin.id: producer.id for producer in self}
        for template in self.hub_product_ids._origin:
            owner = template.producer_id
            if owner.id in keys:
                subjects.append(
                    Subject(keys[owner.id], owner, template.categ_id, template.id)
                )
        return subjects
