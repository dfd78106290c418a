import base64
import re

from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.image import image_process
from odoo.tools.mimetypes import guess_mimetype

from ..tools import validity
from .hub_proof import DOCUMENT_MAX_MB, DOCUMENT_TYPES

#: what starts a program from a PDF, or makes a page or a script of it; the checks of
#: fillable forms, of which official ones are full, stay allowed
ACTIVE = re.compile(rb"/Launch\b|<script\b|<\?php", re.I)


class HubProof(models.Model):
    """What a proof must hold, each refusal in a sentence."""

    _inherit = "hub.proof"

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
            producer = proof.producer_id
            # the hub holds proofs of its own: its organic certificate
            if not (producer.is_producer or producer.sudo().ref_company_ids):
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
                        "%(criterion)s: %(value)s %(unit)s is below the minimum of"
                        " %(minimum)s %(unit)s. Reject it, or record a signed"
                        " exception.",
                        criterion=criterion.name,
                        value=self.env["hub.catalogue"]._format_portal_quantity(value),
                        minimum=self.env["hub.catalogue"]._format_portal_quantity(
                            criterion.minimum
                        ),
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

    def _check_new_document(self, vals):
        """Judge what a change of these proofs brings: a document, or a name for it."""
        named = vals.get("document_name")
        for proof in self:
            content = vals.get("document")
            if content:
                self._check_document(content, named or proof.document_name)
            elif named and "document" not in vals and proof.document:
                data = base64.b64decode(proof.with_context(bin_size=False).document)
                self._check_document_name(guess_mimetype(data, default=""), named)

    def _log_document(self):
        """A file leaves no trace of its own: the history says that it changed."""
        self._message_log_batch(
            {
                proof.id: self.env._(
                    "Document replaced: %s",
                    proof.document_name or self.env._("unnamed"),
                )
                if proof.document
                else self.env._("Document taken away.")
                for proof in self.with_context(bin_size=True)
            }
        )

    @api.model
    def _check_document(self, content, name):
        """Refuse a document that is too big or is not a PDF or a picture.

        Its bytes decide and its name has to agree; a PDF that openly starts a program
        or holds a web page is refused.
        """
        # base64 spends four characters on three bytes: refuse before decoding
        if len(content) * 3 // 4 > DOCUMENT_MAX_MB * 1024 * 1024:
            raise ValidationError(
                self.env._("The document exceeds %s MB.", DOCUMENT_MAX_MB)
            )
        try:
            data = base64.b64decode(content, validate=False)
        except ValueError as error:
            raise ValidationError(self.env._("The document is unreadable.")) from error
        kind = guess_mimetype(data, default="")
        self._check_document_name(kind, name)
        if kind == "application/pdf":
            self._check_passive(data)
        else:
            self._check_picture(data)

    @api.model
    def _check_document_name(self, kind, name):
        suffixes = DOCUMENT_TYPES.get(kind)
        if not suffixes or (name and not name.lower().endswith(suffixes)):
            raise ValidationError(
                self.env._("A document must be a PDF, JPEG, PNG or WebP file.")
            )

    @api.model
    def _check_picture(self, data):
        """A picture that no program can open is something else under its head."""
        try:
            image_process(data, verify_resolution=True)
        except (UserError, ValueError) as error:
            raise ValidationError(self.env._("This picture is unreadable.")) from error

    @api.model
    def _check_passive(self, data):
        """A PDF that starts programs, or that is a web page as well, is no proof."""
        if not data.startswith(b"%PDF-") or ACTIVE.search(data):
            raise ValidationError(
                self.env._(
                    "This document holds a program. Print it again as a plain PDF, or"
                    " take a photo of it."
                )
            )
