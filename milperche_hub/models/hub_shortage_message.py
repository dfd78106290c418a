from odoo import models


class HubShortage(models.Model):
    """One message to each client who gets less, and to nobody else."""

    _inherit = "hub.shortage"

    def _tell_clients(self):
        """Tell each client before → after, once, all the shortages together.

        :return: the messages written
        """
        lines = self.line_ids.filtered(lambda x: x._is_told())
        number = "-".join(str(key) for key in sorted(self.ids))
        return self.env["hub.message"]._post_once(
            [
                group._prepare_message_vals(f"shortage-{number}-{order.id}")
                for order, group in lines.grouped("order_id").items()
            ]
        )
