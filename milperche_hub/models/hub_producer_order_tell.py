from odoo import fields, models


class HubProducerOrder(models.Model):
    """Versions: what changed of what a producer has to bring, told once."""

    _inherit = "hub.producer.order"

    def _update(self, wanted):
        """Take over what producers have to bring now; each change is a new version.

        :param dict wanted: ``{producer: {product: quantity}}``
        :return: the orders that changed
        """
        changed = self.browse()
        for order in self:
            quantities = wanted.get(order.producer_id, {})
            if order.version and not order._differs(quantities):
                continue
            order._write_lines(quantities)
            order._write_version()
            changed |= order
        return changed

    def _differs(self, quantities):
        told = {line.product_id: line.quantity for line in self.line_ids}
        return any(
            product.uom_id.compare(told.get(product, 0.0), quantities.get(product, 0.0))
            for product in {*told, *quantities}
        )

    def _write_lines(self, quantities):
        lines = {line.product_id: line for line in self.line_ids}
        for product, line in lines.items():
            quantity = quantities.get(product, 0.0)
            line.write(
                {
                    "quantity_before": line.quantity,
                    "quantity": quantity,
                    "quantity_promised": quantity,
                }
            )
        self.env["hub.producer.order.line"].create(
            [
                {
                    "order_id": self.id,
                    "product_id": product.id,
                    "quantity": quantity,
                    "quantity_promised": quantity,
                }
                for product, quantity in quantities.items()
                if product not in lines
            ]
        )

    def _write_version(self):
        """Count the version; more to bring than was accepted asks for a new answer."""
        vals = {"version": self.version + 1, "date_told": fields.Datetime.now()}
        lines = self.line_ids
        if not any(lines.mapped("quantity")):
            vals["answer"] = "nothing"
        elif any(
            line.uom_id.compare(line.quantity, line.quantity_before) > 0
            for line in lines
        ):
            vals.update(answer="waiting", date_answered=False, answer_source=False)
        self.write(vals)

    # ------------------------------------------------------------------
    # One message per version
    # ------------------------------------------------------------------

    def _tell(self):
        """Write the message of each order's version, exactly one."""
        messages = self.env["hub.message"]._post_once(
            [order._prepare_message_vals() for order in self]
        )
        orders = {order.id: order for order in self}
        for message in messages:
            orders[message.res_id].message_id = message

    def _prepare_message_vals(self):
        self.ensure_one()
        producer = self.producer_id
        named = self.with_context(lang=producer.lang or self.env.lang)
        lines = named.line_ids.sorted(lambda x: x.product_id.name or "")
        if self.version > 1:
            lines = lines.filtered(lambda x: x._has_changed())
        else:
            lines = lines.filtered("quantity")
        Catalogue = named.env["hub.catalogue"]
        return {
            "key": f"producer-order-{self.id}-{self.version}",
            "kind": "producer_order",
            "partner_id": producer.id,
            "subject": named._get_subject(),
            "body": self.env["hub.message"]._render(
                "milperche_hub.message_supply_order",
                producer,
                {
                    "order": named,
                    "lines": [line._get_values() for line in lines],
                    "crates": sum(lines.mapped("crates")),
                    "slot": Catalogue._get_portal_moment(named.date_dropoff),
                    "url": self.env["hub.access.link"]._get_producer_link(producer).url,
                },
            ),
            "res_model": self._name,
            "res_id": self.id,
            "hub_step_id": self.catalogue_id._get_step("producers")[:1].id,
        }

    def _get_subject(self):
        name = self.catalogue_id.name
        if self.version > 1:
            return self.env._("%s: your order changes", name)
        if self.answer == "nothing":
            return self.env._("%s: nothing this week", name)
        return self.env._("%s: your order to prepare", name)
