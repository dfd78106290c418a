from odoo import api, fields, models
from odoo.fields import Domain

NEAR = 0.8  # of a ceiling: worth a look


class HubWeek(models.AbstractModel):
    """Warnings of food law: nothing here blocks, all of it asks for a look."""

    _inherit = "hub.week"

    @api.model
    def _get_coordinator_exception_methods(self):
        return [
            *super()._get_coordinator_exception_methods(),
            "_get_organic_certificate_exceptions",
            "_get_ceiling_exceptions",
            "_get_far_client_exceptions",
            "_get_meat_origin_exceptions",
        ]

    @api.model
    def _get_organic_certificate_exceptions(self, catalogues):
        """Organic goods are sold while the hub's own certificate is missing."""
        sold = []
        for catalogue in catalogues:
            day = catalogue.date_delivery
            if self.env.company._hub_get_organic_proof(day):
                continue
            offers = catalogue.offer_ids.filtered("quantity_taken")
            labels = offers.product_tmpl_id._hub_label_ids(day)
            sold += [
                template
                for template, found in labels.items()
                if "BIO" in found.mapped("egalim_code")
            ]
        if not sold:
            return []
        products = self.env["product.template"].union(*sold)
        return [
            self._prepare_exception(
                "warning",
                self.env._("Organic goods without the hub's certificate"),
                {
                    "label": self.env._("Record the certificate"),
                    "action": self._prepare_certificate_action(),
                    "model": "hub.proof",
                },
                records=products,
                detail=self.env._(
                    "A canteen may refuse to count them as organic: %s",
                    self._join_names(products.mapped("name")),
                ),
            )
        ]

    @api.model
    def _prepare_certificate_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("The hub's organic certificate"),
            "res_model": "hub.proof",
            "views": [[False, "form"]],
            "context": {
                "default_producer_id": self.env.company.partner_id.id,
                "default_criterion_id": self.env.ref("milperche_hub.label_bio").id,
            },
            "target": "current",
        }

    @api.model
    def _get_ceiling_exceptions(self, catalogues):
        """Producers under derogation near or over a weekly ceiling."""
        Ceiling = self.env["hub.sanitary.ceiling"]
        found, severity = {}, "info"
        for day in {c.date_delivery for c in catalogues}:
            use = Ceiling._get_use(catalogues.offer_ids.producer_id, day)
            for producer, rows in use.items():
                for row in rows:
                    if row["used"] > NEAR * row["limit"]:
                        key = producer.id, row["ceiling"].id
                        found[key] = producer, f"{producer.name} – {row['text']}"
                        severity = "warning" if row["over"] else severity
        if not found:
            return []
        producers = self.env["res.partner"].union(*(p for p, __ in found.values()))
        return [
            self._prepare_exception(
                severity,
                self.env._("Weekly ceilings of the derogation"),
                self._prepare_open(self.env._("See the producers"), producers),
                records=producers,
                detail=" · ".join(text for __, text in found.values()),
            )
        ]

    @api.model
    def _get_far_client_exceptions(self, catalogues):
        """Goods under derogation that go beyond its radius."""
        far = self.env["res.partner"]._hub_get_far_clients(catalogues)
        if not far:
            return []
        facts = self.env["hub.local.definition"]
        clients = self.env["res.partner"].union(*(client for __, client, __d in far))
        return [
            self._prepare_exception(
                "warning",
                self.env._("Sold under derogation, too far or at an unknown distance"),
                self._prepare_open(self.env._("See the clients"), clients),
                records=clients,
                detail=self._join_names(
                    f"{producer.name} → {client.name}: {facts._format_distance(km)}"
                    for producer, client, km in far
                ),
            )
        ]

    @api.model
    def _get_meat_origin_exceptions(self, catalogues):
        """Meat about to be delivered of which the lot does not tell the origin."""
        lines = self.env["stock.move.line"].search(
            Domain("picking_id.catalogue_id", "in", catalogues.ids)
            & Domain("picking_id.picking_type_id.hub_role", "=", "delivery")
            & Domain("state", "not in", ("done", "cancel"))
            & Domain("lot_id", "!=", False)
            & Domain("date", ">=", fields.Datetime.subtract(self._now(), days=30))
            & Domain("product_id.categ_id.hub_egalim_family", "=", "VIANDES_VOLAILLES")
            & (
                Domain("lot_id.hub_raised_country_id", "=", False)
                | Domain("lot_id.hub_slaughtered_country_id", "=", False)
            )
        )
        lots = lines.lot_id
        if not lots:
            return []
        return [
            self._prepare_exception(
                "info",
                self.env._("Meat without its origin"),
                self._prepare_open(
                    self.env._("Fill it in"),
                    lots,
                    view="milperche_hub.stock_lot_view_list_origin",
                ),
                records=lots,
                detail=self._join_names(
                    f"{lot.product_id.name} {lot.name}" for lot in lots
                ),
            )
        ]
