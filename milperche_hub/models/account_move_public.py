import io
import zipfile

from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    """Ready for its payer's accounts, deposited, rejected or paid: in words."""

    _inherit = "account.move"

    hub_is_public = fields.Boolean(
        "Public Payer's", compute="_compute_hub_is_public", store=True
    )
    hub_missing = fields.Text("Missing", compute="_compute_hub_missing")
    hub_date_sent = fields.Date("Sent On", readonly=True, copy=False, tracking=True)
    hub_date_deposited = fields.Date("Deposited On", copy=False, tracking=True)
    hub_date_rejected = fields.Date("Rejected On", copy=False, tracking=True)
    hub_reject_reason = fields.Char("Rejected Because", copy=False, tracking=True)
    hub_send_state = fields.Selection(
        [
            ("to_send", "To send"),
            ("sent", "Sent"),
            ("deposited", "Deposited"),
            ("rejected", "Rejected"),
            ("paid", "Paid"),
        ],
        "Sending",
        compute="_compute_hub_send_state",
        store=True,
    )

    @api.depends("partner_id.hub_is_public_payer", "move_type")
    def _compute_hub_is_public(self):
        for move in self:
            sale = move.move_type in ("out_invoice", "out_refund")
            move.hub_is_public = sale and move._is_public_payer()

    @api.depends(
        "payment_state",
        "state",
        "hub_date_sent",
        "hub_date_deposited",
        "hub_date_rejected",
    )
    def _compute_hub_send_state(self):
        for move in self:
            if move.state != "posted" or not move.is_sale_document():
                move.hub_send_state = False
            elif move.payment_state in ("paid", "in_payment", "reversed"):
                move.hub_send_state = "paid"
            elif move.hub_date_rejected:
                move.hub_send_state = "rejected"
            elif move.hub_date_deposited:
                move.hub_send_state = "deposited"
            else:
                move.hub_send_state = "sent" if move.hub_date_sent else "to_send"

    @api.depends(
        "buyer_reference",
        "purchase_order_reference",
        "partner_id.company_registry",
        "partner_id.hub_needs_service",
        "partner_id.hub_needs_engagement",
        "company_id.company_registry",
    )
    @api.depends_context("lang")
    def _compute_hub_missing(self):
        for move in self:
            move.hub_missing = "\n".join(move._get_hub_missing()) or False

    def _get_hub_missing(self):
        """What is missing before this invoice can be sent, in words.

        :return: list of sentences, empty when it is ready.
        """
        self.ensure_one()
        if self.move_type not in ("out_invoice", "out_refund"):
            return []
        payer, hub = self.commercial_partner_id, self.company_id.partner_id
        facts = [
            (payer.street and payer.zip and payer.city, self._say("address", payer)),
            (payer.country_id, self._say("country", payer)),
        ]
        facts += self._get_hub_seller_facts(hub)
        if self.hub_is_public:
            facts += [
                (payer._get_hub_siret(), self._say("siret", payer)),
                (hub._get_hub_siret(), self._say("siret", hub)),
                (
                    self.buyer_reference or not payer.hub_needs_service,
                    self._say("service", payer),
                ),
                (
                    self.purchase_order_reference or not payer.hub_needs_engagement,
                    self._say("engagement", payer),
                ),
            ]
        else:
            email = payer.email or self.partner_id.email
            facts.append((email, self._say("email", payer)))
        return [sentence for present, sentence in facts if not present]

    def _get_hub_seller_facts(self, hub):
        """What Factur-X wants of the seller, whoever the buyer is."""
        taxed = self.company_id.hub_vat_regime == "vat"
        facts = [
            (hub.bank_ids, self._say("bank", hub)),
            (hub.email, self._say("email", hub)),
            (hub.phone, self._say("phone", hub)),
        ]
        if taxed:
            facts.append((hub.vat, self._say("vat", hub)))
        elif self.hub_is_public:
            facts.append((hub.vat, self._say("vat_exempt", hub)))
        return facts

    def _say(self, what, partner):
        return {
            "address": self.env._("%s: street, postcode or town", partner.name),
            "country": self.env._("%s: country", partner.name),
            "siret": self.env._("%s: a SIRET of 14 right figures", partner.name),
            "service": self.env._("%s wants a service code", partner.name),
            "engagement": self.env._("%s wants an engagement number", partner.name),
            "bank": self.env._("%s: bank account", partner.name),
            "phone": self.env._("%s: phone number", partner.name),
            "vat": self.env._("%s: VAT number", partner.name),
            "vat_exempt": self.env._(
                "%s: VAT number. Factur-X asks for one of a hub in exemption too: the"
                " tax office gives it, and no VAT is charged for having it.",
                partner.name,
            ),
            "email": self.env._("%s: e-mail address", partner.name),
        }[what]

    def _is_facturx_ready(self):
        """Whether Odoo can make the Factur-X file of this invoice."""
        self.ensure_one()
        return bool(
            self.is_sale_document()
            and self.company_id.vat
            and not self._get_hub_missing()
        )

    def _lacks_hub_reference(self):
        """Whether the payer wants a code or a number that the year does not give."""
        self.ensure_one()
        payer = self.commercial_partner_id
        year = (self.hub_date_to or self.date).year
        number = self.purchase_order_reference or self.env[
            "hub.engagement"
        ]._get_default(self.partner_id | payer, year)
        return (payer.hub_needs_service and not self.buyer_reference) or (
            payer.hub_needs_engagement and not number
        )

    def _check_hub_ready(self):
        """Refuse to send what its payer's accounts would send back."""
        sentences = [
            self.env._(
                "%(invoice)s: %(missing)s",
                invoice=move.name or move.partner_id.name,
                missing=", ".join(move._get_hub_missing()),
            )
            for move in self
            if move.hub_is_public and move._get_hub_missing()
        ]
        if sentences:
            raise UserError(
                self.env._("Complete these before sending:\n%s", "\n".join(sentences))
            )

    # ------------------------------------------------------------------
    # One file per run
    # ------------------------------------------------------------------

    def action_facturx_zip(self):
        """The Factur-X files of these posted invoices in one ZIP, to deposit.

        :raise UserError: nothing is posted, or something is missing on one of them.
        :return: the action that downloads it.
        """
        moves = self.filtered(
            lambda m: (
                m.state == "posted" and m.move_type in ("out_invoice", "out_refund")
            )
        )
        if not moves:
            raise UserError(self.env._("Choose posted client invoices."))
        moves._check_hub_ready()
        moves._make_facturx()
        name = self.env._("Factur-X invoices %s.zip", fields.Date.context_today(self))
        return moves._download_zip(name, moves._get_pdf_files())

    def _make_facturx(self):
        """Have Odoo make the invoices' Factur-X file where there is none yet.

        Every payer gets it, whatever the format its card names: a PDF for who reads
        it, the XML inside for who imports it.
        """
        send = self.env["account.move.send"]
        for move in self.filtered(lambda m: not m.invoice_pdf_report_id):
            send._generate_and_send_invoices(
                move,
                sending_methods={"manual"},
                invoice_edi_format="facturx",
                allow_fallback_pdf=False,
            )

    def _get_pdf_files(self):
        """``[(file name, bytes)]`` of the PDFs these invoices were sent with."""
        return [
            (move.invoice_pdf_report_id.name, move.invoice_pdf_report_id.raw)
            for move in self.sorted("name")
            if move.invoice_pdf_report_id
        ]

    @api.model
    def _download_zip(self, name, files):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files:
                archive.writestr(path, content)
        attachment = self.env["ir.attachment"].create(
            {"name": name, "raw": buffer.getvalue(), "mimetype": "application/zip"}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "download",
        }

    # ------------------------------------------------------------------
    # Ticks
    # ------------------------------------------------------------------

    def action_hub_deposited(self):
        """These invoices were deposited on the public portal today."""
        self._check_tickable()
        self.write(
            {
                "hub_date_deposited": fields.Date.context_today(self),
                "hub_date_rejected": False,
                "hub_reject_reason": False,
            }
        )
        return True

    def action_hub_rejected(self):
        """The portal sent these back: they are to correct."""
        self._check_tickable()
        self.hub_date_rejected = fields.Date.context_today(self)
        return True

    def _check_tickable(self):
        if any(move.state != "posted" for move in self):
            raise UserError(self.env._("Only posted invoices are deposited."))
