"""Everything a command stands on: packages, Odoo, Python, PostgreSQL."""

import os

from . import host, locks, odoo_source, postgres
from .database import Databases
from .odoo import Odoo
from .venv import Venv


def ensure(with_browser=False):
    """Set up what is missing; return a ready Odoo. Needs the set-up lock."""
    host.ensure_packages(with_browser)
    source = odoo_source.ensure()
    venv = Venv()
    venv.ensure()
    return Odoo(source, venv, database_server(venv))


def database_server(venv):
    """See that PostgreSQL runs; return the PG* variables to add, if any."""
    # Kept open until the end of this process: see locks.CacheUse.
    use = locks.CacheUse()
    use.share()
    _uses.append(use)
    if postgres.external():
        postgres.check_external(venv.postgres / "psql")
        return {}
    cluster = postgres.EmbeddedCluster(venv.postgres)
    cluster.ensure()
    return cluster.variables()


def databases(venv):
    """The databases alone, where no Odoo is needed."""
    env = {**os.environ, **database_server(venv)}
    return Databases(venv.postgres / "psql", env)


_uses = []


def use_descriptors():
    """What a process started here inherits to count as a user of the cache."""
    return tuple(use.fd for use in _uses)


def release():
    """Stop counting as a user of the cache."""
    while _uses:
        os.close(_uses.pop().fd)
