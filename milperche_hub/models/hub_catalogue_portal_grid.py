from functools import cache

from markupsafe import Markup

from odoo import api, models

from ..tools.row_printer import print_rows


class HubCatalogue(models.Model):
    """The order grid: its filters, and what is read once for all its rows."""

    _inherit = "hub.catalogue"

    def _get_portal_families(self, client, order):
        return super(
            HubCatalogue, self.with_context(hub_portal_client=client.id)
        )._get_portal_families(client, order)

    def _get_portal_context(self, offers, order):
        context = super()._get_portal_context(offers, order)
        client = self._get_portal_reader(order)
        facts = self.env["hub.local.definition"]._get_facts(
            offers.producer_id, client, context["day"]
        )
        return {
            **context,
            "facts": facts,
            "habits": client._get_habits(self) if client else {},
            "month": self.date_delivery.month,
            "numbers": cache(lambda months: set(months.mapped("number"))),
            "weighed": cache(lambda uom: uom._is_hub_weighed()),
        }

    @api.model
    def _get_portal_template_columns(self):
        columns = ["season_month_ids", "hub_allergen_ids", "hub_trace_ids"]
        return super()._get_portal_template_columns() + columns

    def _render_portal_rows(self, rows, **values):
        """The rows of one family as HTML, a template rendered once per shape of row.

        :param list rows: see :meth:`_get_portal_families`.
        :param values: what else the template of a row reads, the same for all.
        """
        qweb = self.env["ir.qweb"]

        def render(offer):
            return qweb._render(
                "milperche_hub.portal_catalogue_offer", {**values, "offer": offer}
            )

        return Markup(print_rows(rows, render))

    def _get_portal_filters(self, families):
        """Choices of the grid's filters: only what some row answers to.

        :param list families: see :meth:`_get_portal_families`.
        :return: ``[{"name", "label", "exclude", "options": [(tag, text), …]}, …]``
        """
        rows = [row for family in families for row in family["offers"]]
        tags = {tag for row in rows for tag in row["tags"].split()}
        choices = [
            ("label", self.env._("Label"), self._get_label_options(tags)),
            ("producer", self.env._("Farm"), self._get_producer_options(tags)),
            ("local", self.env._("Local"), self._get_local_options(tags)),
            ("prepared", self.env._("Preparation"), self._get_prepared_options(tags)),
            ("allergen", self.env._("Without"), self._get_allergen_options(tags)),
            (
                "season",
                self.env._("Season"),
                [("season", self.env._("In season"))],
            ),
        ]
        return [
            {"name": n, "label": label, "exclude": n == "allergen", "options": options}
            for n, label, options in choices
            if options
        ]

    def _get_tagged(self, model, letter, tags):
        ids = [int(tag[1:]) for tag in tags if tag[0] == letter and tag[1:].isdigit()]
        records = self.env[model].browse(sorted(ids))
        return sorted(
            ((f"{letter}{r.id}", r.name) for r in records), key=lambda pair: pair[1]
        )

    def _get_label_options(self, tags):
        return self._get_tagged("hub.criterion", "l", tags)

    def _get_producer_options(self, tags):
        return self._get_tagged("res.partner", "p", tags)

    def _get_allergen_options(self, tags):
        return self._get_tagged("hub.allergen", "a", tags)

    def _get_local_options(self, tags):
        """Every definition in force, in its own words: the filter says which."""
        definitions = self.env["hub.local.definition"]._get_in_force(self.date_delivery)
        return [
            (f"d{definition.id}", definition.name)
            for definition in definitions.with_env(self.env).sudo()
            if f"d{definition.id}" in tags
        ]

    def _get_prepared_options(self, tags):
        field = self.env["product.template"]._fields["hub_preparation"]
        options = field._description_selection(self.env)
        return [(key, label) for key, label in options if key in tags]
