from odoo import fields, models


class AccountMove(models.Model):
    """Labels, origin and local of each line of a client invoice."""

    _inherit = "account.move"

    def _get_hub_line_facts(self):
        """The three facts of each line, on its day of delivery, for its own kitchen.

        :return: ``{invoice line id: {"labels": [name], …}}``, see
            ``hub.local.definition._get_facts`` for the rest
        """
        self.ensure_one()
        lines = self.sudo().invoice_line_ids.filtered("producer_id")
        result = {}
        for (kitchen, day), group in lines.grouped(
            lambda line: line._get_hub_delivery()
        ).items():
            labels = group.product_id.product_tmpl_id._hub_label_ids(day)
            facts = self.env["hub.local.definition"]._get_facts(
                group.producer_id, kitchen, day
            )
            for line in group:
                names = labels[line.product_id.product_tmpl_id].mapped("name")
                result[line.id] = {"labels": names, **facts[line.producer_id]}
        return result

    def _get_hub_organic_mentions(self):
        """The hub's certificates under which its organic lines were delivered."""
        self.ensure_one()
        lines = self.sudo().invoice_line_ids.filtered("producer_id")
        days = lines.grouped(lambda line: line._get_hub_delivery()[1])
        mentions = {
            self.company_id._hub_get_organic_mention(
                group.product_id.product_tmpl_id, day
            )
            for day, group in days.items()
        }
        return sorted(mentions - {""})

    def _get_hub_local_notes(self, facts):
        """The definitions of "local" that the lines stand on, each once."""
        return self.env["hub.local.definition"]._get_notes(facts.values())


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _get_hub_delivery(self):
        """Where and when the goods of this line were delivered."""
        self.ensure_one()
        move, catalogues = self.move_id, self.env["hub.catalogue"]
        done = self.sale_line_ids.move_ids.filtered(lambda m: m.state == "done")
        kitchen = self.sale_line_ids.order_id.partner_shipping_id[:1]
        if done:
            day = catalogues._to_local(max(done.mapped("date"))).date()
        else:
            day = move.delivery_date or move.invoice_date
        day = day or move.date or fields.Date.context_today(self)
        return kitchen or move.partner_shipping_id or move.partner_id, day
