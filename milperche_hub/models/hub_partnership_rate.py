from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Date, Domain


class HubPartnership(models.Model):
    """A partnership's own rate is one of its client's rates, among the dated rules."""

    _inherit = "hub.partnership"

    def _get_rate_scope(self):
        """``(product, producer, family)``, as :func:`tools.commission.scopes`."""
        self.ensure_one()
        return None, self.producer_id.id, self.categ_id.id or None

    @api.constrains(
        "active", "partner_id", "producer_id", "categ_id", "mode", "company_id"
    )
    def _check_no_rule(self):
        """A dated rule for exactly the same goods and client would be a tie."""
        rules = self.env["hub.commission.rule"].sudo()
        today = Date.context_today(self)
        running = Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        for pair in self.filtered(lambda p: p.active and p.mode == "own_rate"):
            rule = rules.search(
                running
                & Domain("partner_id", "=", pair.partner_id.id)
                & Domain("producer_id", "=", pair.producer_id.id)
                & Domain("categ_id", "=", pair.categ_id.id)
                & Domain("product_tmpl_id", "=", False)
                & Domain("company_id", "=", pair.company_id.id),
                limit=1,
            )
            if rule:
                raise ValidationError(
                    self.env._(
                        "The rule “%(rule)s” (%(dates)s) already has a rate for the"
                        " same goods: change it there, or end it first.",
                        rule=rule.display_name,
                        dates=rule._format_dates(),
                    )
                )
