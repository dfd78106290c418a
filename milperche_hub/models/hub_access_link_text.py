from odoo import api, fields, models
from odoo.exceptions import AccessError


class HubAccessLink(models.Model):
    """A personal link as a text message, to copy."""

    _inherit = "hub.access.link"

    text_message = fields.Text(
        compute="_compute_text_message", help="Ready to be pasted into a text message."
    )
    partner_phone = fields.Char(related="partner_id.phone")

    @api.depends("purpose", "partner_id", "res_id", "date_end")
    def _compute_text_message(self):
        if not self.env.user.has_group("milperche_hub.group_coordinator"):
            raise AccessError(self.env._("Personal links are the coordinator's."))
        for link in self:
            local = link.with_context(lang=link.partner_id.lang or self.env.lang)
            link.text_message = local._get_text_message()

    def _get_text_message(self):
        self.ensure_one()
        company = self.company_id.name
        catalogue = self.env["hub.catalogue"]
        if self.res_model == catalogue._name and self.res_id:
            catalogue = catalogue.browse(self.res_id).exists()
        if self.purpose == "order" and catalogue:
            return self.env._(
                "%(company)s: order until %(moment)s, delivery from %(day)s. Your"
                " personal link: %(url)s",
                company=company,
                moment=catalogue._get_portal_moment(catalogue.date_close),
                day=catalogue._get_portal_day(catalogue.date_delivery),
                url=self.url,
            )
        return self.env._(
            "%(company)s: your personal link: %(url)s", company=company, url=self.url
        )
