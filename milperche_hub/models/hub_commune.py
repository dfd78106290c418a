from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools import local_zone


class HubCommune(models.Model):
    """A French commune: what "the farm's commune" and lists of communes refer to."""

    _name = "hub.commune"
    _description = "Commune"
    _order = "name, code"
    _rec_names_search = ["name", "zip", "code"]

    name = fields.Char(required=True)
    code = fields.Char("INSEE Code", required=True)
    zip = fields.Char("Postcode", required=True)
    department = fields.Char(
        "Département", compute="_compute_department", store=True, precompute=True
    )

    _code_unique = models.UniqueIndex("(code)", "This commune already exists.")

    @api.depends("name", "department")
    def _compute_display_name(self):
        for commune in self:
            commune.display_name = f"{commune.name or ''} ({commune.department or ''})"

    @api.depends("code")
    def _compute_department(self):
        for commune in self:
            commune.department = local_zone.department_of(commune.code)

    @api.constrains("code", "zip")
    def _check_code(self):
        for commune in self:
            if len(commune.code) != 5 or not commune.department:
                raise ValidationError(
                    self.env._("%s is not the INSEE code of a commune.", commune.code)
                )
            if not local_zone.department_of_postcode(commune.zip):
                raise ValidationError(
                    self.env._("%s is not a French postcode.", commune.zip)
                )

    @api.model_create_multi
    def create(self, vals_list):
        communes = super().create(vals_list)
        communes._adopt_partners()
        return communes

    def _adopt_partners(self):
        """Farms and clients recorded before their commune was."""
        partners = (
            self.env["res.partner"]
            .sudo()
            .search(
                Domain("hub_commune_id", "=", False)
                & Domain("zip", "in", self.mapped("zip"))
                & (
                    Domain("is_producer", "=", True)
                    | Domain("is_hub_client", "=", True)
                )
            )
        )
        self.env.add_to_compute(partners._fields["hub_commune_id"], partners)

    @api.model
    def _find(self, places):
        """Find the communes of addresses, in one query.

        :param places: ``[(postcode, town), …]``
        :return: ``{(postcode, town): commune}``; one of another postcode counts when
            no other commune of the département has its name
        """
        wanted = {(code or "", name or "") for code, name in places}
        departments = {local_zone.department_of_postcode(code) for code, _n in wanted}
        known = self.search(Domain("department", "in", list(departments - {None})))
        found = {}
        for postcode, town in wanted:
            department = local_zone.department_of_postcode(postcode)
            named = known.filtered(
                lambda c, d=department, t=town: (
                    c.department == d
                    and local_zone.commune_key(c.name) == local_zone.commune_key(t)
                )
            )
            exact = named.filtered(lambda c, p=postcode: c.zip == p)
            found[postcode, town] = exact[:1] or (
                named if len(named) == 1 else self.browse()
            )
        return found
