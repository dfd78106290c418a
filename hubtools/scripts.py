"""The project's own scripts: Odoo's shell, measurements, screenshots."""

import os

from . import addon, demo, host, locks, paths, run, setup, template
from .errors import HubError


def _become(odoo, command, env):
    for descriptor in setup.use_descriptors():
        os.set_inheritable(descriptor, True)
    run.become(command, env, paths.CHECKOUT)


def _script(name):
    path = paths.CHECKOUT / name
    if not path.exists():
        raise HubError(f"There is no {name} in this checkout.")
    return path


def shell(arguments):
    """The command: Odoo's shell on the demo; a script may come on standard input."""
    odoo = demo.existing("look into")
    options = ["--database", demo.name(), "--no-http", "--log-level", "warn"]
    _become(odoo, odoo.command("shell", *options, *arguments), odoo.env)


def bench(arguments):
    """The command: bench/run.py, which copies the template by itself."""
    script = _script("bench/run.py")
    paths.make_cache()
    addon.manifest()
    with locks.setup_lock():
        odoo = setup.ensure()
        base = template.ensure(odoo)
    env = odoo.developer_env(HUB_TEMPLATE=base)
    _become(odoo, [odoo.python, script, *arguments], env)


def shots(arguments):
    """The command: docs/shots.py on the running demo."""
    script = _script("docs/shots.py")
    odoo, address = demo.start(with_browser=True)
    env = odoo.developer_env(
        HUB_URL=address, HUB_DATABASE=demo.name(), HUB_CHROMIUM=host.browser()
    )
    _become(odoo, [odoo.python, script, *arguments], env)
