from odoo import api, fields, models
from odoo.fields import Domain


class HubLegalMention(models.Model):
    """A sentence the law wants on a document; law changes, so it has dates."""

    _name = "hub.legal.mention"
    _description = "Legal mention"
    _order = "code, date_start desc, id desc"
    _rec_name = "code"

    code = fields.Char(required=True, index=True)
    text = fields.Text(required=True, translate=True)
    date_start = fields.Date("From")
    date_end = fields.Date("To", help="Last day on which it is printed.")
    source = fields.Char(help="The text of law it comes from.")

    _dates_check = models.Constraint(
        "CHECK(date_start <= date_end)", "A mention ends after it begins."
    )

    @api.model
    def _get_texts(self, codes, day):
        """Sentences to print on a document of a day, in the order of ``codes``.

        A code without a sentence on that day prints nothing: emptying a mention is
        how one is dropped.

        :return: list of strings, in the language of the context.
        """
        mentions = self.sudo().search(
            Domain("code", "in", list(codes))
            & (Domain("date_start", "=", False) | Domain("date_start", "<=", day))
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", day))
        )
        text_of = {}
        for mention in mentions:
            text_of.setdefault(mention.code, mention.text)
        return [text_of[code] for code in codes if code in text_of]
