from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import file_open, format_amount, ormcache

from ..tools import ma_cantine
from ..tools.cells import write_workbook

LAYOUTS_FILE = "milperche_hub/data/files/ma_cantine_layouts.json"
FORMATS = [("csv", "CSV"), ("tsv", "TSV"), ("xlsx", "XLSX")]


def read_layouts():
    with file_open(LAYOUTS_FILE) as stream:
        return ma_cantine.load_layouts(stream.read())


class HubEgalimExport(models.Model):
    """The purchases of a canteen and a period, in a file for "ma cantine".

    What was written is kept: the same purchases given twice would count twice.
    """

    _name = "hub.egalim.export"
    _description = "Purchases for ma cantine"
    _inherit = ["mail.thread"]
    _order = "date_to desc, partner_id, id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Canteen",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_hub_client', '=', True)]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        "To", required=True, default=lambda self: self._default_period()[1]
    )
    layout = fields.Selection(
        lambda self: [(key, key) for key in read_layouts()],
        "Layout of the File",
        required=True,
        default=lambda self: self._default_layout(),
    )
    file_format = fields.Selection(FORMATS, "Format", required=True, default="xlsx")
    definition_id = fields.Many2one(
        "hub.local.definition",
        "Local by",
        help="The canteen's own definition. Empty: the hub's main one.",
    )
    state = fields.Selection(
        [("draft", "To check"), ("done", "Exported")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    date_exported = fields.Datetime("Exported on", readonly=True, copy=False)
    line_count = fields.Integer("Purchases", readonly=True, copy=False)
    amount_total = fields.Monetary("Total excl. tax", readonly=True, copy=False)
    attachment_id = fields.Many2one(
        "ir.attachment", "File", readonly=True, copy=False, ondelete="restrict"
    )
    credits_taken = fields.Json(
        readonly=True, copy=False, help="Rows of the figures, under the key “ids”."
    )
    problems = fields.Text("Pre-check", compute="_compute_problems")
    overlap = fields.Text("Already Exported", compute="_compute_overlap")

    _period_check = models.Constraint(
        "CHECK(date_from <= date_to)", "The period ends before it begins."
    )

    @api.model
    def _default_period(self):
        year = self.env["res.partner"]._get_last_egalim_year()
        return date(year, 1, 1), date(year, 12, 31)

    @api.model
    def _default_layout(self):
        return ma_cantine.latest(read_layouts(), fields.Date.context_today(self))

    @api.depends("partner_id", "date_from", "date_to")
    def _compute_display_name(self):
        for export in self:
            export.display_name = " ".join(
                str(part or "")
                for part in (export.partner_id.name, export.date_from, export.date_to)
            )

    @api.depends("partner_id", "date_from", "date_to", "layout", "definition_id")
    def _compute_problems(self):
        for export in self:
            if not (export.partner_id and export.date_from and export.date_to):
                export.problems = False
            elif export.state == "draft":
                export.problems = "\n".join(export._check_rows(*export._get_rows()))
            else:
                export.problems = False

    @api.depends("partner_id", "date_from", "date_to")
    def _compute_overlap(self):
        for export in self:
            export.overlap = "\n".join(
                self.env._(
                    "%(start)s to %(end)s was exported on %(day)s.",
                    start=self.env["hub.proof"]._format_day(other.date_from),
                    end=self.env["hub.proof"]._format_day(other.date_to),
                    day=self.env["hub.proof"]._format_day(other.date_exported.date()),
                )
                for other in self.search(export._get_overlap_domain())
            )
            if export.partner_id and export.date_from and export.date_to:
                sentences = filter(None, [export.overlap, *export._tell_credits()])
                export.overlap = "\n".join(sentences)

    def _tell_credits(self):
        """Credits of purchases of another period that this file takes off."""
        rows = self._get_credits().filtered(lambda row: row.date_sold < self.date_from)
        return [
            self.env._(
                "A credit of %(amount)s on %(product)s of %(day)s, already exported, is"
                " taken off here.",
                amount=format_amount(self.env, -row.amount_untaxed, self.currency_id),
                product=row.product_id.name,
                day=self.env["hub.proof"]._format_day(row.date_sold),
            )
            for row in rows
        ]

    def _get_credit_day(self, row):
        """Day on which a credit counts, these being what its canteen exported.

        That of its purchase, or when the purchase was exported without it, its own
        day or the first one after that file.
        """
        told = self.filtered(lambda e: e.date_from <= row.date_sold <= e.date_to)
        if not told or any(e._has_taken_off(row) for e in told):
            return row.date_sold
        following = max(told.mapped("date_to")) + timedelta(days=1)
        return max(row.date, following)

    def _has_taken_off(self, row):
        if not self.credits_taken:
            return row.date <= self.date_to  # a file from before credits were kept
        return row.id in self.credits_taken["ids"]

    def _get_credits(self):
        """Rows of the figures that the file of this period takes off."""
        return self.partner_id._get_credits_of_period(self.date_from, self.date_to)

    def _get_overlap_domain(self):
        return (
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("state", "=", "done")
            & Domain("id", "!=", self._origin.id)
            & Domain("date_from", "<=", self.date_to)
            & Domain("date_to", ">=", self.date_from)
        )

    # ------------------------------------------------------------------
    # Rows
    # ------------------------------------------------------------------

    def _get_rows(self, purchases=None):
        """The rows of the file and the credits that fall on nothing.

        :param purchases: those of this canteen, when they are known
        :return: ``([{column: text}], [credit])``
        """
        self.ensure_one()
        lang = self.partner_id.lang or self.company_id.partner_id.lang
        self = self.with_context(lang=lang)
        client = self.partner_id
        if purchases is None:
            purchases = client._get_canteen_purchases(
                self.date_from, self.date_to, self.definition_id
            )[client]
        kept, lost = ma_cantine.net_credits(purchases)
        return [self._prepare_row(purchase) for purchase in kept], lost

    def _prepare_row(self, purchase):
        """One row of text cells, by the rules of the layout of June 2026."""
        product = purchase["product"].with_env(self.env)
        producer = purchase["producer"]
        local = purchase["local"] or {}
        declared_as = local.get("declared_as") or ""
        definition = self.env["hub.local.definition"].browse(local.get("id", []))
        labels = self._get_label_names() if purchase["codes"] else {}
        names = [labels[code] for code in purchase["codes"]]
        return {
            "siret": "".join((self.partner_id.company_registry or "").split()),
            "description": " – ".join([product.name, *names]),
            "fournisseur": f"{self.company_id.name} – {producer.name}",
            "date": purchase["date"].isoformat(),
            "prix_ht": ma_cantine.to_amount(purchase["amount"]),
            "famille_produits": purchase["family"],
            "categories_egalim": ",".join(purchase["codes"]),
            "origine": purchase["origin"],
            "est_circuit_court": "OUI" if purchase["is_short"] else "",
            "est_local": "OUI" if declared_as else "",
            "definition_local": declared_as,
            "definition_local_km": (
                str(-int(-definition.sudo().radius_km // 1))
                if declared_as == "KM"
                else ""
            ),
        }

    @api.model
    @ormcache("self.env.lang")
    def _get_label_names(self):
        """``{code: what a label is called}``"""
        field = self.env["hub.criterion"]._fields["egalim_code"]
        return dict(field._description_selection(self.env))

    def _check_rows(self, rows, lost):
        """What is wrong, in sentences; empty when the file will be accepted."""
        self.ensure_one()
        layout = read_layouts()[self.layout]
        today = fields.Date.context_today(self)
        sentences = []
        if not rows:
            sentences.append(self.env._("Nothing was delivered in this period."))
        wrong = {}
        for problem in ma_cantine.check(rows, layout, today):
            wrong.setdefault((problem.column, problem.code, problem.value), []).append(
                problem.row
            )
        sentences += [
            self._get_problem_sentence(*key, numbers) for key, numbers in wrong.items()
        ]
        sentences += [
            self.env._(
                "A credit of %(amount)s on %(product)s has no purchase of this period"
                " to be taken from: take it off by hand.",
                amount=format_amount(self.env, -float(row["amount"]), self.currency_id),
                product=row["product"].name,
            )
            for row in lost
        ]
        return sentences

    def _get_problem_sentence(self, column, code, value, numbers):
        if column == "siret":
            return self.env._(
                "%s has no SIRET of 14 digits: type that of the place of service, not"
                " of the town hall.",
                self.partner_id.name,
            )
        texts = {
            "missing": self.env._("it is empty"),
            "form": self.env._("“%s” is not written as it must be", value),
            "future": self.env._("“%s” is still to come", value),
            "list": self.env._("“%s” is not in the list", value),
            "alone": self.env._("“%s” has no place there", value),
        }
        return self.env._(
            "Column %(column)s: %(problem)s (%(count)s rows, the first: %(row)s).",
            column=column,
            problem=texts[code],
            count=len(numbers),
            row=numbers[0],
        )

    # ------------------------------------------------------------------
    # The file
    # ------------------------------------------------------------------

    def action_export(self):
        """Write the files and remember them.

        :raise UserError: something in them would be refused.
        """
        for export in self.filtered(lambda e: e.state == "draft"):
            rows, lost = export._get_rows()
            sentences = export._check_rows(rows, lost)
            if sentences:
                raise UserError("\n".join(sentences))
            export._keep_file(rows)
        return True

    def _keep_file(self, rows, credits=None):
        """Write the file and remember it, with the credits it takes off."""
        self.ensure_one()
        if credits is None:
            credits = self._get_credits()
        attachment = self.env["ir.attachment"].create(
            {
                "name": self._get_file_name(),
                "raw": self._make_file(rows),
                "res_model": self._name,
                "res_id": self.id,
            }
        )
        self.write(
            {
                "attachment_id": attachment.id,
                "credits_taken": {"ids": credits.ids},
                "state": "done",
                "date_exported": fields.Datetime.now(),
                "line_count": len(rows),
                "amount_total": sum(float(row["prix_ht"]) for row in rows),
            }
        )

    def _make_file(self, rows):
        layout = read_layouts()[self.layout]
        if self.file_format != "xlsx":
            return ma_cantine.write_text(rows, layout, self.file_format)
        names = [column["name"] for column in layout["columns"]]
        cells = [[row[name] for name in names] for row in rows]
        return write_workbook([("achats", names, cells)])

    def _get_file_name(self):
        self.ensure_one()
        place = self.partner_id.company_registry or self.partner_id.id
        return f"ma-cantine_{place}_{self.date_from}_{self.date_to}.{self.file_format}"

    def action_download(self):
        """Hand out the file that was written."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "self",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(export.state == "done" for export in self):
            raise UserError(
                self.env._("What was exported stays on record: it may be declared.")
            )
