import base64
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.mimetypes import guess_mimetype

from ..tools import validity

DOCUMENT_MAX_MB = 10
DOCUMENT_TYPES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
}
NOTICE_DAYS = 60
# who may read proofs, and so the lists of proofs on producers and products
PROOF_GROUPS = ",".join(
    (
        "milperche_hub.group_volunteer",
        "account.group_account_invoice",
        "account.group_account_readonly",
    )
)


class HubProof(models.Model):
    """The dated evidence that a producer or a product meets a criterion.

    Dates decide, never the state alone: a verified proof counts from its start to its
    end, whether or not the nightly job has moved it to "expired" yet.
    """

    _name = "hub.proof"
    _description = "Proof"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_end, id"
    _check_company_auto = True

    criterion_id = fields.Many2one(
        "hub.criterion", required=True, index=True, ondelete="restrict", tracking=True
    )
    code = fields.Char(related="criterion_id.code", store=True, index=True)
    usage = fields.Selection(related="criterion_id.usage")
    scope = fields.Selection(related="criterion_id.scope")
    kind = fields.Selection(related="criterion_id.kind")
    unit = fields.Char(related="criterion_id.unit")
    minimum = fields.Float(related="criterion_id.minimum")
    producer_id = fields.Many2one(
        "res.partner",
        compute="_compute_producer_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_producer', '=', True)]",
        tracking=True,
    )
    product_tmpl_id = fields.Many2one(
        "product.template",
        "Product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('producer_id', '=?', producer_id)]",
        tracking=True,
    )
    listed_product_ids = fields.Many2many(
        "product.template",
        string="Products Listed",
        check_company=True,
        domain="[('producer_id', '=', producer_id)]",
        help="What the label's certificate lists. Empty: all the producer's products.",
    )
    company_id = fields.Many2one(
        related="producer_id.company_id", store=True, index="btree_not_null"
    )
    value = fields.Float("Measured", digits=(16, 2), tracking=True)
    document = fields.Binary(attachment=True, copy=False)
    document_name = fields.Char("File Name", copy=False)
    note = fields.Text()
    date_start = fields.Date(
        "Valid From",
        required=True,
        default=lambda self: self._default_date_start(),
        tracking=True,
    )
    date_end = fields.Date("Valid Until", index=True, copy=False, tracking=True)
    state = fields.Selection(
        [
            ("draft", "To verify"),
            ("valid", "Valid"),
            ("rejected", "Rejected"),
            ("expired", "Expired"),
        ],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
        index=True,
    )
    verified_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, groups="base.group_user"
    )
    date_verified = fields.Datetime("Verified On", readonly=True, copy=False)
    is_exception = fields.Boolean(
        "Exception",
        copy=False,
        tracking=True,
        help="A signed and dated delay, when a renewal is late.",
    )
    exception_reason = fields.Text(copy=False)
    exception_signatory = fields.Char("Signed By", copy=False)
    visit_id = fields.Many2one(
        "hub.visit",
        "Farm Visit",
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
    )
    urgency = fields.Selection(
        [("ended", "Ended"), ("soon", "Ends soon"), ("later", "Later")],
        compute="_compute_urgency",
    )

    _dates_check = models.Constraint(
        "CHECK(date_end IS NULL OR date_end >= date_start)",
        "A proof cannot end before it starts.",
    )

    @api.model
    def _default_date_start(self):
        return fields.Date.context_today(self)

    @api.depends("criterion_id", "producer_id", "product_tmpl_id")
    def _compute_display_name(self):
        for proof in self:
            target = proof.product_tmpl_id or proof.producer_id
            proof.display_name = f"{proof.criterion_id.name} – {target.display_name}"

    @api.depends("product_tmpl_id")
    def _compute_producer_id(self):
        for proof in self:
            if proof.product_tmpl_id.producer_id:
                proof.producer_id = proof.product_tmpl_id.producer_id
            else:
                proof.producer_id = proof.producer_id

    @api.depends("state", "date_end")
    def _compute_urgency(self):
        today = fields.Date.context_today(self)
        notice = fields.Date.add(today, days=NOTICE_DAYS)
        for proof in self:
            if proof.state not in ("valid", "expired"):
                proof.urgency = False
            elif not proof.date_end or proof.date_end > notice:
                proof.urgency = "later"
            else:
                proof.urgency = "ended" if proof.date_end < today else "soon"

    # ------------------------------------------------------------------
    # Constraints
    # ------------------------------------------------------------------

    @api.constrains("criterion_id", "producer_id", "product_tmpl_id")
    def _check_scope(self):
        for proof in self:
            criterion, product = proof.criterion_id, proof.product_tmpl_id
            if criterion.scope == "producer" and product:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s is proved for the producer as a whole: leave"
                        " the product empty.",
                        criterion=criterion.name,
                    )
                )
            if criterion.scope == "product" and not product:
                raise ValidationError(
                    self.env._(
                        "%(criterion)s is proved product by product: choose the"
                        " product.",
                        criterion=criterion.name,
                    )
                )
            if not proof.producer_id.is_producer:
                raise ValidationError(
                    self.env._("%s is not a producer.", proof.producer_id.display_name)
                )
            if product and product.producer_id != proof.producer_id:
                raise ValidationError(
                    self.env._(
                        "%(product)s is not a product of %(producer)s.",
                        product=product.display_name,
                        producer=proof.producer_id.display_name,
                    )
                )

    @api.constrains("listed_product_ids", "criterion_id", "producer_id")
    def _check_listed_products(self):
        for proof in self.filtered("listed_product_ids"):
            if proof.usage != "label" or proof.scope != "producer":
                raise ValidationError(
                    self.env._(
                        "%s cannot be limited to some products.",
                        proof.criterion_id.name,
                    )
                )
            strangers = proof.listed_product_ids.filtered(
                lambda product, proof=proof: product.producer_id != proof.producer_id
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(product)s is not a product of %(producer)s.",
                        product=strangers[0].display_name,
                        producer=proof.producer_id.display_name,
                    )
                )

    @api.constrains("value", "state", "criterion_id", "is_exception")
    def _check_measure(self):
        for proof in self:
            criterion, value = proof.criterion_id, proof.value
            if value < 0:
                raise ValidationError(self.env._("A measure cannot be negative."))
            if criterion.kind != "measure":
                continue
            if criterion.unit == "%" and value > 100:
                raise ValidationError(self.env._("A share cannot exceed 100 %."))
            if proof.state != "valid" or proof.is_exception:
                continue
            if not value:
                raise ValidationError(
                    self.env._(
                        "%s is a measure: give its value before verifying it.",
                        criterion.name,
                    )
                )
            if not validity.reaches(
                validity.Evidence(value=value), criterion._get_minimum()
            ):
                raise ValidationError(
                    self.env._(
                        "%(criterion)s: %(value)g %(unit)s is below the minimum of"
                        " %(minimum)g %(unit)s. Reject it, or record a signed"
                        " exception.",
                        criterion=criterion.name,
                        value=value,
                        minimum=criterion.minimum,
                        unit=criterion.unit or "",
                    )
                )

    @api.constrains(
        "is_exception", "exception_reason", "exception_signatory", "date_end"
    )
    def _check_exception(self):
        for proof in self.filtered("is_exception"):
            if not (
                proof.exception_reason and proof.exception_signatory and proof.date_end
            ):
                raise ValidationError(
                    self.env._(
                        "An exception needs a reason, a signatory and an end date."
                    )
                )

    @api.model
    def _check_document(self, content, name):
        """Refuse a document that is too big or is not a PDF or a picture."""
        # base64 spends four characters on three bytes: refuse before decoding
        if len(content) * 3 // 4 > DOCUMENT_MAX_MB * 1024 * 1024:
            raise ValidationError(
                self.env._("The document exceeds %s MB.", DOCUMENT_MAX_MB)
            )
        try:
            data = base64.b64decode(content, validate=False)
        except ValueError as error:
            raise ValidationError(self.env._("The document is unreadable.")) from error
        suffixes = DOCUMENT_TYPES.get(guess_mimetype(data, default=""))
        if not suffixes or (name and not name.lower().endswith(suffixes)):
            raise ValidationError(
                self.env._("A document must be a PDF, JPEG, PNG or WebP file.")
            )

    # ------------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------------

    @api.onchange("criterion_id", "date_start")
    def _onchange_date_end(self):
        if self.criterion_id and not self.is_exception:
            self.date_end = validity.default_end(
                self.date_start, self.criterion_id.validity_months
            )

    @api.onchange("criterion_id")
    def _onchange_criterion_id(self):
        if self.criterion_id.scope == "producer":
            self.product_tmpl_id = False

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("document"):
                self._check_document(vals["document"], vals.get("document_name"))
        vals_list = [
            self._prepare_verified_vals() | vals
            if vals.get("state") == "valid"
            else vals
            for vals in vals_list
        ]
        proofs = super().create(vals_list)
        for proof, vals in zip(proofs, vals_list, strict=True):
            if "date_end" not in vals:
                months = proof.criterion_id.validity_months
                proof.date_end = validity.default_end(proof.date_start, months)
        proofs._align_state()
        return proofs

    def write(self, vals):
        if vals.get("document"):
            names = [vals["document_name"]] if vals.get("document_name") else None
            for name in names or self.mapped("document_name"):
                self._check_document(vals["document"], name)
        if vals.get("state") == "valid":
            vals = self._prepare_verified_vals() | vals
        result = super().write(vals)
        if "date_end" in vals and "state" not in vals:
            self._align_state()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_verified(self):
        if any(proof.state in ("valid", "expired") for proof in self):
            raise UserError(
                self.env._("A verified proof is kept: sales were made on it.")
            )

    @api.model
    def _prepare_verified_vals(self):
        return {
            "verified_by_id": self.env.uid,
            "date_verified": fields.Datetime.now(),
        }

    def _align_state(self):
        """Move verified proofs to the state that their end date says."""
        today = fields.Date.context_today(self)
        for state, wanted in (("valid", "expired"), ("expired", "valid")):
            late = wanted == "expired"
            proofs = self.filtered(
                lambda p, state=state, late=late: (
                    p.state == state and bool(p.date_end and p.date_end < today) == late
                )
            )
            if proofs:
                proofs.write({"state": wanted})

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_verify(self):
        """Declare the proofs checked; they count from their start to their end."""
        for proof in self:
            if (
                proof.kind == "document"
                and not (proof.document or proof.note)
                and not proof.is_exception
            ):
                raise UserError(
                    self.env._(
                        "%s needs a document. If the original is kept on paper, write"
                        " in the note where it is.",
                        proof.display_name,
                    )
                )
        self.write({"state": "valid"})
        self._align_state()
        return True

    def action_reject(self):
        """Refuse the proofs; they stay on file."""
        self.write({"state": "rejected"})
        return True

    def action_reset(self):
        """Take the proofs back to the state where they can be edited."""
        self.write({"state": "draft", "verified_by_id": False, "date_verified": False})
        return True

    @api.model
    def _cron_expire(self):
        """Move ended proofs to "expired"; the gate never waits for it."""
        today = fields.Date.context_today(self)
        self.search([("state", "=", "valid"), ("date_end", "<", today)])._align_state()

    # ------------------------------------------------------------------
    # The gate
    # ------------------------------------------------------------------

    @api.model
    def _get_evidence(self, codes, producer_ids, template_ids):
        """Read the proofs of many producers and products in one go.

        :return: ``{(code, producer id, template id or False): [Evidence, …]}``
        """
        today = fields.Date.context_today(self)
        proofs = self.sudo().search_fetch(
            [
                ("code", "in", list(codes)),
                ("producer_id", "in", list(producer_ids)),
                ("product_tmpl_id", "in", [False, *template_ids]),
            ],
            self._get_evidence_fields(),
            order="id",
        )
        evidence = defaultdict(list)
        for proof in proofs:
            listed = proof.listed_product_ids or proof.product_tmpl_id
            for template_id in listed.ids or [False]:
                place = (proof.code, proof.producer_id.id, template_id)
                evidence[place].append(proof._get_one_evidence(today))
        return evidence

    @api.model
    def _get_evidence_fields(self):
        return [
            "code",
            "date_end",
            "date_start",
            "is_exception",
            "listed_product_ids",
            "producer_id",
            "product_tmpl_id",
            "state",
            "value",
        ]

    def _get_one_evidence(self, today):
        # An expired proof still counts for the days it covered. One that was set to
        # expired before its end was taken back by hand: it counts no more.
        ended = self.state == "expired" and self.date_end and self.date_end < today
        verified = self.state == "valid" or ended
        pending = self.state == "draft" and "pending"
        return validity.Evidence(
            start=self.date_start or None,
            end=self.date_end or None,
            status="verified" if verified else pending or "rejected",
            value=self.value,
            exempt=self.is_exception,
        )

    @api.model
    def _format_day(self, day):
        return format_date(self.env, day, date_format="d MMMM y")
