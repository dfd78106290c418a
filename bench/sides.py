"""Two copies of one database: plain Odoo, and the same with the add-on."""

import gc
import os
import time
from dataclasses import dataclass
from pathlib import Path

from odoo import api
from odoo.modules.registry import Registry
from odoo.service.db import exp_db_exist, exp_drop, exp_duplicate_database

WARM_UP_CLIENTS = 2


@dataclass
class Measure:
    """What one step cost."""

    seconds: float
    busy: float
    queries: int


def copy_template(name):
    """Copy the database named by ``HUB_TEMPLATE``, with its filestore."""
    drop(name)
    exp_duplicate_database(os.environ["HUB_TEMPLATE"], name)


def drop(name):
    if exp_db_exist(name):
        exp_drop(name)


def install(name, module):
    """Install the add-on in a copy."""
    Registry.new(name, update_module=True, install_modules=[module])


class Side:
    """One database, one cursor, one week."""

    def __init__(self, name, world, week, module=None):
        self.name = name
        copy_template(name)
        if module:
            install(name, module)
        self.reopen()
        self.make_world, self.make_week = world, week
        self.measures = {}

    def reopen(self):
        """Open a cursor, again after more add-ons were installed."""
        self.cr = Registry(self.name).cursor()
        self.env = _get_staff_env(self.cr)
        self.cr.execute("SELECT pg_backend_pid()")
        self.server_pid = self.cr.fetchone()[0]

    def prepare(self, clients):
        """Build the world, and run a small week that fills the caches."""
        world = self.make_world(self.env, clients + WARM_UP_CLIENTS)
        warm_up = self.make_week(world, world.clients[clients:], seed=1)
        for step in warm_up.steps:
            getattr(warm_up, step)()
        self.week = self.make_week(world, world.clients[:clients])
        self._rest()

    def run(self, step):
        """Do one step up to its commit, and note what it cost."""
        gc.collect()
        before = self._read_meters()
        getattr(self.week, step)()
        self.env.flush_all()
        self.cr.commit()
        after = self._read_meters()
        self.measures[step] = Measure(
            *(end - start for start, end in zip(before, after, strict=True))
        )
        self._rest()

    def _read_meters(self):
        """Clock, processor time of Python and of its database server, queries."""
        busy = time.process_time() + _get_server_seconds(self.server_pid)
        return time.perf_counter(), busy, self.cr.sql_log_count

    def _rest(self):
        """Between two steps: another transaction, and statistics up to date."""
        self.cr.commit()
        self.env.invalidate_all()
        self.cr.execute("ANALYZE")
        self.cr.commit()

    def close(self):
        self.cr.close()
        drop(self.name)


def _get_server_seconds(pid):
    """Processor time of the server's process; 0 where it cannot be read."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0.0
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _get_staff_env(cr):
    user = api.Environment(cr, api.SUPERUSER_ID, {}).ref("base.user_admin")
    context = {"lang": "en_US", "tz": "Europe/Paris"}
    return api.Environment(cr, user.id, context)
