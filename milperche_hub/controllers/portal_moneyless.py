from odoo.exceptions import AccessError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class MoneylessPortal(CustomerPortal):
    """The pages of a document show its amounts as an administrator would see them."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        if request.env.user._is_without_money():
            raise AccessError(request.env._("You run the week without seeing money."))
        return super()._document_check_access(model_name, document_id, access_token)
