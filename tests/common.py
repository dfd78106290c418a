"""One shared week: a producer and a product that may be sold."""

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install", "standard")
class HubCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.producer = cls.env["res.partner"].create(
            {
                "name": "Laiterie Démo",
                "is_company": True,
                "is_producer": True,
                "hub_producer_code": "LAITX",
            }
        )
        cls.product = cls.env["product.template"].create(
            {
                "name": "Yaourt démo",
                "producer_id": cls.producer.id,
                "categ_id": cls.env.ref("milperche_hub.categ_cow_dairy").id,
            }
        )
