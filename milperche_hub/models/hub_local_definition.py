import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import formatLang

from ..tools import local_zone

RADIUS_MAX_KM = 1000.0
KINDS = [
    ("communes", "A list of communes"),
    ("radius", "A distance from farm to client"),
    ("department", "The département"),
    ("region", "The région"),
]
# what ma cantine calls each kind, unless the association says otherwise
DECLARED_AS = {
    "communes": "PAT",
    "radius": "KM",
    "department": "DEPARTEMENT",
    "region": "REGION",
}


class HubLocalDefinition(models.Model):
    """One meaning of "local", with its dates.

    No law defines the word. The association keeps its own definitions here; whatever
    says "local" says by which of them. What is in force on the day of a delivery
    decides, so that yesterday's documents do not change with today's list.
    """

    _name = "hub.local.definition"
    _description = "Definition of Local"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10, help="The first one answers when all agree.")
    company_id = fields.Many2one("res.company", index="btree_not_null")
    kind = fields.Selection(KINDS, "Judged by", default="radius", required=True)
    radius_km = fields.Float(
        "Distance (km)", help="In a straight line, farm to client."
    )
    commune_ids = fields.Many2many("hub.commune", string="Communes")
    area_codes = fields.Char(
        "Codes",
        help="Départements (61, 28, 72) or régions (28, 24, 52) the farm may be in."
        " Empty: it must be in the client's own.",
    )
    date_start = fields.Date("From")
    date_end = fields.Date("Until", help="Last day on which it is used.")
    declared_as = fields.Selection(
        [
            ("PAT", "Territorial food project (PAT)"),
            ("COMMUNE", "Commune or group of communes"),
            ("DEPARTEMENT", "Département"),
            ("REGION", "Région"),
            ("KM", "Kilometres"),
        ],
        "Declared as",
        compute="_compute_declared_as",
        store=True,
        readonly=False,
        help="How a canteen declares it to “ma cantine”.",
    )
    words = fields.Char("In Words", compute="_compute_words")

    _dates_check = models.Constraint(
        "CHECK(date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "A definition cannot end before it starts.",
    )

    @api.depends("kind")
    def _compute_declared_as(self):
        for definition in self:
            definition.declared_as = DECLARED_AS.get(definition.kind)

    @api.depends("kind", "radius_km", "commune_ids", "area_codes")
    @api.depends_context("lang")
    def _compute_words(self):
        for definition in self:
            definition.words = definition._get_words()

    def _get_words(self):
        """The definition as it is printed beside the word "local"."""
        self.ensure_one()
        codes = ", ".join(self._get_codes())
        if self.kind == "radius":
            digits = 0 if self.radius_km == int(self.radius_km) else 1
            distance = formatLang(self.env, self.radius_km, digits=digits)
            return self.env._(
                "farm at most %s km from the client in a straight line", distance
            )
        if self.kind == "communes":
            return self.env._(
                "farm in one of the %s communes listed", len(self.commune_ids)
            )
        if self.kind == "department":
            if codes:
                return self.env._("farm in département %s", codes)
            return self.env._("farm and client in the same département")
        if codes:
            return self.env._("farm in région %s", codes)
        return self.env._("farm and client in the same région")

    def _get_codes(self):
        """Codes the farm is compared with: communes, départements or régions."""
        self.ensure_one()
        if self.kind == "communes":
            return self.commune_ids.mapped("code")
        if self.kind == "radius":
            return []
        return re.findall(r"\w+", (self.area_codes or "").upper())

    @api.constrains("kind", "radius_km", "commune_ids", "area_codes")
    def _check_kind(self):
        known = {
            "department": set(local_zone.REGION_OF),
            "region": set(local_zone.REGION_OF.values()),
        }
        for definition in self:
            radius = definition.radius_km
            # Not (0 < NaN): a number that is none is refused as well.
            if definition.kind == "radius" and not 0 < radius <= RADIUS_MAX_KM:
                raise ValidationError(
                    self.env._("A distance lies between 0 and 1,000 km.")
                )
            if definition.kind == "communes" and not definition.commune_ids:
                raise ValidationError(
                    self.env._("“%s” lists no commune yet.", definition.name)
                )
            strange = set(definition._get_codes()) - known.get(
                definition.kind, set(definition._get_codes())
            )
            if strange:
                raise ValidationError(
                    self.env._(
                        "%s: no département or région has this code.",
                        ", ".join(sorted(strange)),
                    )
                )

    @api.model
    def _get_in_force(self, date):
        """The definitions of the company on ``date``, the main one first."""
        return self.sudo().search(
            Domain("company_id", "in", [False, self.env.company.id])
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", date))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", date))
        )
