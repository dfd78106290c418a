import secrets

from odoo import api, fields, models


class HubAccessLink(models.Model):
    """A personal link that opens one page for one partner, without a password.

    It names its purpose and nothing else: the page behind decides what it shows. It
    ends by itself, can be revoked, and another partner's number cannot be derived
    from it: the token is random.
    """

    _name = "hub.access.link"
    _description = "Personal link"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade"
    )
    purpose = fields.Selection(
        selection=[("order", "Order"), ("producer", "Producer's page")],
        required=True,
    )
    res_model = fields.Char(string="Document Model")
    res_id = fields.Many2oneReference(string="Document", model_field="res_model")
    token = fields.Char(
        required=True,
        copy=False,
        groups="base.group_system",
        default=lambda self: secrets.token_urlsafe(24),
    )
    date_end = fields.Datetime(string="Until")
    date_used = fields.Datetime(string="Last Used", readonly=True, copy=False)
    active = fields.Boolean(default=True)
    url = fields.Char(compute="_compute_url", compute_sudo=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _token_unique = models.Constraint("UNIQUE (token)", "A token serves once.")

    @api.depends("purpose", "token")
    def _compute_url(self):
        routes = self._get_routes()
        for link in self:
            path = routes[link.purpose].format(token=link.token)
            link.url = link.get_base_url() + path

    @api.model
    def _get_routes(self):
        """Dict of purpose → path of its page, with ``{token}`` where the token goes."""
        return {
            "order": "/my/link/{token}",
            "producer": "/my/link/{token}",
        }

    @api.model
    def _get(self, purpose, partner, record=None, date_end=None):
        """The live link of a partner for a purpose and a document, made when missing.

        :param datetime date_end: when it ends; a live link is prolonged to it.
        """
        vals = {
            "purpose": purpose,
            "partner_id": partner.id,
            "res_model": record._name if record is not None else False,
            "res_id": record.id if record is not None else False,
        }
        link = self.sudo().search(
            [(name, "=", value) for name, value in vals.items()]
            + self._get_live_domain(),
            limit=1,
        )
        if not link:
            return self.sudo().create({**vals, "date_end": date_end})
        if date_end and link.date_end != date_end:
            link.date_end = date_end
        return link

    @api.model
    def _get_live_domain(self):
        now = fields.Datetime.now()
        return ["|", ("date_end", "=", False), ("date_end", ">=", now)]

    @api.model
    def _resolve(self, token, *purposes):
        """The live link (as superuser) of a token, empty when there is none.

        :param str purposes: those the page serves; a link of another opens nothing.
        """
        link = self._find_live(token, *purposes)
        if link:
            link.date_used = fields.Datetime.now()
        return link

    @api.model
    def _find_live(self, token, *purposes):
        """As :meth:`_resolve`, for the requests that follow: nothing is written."""
        # PostgreSQL refuses to compare a text with a zero byte.
        if not isinstance(token, str) or not token or "\x00" in token:
            return self.sudo().browse()
        return self.sudo().search(
            [
                ("token", "=", token),
                ("purpose", "in", purposes),
                ("partner_id.active", "=", True),
            ]
            + self._get_live_domain(),
            limit=1,
        )

    def action_revoke(self):
        """End the links at once: whoever follows them is refused."""
        self.active = False
