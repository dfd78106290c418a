"""Runs in Odoo's shell: the backend bundle names no file that is not there.

Debian's copy of Odoo lacks one: the browser then logs an error, which ends every
tour.
"""

import os

for path in filter(None, os.environ["HUB_LACKING"].split(",")):
    env["ir.asset"].create(  # noqa: F821
        {
            "name": f"Not in this copy of Odoo: {path}",
            "bundle": "web.assets_backend",
            "directive": "remove",
            "path": path,
        }
    )
env.cr.commit()  # noqa: F821
