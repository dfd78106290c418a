"""Runs in Odoo's shell: the add-on's demo data, and French for everybody.

Odoo loads demo data only where all dependencies have theirs, and goes on when
a file fails. Here the other modules stay without, and a failure is one.
"""

import os

from odoo.modules import Manifest
from odoo.tools.convert import convert_file

name = os.environ["HUB_ADDON"]
references = {}
for path in Manifest.for_addon(name).get("demo", ()):
    convert_file(env, name, path, references, mode="init", noupdate=True)  # noqa: F821
module = env["ir.module.module"].search([("name", "=", name)])  # noqa: F821
env.cr.execute(  # noqa: F821
    "UPDATE ir_module_module SET demo = true WHERE id = %s", [module.id]
)

users = env["res.users"].with_context(active_test=False).search([])  # noqa: F821
(users.partner_id | env["res.company"].search([]).partner_id).lang = "fr_FR"  # noqa: F821
env["ir.default"].set("res.partner", "lang", "fr_FR")  # noqa: F821
# The address is set by ./hub; a visitor's first login must not change it.
env["ir.config_parameter"].set_param("web.base.url.freeze", "True")  # noqa: F821
env.cr.commit()  # noqa: F821
