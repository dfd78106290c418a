"""What the machine itself must bring: packages that need root to install."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import paths, run, say
from .errors import HubError

# Shared libraries of the wkhtmltopdf in the Python package, by Debian package.
PDF_LIBRARIES = {
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libXrender.so.1": "libxrender1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
}
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def browser():
    """The Chromium to use: HUB_CHROMIUM, or the first one on the PATH."""
    told = os.environ.get("HUB_CHROMIUM")
    if told:
        path = shutil.which(os.path.expanduser(told))
        if not path:
            raise HubError(f"HUB_CHROMIUM={told} is no program.")
        return str(Path(path).absolute())
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def has_library(name):
    """Tell whether the machine's loader finds a shared library."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_packages(with_browser):
    """Debian packages to install, and what each of them is for."""
    missing = {}
    if not all(map(importlib.util.find_spec, ("ensurepip", "venv"))):
        missing["python3-venv"] = "a virtual environment"
    for library, package in PDF_LIBRARIES.items():
        if not has_library(library):
            missing[package] = "PDF documents"
    if with_browser and not browser():
        missing["chromium"] = "browser tours and screenshots"
    return missing


def ensure_packages(with_browser):
    """Install what the machine lacks (as root), or say the exact command."""
    missing = missing_packages(with_browser)
    if not missing:
        return
    names = " ".join(sorted(missing))
    command = f"apt-get install -y --no-install-recommends {names}"
    wanted = ", ".join(sorted(set(missing.values())))
    if not shutil.which("apt-get"):
        raise HubError(f"This machine lacks what Debian calls {names} (for {wanted}).")
    if os.geteuid() != 0:
        raise HubError(f"This machine lacks {names} (for {wanted}). As root: {command}")
    with say.Step(f"Debian packages for {wanted}") as step:
        apt_install(sorted(missing))
        step.note = f"{names} installed"
    left = missing_packages(with_browser)
    if left:
        raise HubError(
            f"{' '.join(sorted(left))} is installed, yet {sys.executable} does not "
            "find it: run ./hub with the system's own python3 (/usr/bin/python3)."
        )


def apt_install(packages):
    """Install Debian packages as root, refreshing the lists when they are old."""
    env = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    failure = f"Installing {' '.join(packages)} failed"
    log = paths.log("apt-install")
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    first = subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if first.returncode:
        run.logged(["apt-get", "update"], log, failure, env=env)
        run.logged(command, log, failure, env=env)
