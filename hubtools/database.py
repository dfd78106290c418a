"""Databases: copying them with their filestore, dropping them, marking them.

A database is fit for use when its comment says so, in JSON, written last.
What an interrupted run leaves behind has no mark and is made anew.
"""

import json
import os
import subprocess

from . import paths
from .errors import HubError


class Databases:
    """The databases of one PostgreSQL server, through psql."""

    def __init__(self, psql, env):
        self.psql = psql
        self.env = env

    def sql(self, statement, database="postgres"):
        """Run statements; the rows come back as lists of texts."""
        done = subprocess.run(
            [self.psql, "-XAtqw", "-v", "ON_ERROR_STOP=1", "-d", database],
            input=statement,
            capture_output=True,
            text=True,
            env=self.env,
            check=False,
        )
        if done.returncode:
            complaint = " ".join(done.stderr.split())
            raise HubError(f"The database {database} refused: {complaint}")
        return [row.split("|") for row in done.stdout.splitlines()]

    def names(self, prefix):
        """The existing databases whose name begins with ``prefix``."""
        rows = self.sql("SELECT datname FROM pg_database ORDER BY 1")
        return [name for (name,) in rows if name.startswith(prefix)]

    def mark(self, name, **facts):
        """Write down what a finished database was made from."""
        text = quote(json.dumps({**facts, "checkout": str(paths.CHECKOUT)}))
        self.sql(f'COMMENT ON DATABASE "{name}" IS {text}')

    def facts(self, name):
        """What a database was made from; empty when it is missing or unfinished."""
        rows = self.sql(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE datname = {quote(name)}"
        )
        try:
            facts = json.loads("|".join(rows[0]))
        except (IndexError, ValueError):
            return {}
        return facts if filestore(name).is_dir() else {}

    def drop(self, name):
        """Drop a database and its filestore, in use or not."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        paths.remove(filestore(name))

    def copy(self, source, target):
        """Copy a database and its filestore under a new, free name.

        The files of a filestore are named after their content and never
        written again, so both databases can share them by hard links.
        """
        self.drop(target)
        self.sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        self.sql(
            "UPDATE ir_config_parameter SET value = gen_random_uuid() "
            "WHERE key IN ('database.uuid', 'database.secret')",
            target,
        )
        link_tree(filestore(source), filestore(target))

    def set_parameters(self, name, values):
        """Set system parameters of an Odoo database that no server uses."""
        for key, value in values.items():
            self.sql(
                "INSERT INTO ir_config_parameter (key, value) "
                f"VALUES ({quote(key)}, {quote(value)}) "
                "ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                name,
            )

    def drop_orphans(self):
        """Drop what checkouts that no longer exist have left behind."""
        for name in self.names("hub_"):
            checkout = self.facts(name).get("checkout")
            own = name.startswith(("hub_test_", "hub_demo_", "hub_suites_"))
            if own and checkout and not os.path.isdir(checkout):
                self.drop(name)


def quote(text):
    """An SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def filestore(name):
    """The folder of the files of one database."""
    return paths.data_dir() / "filestore" / name


def link_tree(source, target):
    """Copy a folder by hard links."""
    for folder, _folders, files in os.walk(source):
        copy = target / os.path.relpath(folder, source)
        copy.mkdir(parents=True, exist_ok=True)
        for name in files:
            os.link(os.path.join(folder, name), copy / name)
