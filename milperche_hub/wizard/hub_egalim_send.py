from odoo import api, fields, models
from odoo.exceptions import UserError


class HubEgalimSend(models.TransientModel):
    """Send all canteens their purchases of a year, in one press."""

    _name = "hub.egalim.send"
    _description = "Send the files for ma cantine"

    year = fields.Integer(
        required=True,
        default=lambda self: self.env["res.partner"]._get_last_egalim_year(),
    )
    summary = fields.Text(readonly=True)

    @api.constrains("year")
    def _check_year(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            if not 2000 <= wizard.year <= today.year:
                raise UserError(self.env._("%s is not a year to export.", wizard.year))

    def action_send(self):
        """Write and send what is not sent yet, then say what happened."""
        self.ensure_one()
        sent, refused = self.env["hub.egalim.export"]._send_year(self.year)
        lines = [self.env._("%s files sent.", len(sent))]
        lines += [f"{canteen.name}: {sentence}" for canteen, sentence in refused]
        self.summary = "\n".join(lines)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "name": self.env._("Files for ma cantine"),
        }
