from odoo import api, fields, models
from odoo.exceptions import UserError

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
            names = (proof.criterion_id.name, target.display_name)
            proof.display_name = " – ".join(filter(None, names))

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
        self._check_new_document(vals)
        if vals.get("state") == "valid":
            vals = self._prepare_verified_vals() | vals
        result = super().write(vals)
        if "document" in vals:
            self._log_document()
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
