from datetime import timedelta

from stdnum.fr import siret

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.due_date import is_too_long
from .account_move_due_date import DUE_RULES

INVOICE_PERIODS = [
    ("delivery", "Each delivery"),
    ("week", "Every week"),
    ("decade", "Every ten days"),
    ("month", "Every month"),
]


class ResPartner(models.Model):
    """How a payer is invoiced: how often, and the references its accounts want."""

    _inherit = "res.partner"

    hub_invoice_period = fields.Selection(
        INVOICE_PERIODS,
        "Invoiced",
        help="One invoice per payer and period; periods never cross the end of a"
        " month. Empty: as the hub's settings say.",
    )
    hub_service_code = fields.Char(
        "Service Code", help="Code service of Chorus Pro; of the kitchen or its payer."
    )
    hub_contract_number = fields.Char(
        "Contract No.", help="Numéro de marché; of the kitchen or its payer."
    )
    hub_needs_service = fields.Boolean(
        "Service Code Required", help="As the payer's sheet in Chorus Pro says."
    )
    hub_needs_engagement = fields.Boolean(
        "Engagement Required", help="As the payer's sheet in Chorus Pro says."
    )
    hub_engagement_ids = fields.One2many(
        "hub.engagement", "partner_id", "Engagements", groups="base.group_user"
    )

    def _get_hub_invoice_period(self):
        """How often this payer is invoiced, one of ``INVOICE_PERIODS``."""
        self.ensure_one()
        own = self.hub_invoice_period or self.commercial_partner_id.hub_invoice_period
        return own or self.env.company.hub_invoice_period

    def _is_hub_public(self):
        self.ensure_one()
        return (self | self.commercial_partner_id)._hub_any_public()

    def _hub_any_public(self):
        return any(self.mapped("hub_is_public_payer"))

    @api.constrains("hub_invoice_period", "hub_is_public_payer")
    def _check_hub_invoice_period(self):
        """A private payer's period leaves time to pay what it buys."""
        rule_names = dict(self._fields_get_due_rules())
        for payer in self.filtered("hub_invoice_period"):
            if payer._is_hub_public():
                continue
            rule = payer._find_too_long_rule(payer.hub_invoice_period)
            if rule:
                raise ValidationError(
                    self.env._(
                        "%(payer)s buys goods that must be paid sooner (%(goods)s): an "
                        "invoice at the end of such a period would come after their "
                        "legal date of payment. Choose a shorter one.",
                        payer=payer.display_name,
                        goods=rule_names[rule].lower(),
                    )
                )

    @api.model
    def _fields_get_due_rules(self):
        field = self.env["account.move"].fields_get(["hub_due_rule"], ["selection"])
        return field["hub_due_rule"].get("selection", DUE_RULES)

    def _find_too_long_rule(self, period):
        """The family bought in a year for which invoices of a period are too late."""
        self.ensure_one()
        terms = self.env["hub.due.rule"]._get_terms(fields.Date.context_today(self))
        late = [code for code, term in terms.items() if is_too_long(term, period)]
        since = fields.Datetime.now() - timedelta(days=365)
        line = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                [
                    ("order_id.catalogue_id", "!=", False),
                    ("order_id.partner_invoice_id", "child_of", self.ids),
                    ("order_id.date_order", ">=", since),
                    ("state", "=", "sale"),
                    ("product_id.categ_id.hub_due_rule", "in", late),
                ],
                limit=1,
            )
        )
        return line.product_id.categ_id.hub_due_rule

    @api.constrains("company_registry", "is_hub_client", "is_producer", "country_id")
    def _check_hub_siret(self):
        for partner in self:
            if not partner._hub_wants_siret() or not partner.company_registry:
                continue
            if not siret.is_valid(partner.company_registry):
                raise ValidationError(
                    self.env._(
                        "%(number)s is not the SIRET of %(partner)s: it has 14 figures,"
                        " of which the last ones check the others.",
                        number=partner.company_registry,
                        partner=partner.display_name,
                    )
                )

    def _hub_wants_siret(self):
        self.ensure_one()
        member = self.is_hub_client or self.is_producer or self.hub_paid_client_ids
        return bool(member) and self.country_id.code in ("FR", False)

    def _get_hub_siret(self):
        """The figures of the SIRET, empty when there is none or it is wrong."""
        self.ensure_one()
        number = siret.compact(self.company_registry or "")
        return number if siret.is_valid(number) else ""
