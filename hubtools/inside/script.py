"""Runs in Odoo's shell: a script of the checkout, committed when it succeeds."""

import os
import sys

path = os.environ["HUB_SCRIPT"]
sys.path.insert(0, os.getcwd())
with open(path, encoding="utf-8") as file:
    code = compile(file.read(), path, "exec")
exec(code, {"env": env, "__name__": "__main__", "__file__": path})  # noqa: F821, S102
env.cr.commit()  # noqa: F821
