from odoo import api, models
from odoo.exceptions import AccessError


class HubCatalogue(models.Model):
    """The availability board: every producer and product of a catalogue at once."""

    _inherit = "hub.catalogue"

    @api.model
    def get_availability_board(self, catalogue_id=None):
        """All that the board shows, in a constant number of queries.

        :param int catalogue_id: the first catalogue to come when empty.
        :return: ``{"catalogue", "catalogues", "producers": [{"rows": [...]}]}``
        """
        self._check_coordinator()
        catalogues = self.search(
            [
                ("state", "in", ("draft", "open")),
                ("company_id", "=", self.env.company.id),
            ],
            order="date_delivery, id",
        )
        catalogue = self.browse(catalogue_id or ()).exists()
        catalogue = catalogue or catalogues.filtered(lambda c: c.state == "draft")[:1]
        catalogue = catalogue or catalogues[:1]
        return {
            "catalogue": catalogue
            and {
                "id": catalogue.id,
                "name": catalogue.name,
                "editable": catalogue.state in ("draft", "open"),
            },
            "catalogues": [
                {"id": c.id, "name": c.name} for c in catalogues | catalogue
            ],
            "producers": catalogue._get_board_producers() if catalogue else [],
        }

    @api.model
    def _check_coordinator(self):
        if not self.env.user.has_group("milperche_hub.group_coordinator"):
            raise AccessError(self.env._("Only the coordinator does this."))

    def _get_board_producers(self, producers=None):
        """One block per producer: who answered, what it has, what it had."""
        self.ensure_one()
        offers = self.offer_ids
        if producers is not None:
            offers = offers.filtered(lambda o: o.producer_id in producers)
        before = self._get_last_sold().offer_ids.grouped("product_id")
        answers = self.producer_order_ids.grouped("producer_id")
        blocks = []
        groups = offers.grouped("producer_id")
        for producer in sorted(groups, key=lambda p: (p.name or "").lower()):
            rows = groups[producer].sorted(lambda o: (o.product_id.name or "").lower())
            blocks.append(
                {
                    **producer._get_board_values(answers.get(producer)),
                    "can_repeat": any(row.product_id in before for row in rows),
                    "rows": [
                        row._get_availability_values(before.get(row.product_id))
                        for row in rows
                    ],
                }
            )
        return blocks

    def set_availability(self, product_id, value):
        """Type one quantity on the board.

        :return: the block of its producer, afresh
        """
        self._check_coordinator()
        product = self.env["product.product"].browse(product_id).exists()
        producer = product.producer_id
        self._set_availability(producer, {product_id: value}, "phone")
        return self._get_board_producers(producer)[0]

    def repeat_availability(self, producer_id):
        """The same as last week, for one producer.

        :return: its block, afresh
        """
        self._check_coordinator()
        producer = self.env["res.partner"].browse(producer_id).exists()
        self._repeat_availability(producer, "phone")
        return self._get_board_producers(producer)[0]

    def confirm_availability(self, producer_id):
        """What is shown was confirmed by the producer on the phone.

        :return: its block, afresh
        """
        self._check_coordinator()
        self._check_takes_availability()
        producer = self.env["res.partner"].browse(producer_id).exists()
        self._note_availability(producer, "phone")
        return self._get_board_producers(producer)[0]

    def action_view_availability(self):
        """Show the board of this catalogue."""
        action = self.env["ir.actions.client"]._for_xml_id(
            "milperche_hub.hub_availability_action"
        )
        action["params"] = {"catalogue_id": self[:1].id}
        return action
