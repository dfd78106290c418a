from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install", "standard")
class HubCase(TransactionCase):
    """Base of the hub's tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
