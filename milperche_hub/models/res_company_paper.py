from odoo import fields, models


class ResCompany(models.Model):
    """Who gets the week on paper at the cut-off."""

    _inherit = "res.company"

    hub_paper_partner_ids = fields.Many2many(
        "res.partner",
        "hub_paper_reader_rel",
        "company_id",
        "partner_id",
        string="Week on Paper to",
        help="Beside the coordinator: the volunteers who get orders, collection,"
        " packing and rounds as one file at the cut-off, without amounts.",
    )

    def _get_hub_paper_readers(self):
        """The office, then who was chosen; whoever has no address is left out."""
        self.ensure_one()
        office = self.hub_coordinator_id.partner_id or self.partner_id
        return (office | self.hub_paper_partner_ids).filtered("email")
