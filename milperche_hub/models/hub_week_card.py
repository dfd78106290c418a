from odoo import fields, models


class HubWeekCard(models.Model):
    """What was said about a card of the week page: whose it is, until when it waits.

    A card is found again by its ``key``. It waits for what it named when it was put
    off: as soon as something else is concerned, it is back.
    """

    _name = "hub.week.card"
    _description = "Card of the week page"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Owner", ondelete="cascade")
    date_until = fields.Date("Put off until")
    subject_ids = fields.Json("What it named when it was put off")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _key_unique = models.Constraint(
        "UNIQUE (company_id, key)", "This card is known already."
    )

    def _hides(self, exception, today):
        """Whether an exception is put off: never an urgent one, nor a grown one."""
        self.ensure_one()
        return bool(
            self.date_until
            and self.date_until > today
            and exception["severity"] != "danger"
            and set(exception["subject"]) <= set(self.subject_ids or [])
        )
