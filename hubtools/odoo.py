"""Running Odoo: its configuration, its environment, its command line."""

import os
import tempfile
from pathlib import Path

from . import host, paths, run
from .database import Databases

INSIDE = Path(__file__).with_name("inside")
# They would lead Python or Odoo elsewhere than this script wants.
UNWANTED = ("PGDATABASE", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV")


class Odoo:
    """Odoo with its Python, its database server and this checkout's add-on."""

    def __init__(self, source, venv, postgres):
        self.source = source
        self.venv = venv
        self.python = venv.python
        self.rc = paths.state() / "odoo.rc"
        self.env = self._environment(postgres)
        self.databases = Databases(venv.postgres / "psql", self.env)
        self._write_rc()

    def _environment(self, postgres):
        env = {name: os.environ[name] for name in os.environ if name not in UNWANTED}
        path = [self.venv.bin, self.venv.postgres, env.get("PATH", os.defpath)]
        browser = os.environ.get("HUB_CHROMIUM") and host.browser()
        if browser:
            path.insert(0, self._browser_folder(browser))
        env.update(
            postgres,
            ODOO_RC=str(self.rc),
            PATH=os.pathsep.join(map(str, path)),
            PYTHONPATH=str(self.source.library),
            PYTHONUTF8="1",
        )
        env.setdefault("LANG", "C.UTF-8")
        return env

    @staticmethod
    def _browser_folder(browser):
        """Odoo finds its browser by name only: give HUB_CHROMIUM the first name."""
        folder = paths.state() / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / host.BROWSERS[0]
        program.write_text(f'#!/bin/sh\nexec "{browser}" "$@"\n', encoding="utf-8")
        program.chmod(0o755)
        return folder

    def _write_rc(self):
        paths.data_dir().mkdir(parents=True, exist_ok=True)
        addons = [*self.source.addons, paths.CHECKOUT]
        options = {
            "addons_path": ",".join(map(str, addons)),
            "data_dir": paths.data_dir(),
            "http_interface": "127.0.0.1",
            "without_demo": True,
            "screenshots": paths.state() / "screenshots",
            "max_cron_threads": 1,
        }
        lines = [f"{name} = {value}\n" for name, value in options.items()]
        self.rc.write_text("[options]\n" + "".join(lines), encoding="utf-8")

    def command(self, *arguments):
        """The command line of one Odoo command."""
        return [str(self.python), "-m", "odoo", *map(str, arguments)]

    def run(self, log, failure, *arguments, stdin=None, **variables):
        """Run an Odoo command to its end; the output goes to a log."""
        env = {**self.env, **variables}
        command = run.bound(self.command(*arguments))
        return run.logged(
            command, paths.log(log), failure, env=env, cwd=paths.CHECKOUT, stdin=stdin
        )

    def install(self, database, modules, log, failure, *options):
        """Install modules; Odoo alone would pass over names it does not know."""
        arguments = ["-d", database, "-i", ",".join(modules), "--stop-after-init"]
        text = self.run(log, failure, *arguments, "--no-http", *options)
        self._check_installed(database, modules, failure, log, text)

    def update(self, database, modules, log, failure):
        """Update modules to what lies in the checkout."""
        arguments = ["-d", database, "-u", ",".join(modules), "--stop-after-init"]
        text = self.run(log, failure, *arguments, "--no-http")
        self._check_installed(database, modules, failure, log, text)

    def _check_installed(self, database, modules, failure, log, text):
        rows = self.databases.sql(
            "SELECT name FROM ir_module_module WHERE state = 'installed'", database
        )
        missing = sorted(set(modules) - {name for (name,) in rows})
        if missing:
            sentence = f"{failure}: {', '.join(missing)} not installed."
            raise run.CommandFailed(f"{sentence} Details: {paths.log(log)}", text)

    def inside(self, database, scripts, log, failure, **variables):
        """Run scripts of ``inside/``, one after the other, in one Odoo shell."""
        texts = [INSIDE.joinpath(f"{name}.py").read_text() for name in scripts]
        arguments = ["shell", "-d", database, "--no-http"]
        with tempfile.TemporaryFile() as file:
            file.write("\n".join(texts).encode())
            file.seek(0)
            return self.run(log, failure, *arguments, stdin=file, **variables)

    def developer_env(self, **more):
        """The environment for the project's own scripts (bench, screenshots)."""
        env = {**self.env, **{name: str(value) for name, value in more.items()}}
        browser = host.browser()
        if browser:
            env["HUB_CHROMIUM"] = browser
        env["HUB_PYTHON"] = str(self.python)
        env["HUB_STATE"] = str(paths.state())
        return env
