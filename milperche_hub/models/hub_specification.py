from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import validity


class HubSpecification(models.Model):
    """A dated version of what the association asks of its producers.

    The version in force on a day is the published one that started last. Its end is
    the day before the next one starts, so two versions never overlap and the past
    keeps the rules it was decided under.
    """

    _name = "hub.specification"
    _description = "Producer Specification"
    _inherit = ["mail.thread"]
    _order = "date_start desc, id desc"

    name = fields.Char(required=True, translate=True)
    version = fields.Char(required=True, default="1", copy=False, tracking=True)
    state = fields.Selection(
        [("draft", "In preparation"), ("published", "Published")],
        default="draft",
        required=True,
        copy=False,
        tracking=True,
    )
    date_start = fields.Date("In force from", required=True, copy=False, tracking=True)
    date_end = fields.Date(
        "In force until",
        compute="_compute_date_end",
        help="The day before the next published version starts.",
    )
    is_current = fields.Boolean(
        "In force", compute="_compute_date_end", search="_search_is_current"
    )
    criterion_ids = fields.One2many(
        "hub.criterion", "specification_id", "Requirements", copy=True
    )
    description = fields.Html(translate=True)

    _date_start_unique = models.UniqueIndex(
        "(date_start) WHERE state = 'published'",
        "Another version starts on that day.",
    )

    @api.depends("version", "name")
    def _compute_display_name(self):
        for specification in self:
            specification.display_name = self.env._(
                "%(name)s, version %(version)s",
                name=specification.name,
                version=specification.version,
            )

    @api.depends("state", "date_start")
    def _compute_date_end(self):
        starts = sorted(
            specification.date_start
            for specification in self.search([("state", "=", "published")])
        )
        today = fields.Date.context_today(self)
        for specification in self:
            start, end = specification.date_start, False
            published = start and specification.state == "published"
            later = [day for day in starts if published and day > start]
            if later:
                end = fields.Date.subtract(later[0], days=1)
            specification.date_end = end
            specification.is_current = published and validity.covers(start, end, today)

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        current = self._get_in_force(fields.Date.context_today(self))
        found = [("id", "in", current.ids)] if True in value else [(0, "=", 1)]
        others = [("id", "not in", current.ids)] if False in value else [(0, "=", 1)]
        return ["|", *found, *others]

    @api.constrains("state", "date_start")
    def _check_date_start(self):
        today = fields.Date.context_today(self)
        others = self.search([("state", "=", "published")])
        for specification in self:
            if (
                specification.state == "published"
                and specification.date_start < today
                and others - specification
            ):
                raise ValidationError(
                    self.env._(
                        "A new version cannot start in the past: it would rewrite what"
                        " was decided under the old one."
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        if any(specification.state == "published" for specification in self):
            raise UserError(
                self.env._("A published version is kept: producers were judged by it.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        specifications = super().create(vals_list)
        self._invalidate_versions()
        return specifications

    def write(self, vals):
        moved = "date_start" in vals or "state" in vals
        if moved:
            self._ensure_not_started()
        result = super().write(vals)
        if moved:
            self._invalidate_versions()
        return result

    def _ensure_not_started(self):
        today = fields.Date.context_today(self)
        for specification in self:
            if specification.state == "published" and specification.date_start <= today:
                raise UserError(
                    self.env._(
                        "%s has been in force: it stays as it was. Make a new version.",
                        specification.display_name,
                    )
                )

    @api.model
    def _invalidate_versions(self):
        """A version that starts or moves changes the end of the one before."""
        self.invalidate_model(["date_end", "is_current"])
        self.env["hub.criterion"]._invalidate_offerable()

    @api.model
    def _get_in_force(self, date):
        """Return the version in force on ``date``, or an empty recordset."""
        return self.search(
            [("state", "=", "published"), ("date_start", "<=", date)], limit=1
        )

    def _is_in_force(self, date):
        """Whether this version, or none at all, is what applies on ``date``."""
        if not self:
            return True
        self.ensure_one()
        return self.state == "published" and validity.covers(
            self.date_start, self.date_end, date
        )

    def action_publish(self):
        """Publish the version: it applies from its start on."""
        self.write({"state": "published"})
        return True

    def action_new_version(self):
        """Open a copy to work on; the present version stays as it is."""
        self.ensure_one()
        version = self.copy(self._prepare_new_version_vals())
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": version.id,
            "view_mode": "form",
        }

    def _prepare_new_version_vals(self):
        number = self.version.isdecimal() and str(int(self.version) + 1)
        today = fields.Date.context_today(self)
        return {
            "version": number or self.env._("%s (next)", self.version),
            "date_start": fields.Date.add(today, months=1, day=1),
        }
