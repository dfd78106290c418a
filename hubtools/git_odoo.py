"""Odoo 19 out of its public repository: a shallow clone of one branch."""

import os
import shutil
import subprocess

from . import paths, run
from .errors import HubError

PUBLIC = "https://github.com/odoo/odoo.git"
BRANCH = "19.0"


def address():
    """Where to clone from; ODOO_GIT names another repository."""
    return os.environ.get("ODOO_GIT") or PUBLIC


def folder():
    """The folder of the clone; each address has its own."""
    return paths.cache() / "odoo" / f"git-{paths.digest(address())}"


def fetch():
    """Clone into a temporary name: a clone with the final name is complete."""
    if not shutil.which("git"):
        raise HubError("git is missing. As root: apt-get install -y git")
    fresh = folder().with_suffix(".new")
    paths.remove(fresh)
    fresh.parent.mkdir(parents=True, exist_ok=True)
    source = address()
    command = ["git", "clone", "--quiet", "--depth", "1", "--single-branch"]
    # A plain path would be copied whole: --depth only counts for addresses.
    if os.path.isdir(source):
        source = f"file://{os.path.abspath(source)}"
    command += ["--branch", BRANCH, source, str(fresh)]
    run.logged(
        run.bound(command),
        paths.log("git-clone"),
        f"Odoo {BRANCH} could not be cloned from {address()}",
        env=dict(os.environ, GIT_TERMINAL_PROMPT="0", LC_ALL="C"),
    )
    fresh.rename(folder())


def revision(tree):
    """The commit of a source tree, or None when it is no git checkout."""
    if not (tree / ".git").exists() or not shutil.which("git"):
        return None
    # The tree may belong to another user, which git alone would refuse.
    command = ["git", "-c", f"safe.directory={tree}", "-C", str(tree)]
    done = subprocess.run(
        [*command, "rev-parse", "--short=10", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or None
