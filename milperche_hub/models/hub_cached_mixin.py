from odoo import api, models


class HubCachedMixin(models.AbstractModel):
    """Small tables of rules read on every order: whoever changes one empties the cache.

    A model that inherits it may keep what it reads in an ``ormcache``.
    """

    _name = "hub.cached.mixin"
    _description = "Rules kept in the cache"

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
