"""Which Odoo 19 to run: the user's own, Debian's packages, or a clone."""

import ast
import os
from dataclasses import dataclass
from pathlib import Path

from . import debian_odoo, git_odoo, paths, say
from .errors import CommandFailed, HubError

SERIES = (19, 0)
# What apt says when a mirror has no Odoo 19: then it is cloned.
NOT_IN_ARCHIVE = (
    "Unable to locate package odoo-19",
    "does not have a Release file",
    "no longer has a Release file",
)


@dataclass(frozen=True)
class OdooSource:
    """A usable Odoo: what to put on PYTHONPATH and into addons_path."""

    library: Path
    addons: tuple
    identity: str

    def lacks(self, name):
        """Tell whether no module folder holds this file."""
        return not any((folder / name).exists() for folder in self.addons)


def series(library):
    """The version of the Odoo in a folder, as in (19, 0), or None."""
    try:
        text = (library / "odoo" / "release.py").read_text(encoding="utf-8")
    except OSError:
        return None
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "version_info":
            return tuple(getattr(item, "value", None) for item in node.value.elts[:2])
    return None


def from_tree(folder, identity=None):
    """Look at a folder: a source tree, or an installed or unpacked package."""
    for library in (folder, folder / debian_odoo.LIBRARY, folder.parent):
        found = series(library)
        if found:
            break
    else:
        raise HubError(f"There is no Odoo in {folder} (no odoo/release.py).")
    if found != SERIES:
        name = ".".join(map(str, found))
        raise HubError(f"The Odoo in {folder} is version {name}; 19.0 is needed.")
    addons = [library / "odoo" / "addons"]
    # Beside an installed package, "addons" is an incomplete second copy.
    if (library / "odoo-bin").exists() and (library / "addons").is_dir():
        addons.append(library / "addons")
    identity = identity or git_odoo.revision(library) or str(library)
    return OdooSource(own_library(library), tuple(addons), identity)


def own_library(library):
    """A folder for PYTHONPATH with nothing but Odoo in it.

    In a distribution's dist-packages lie other packages, which would hide
    those of the virtual environment.
    """
    if (library / "odoo-bin").exists() or library.name != "dist-packages":
        return library
    if {path.name for path in library.iterdir()} <= {"odoo", "odoo-19.0.egg-info"}:
        return library
    folder = paths.cache() / "odoo" / f"only-{paths.digest(library)}"
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / "odoo"
    if not link.is_symlink():
        link.symlink_to(library / "odoo")
    return folder


def ensure():
    """Find or fetch Odoo 19."""
    with say.Step("Odoo 19", watch=paths.cache() / "odoo" / "apt") as step:
        told = os.environ.get("ODOO_SOURCE")
        if told:
            source = from_tree(Path(told).expanduser().absolute())
            step.note = f"{told}, as ODOO_SOURCE says"
            return source
        if not os.environ.get("ODOO_GIT"):
            source = _from_debian(step)
            if source:
                return source
        return _from_git(step)


def _from_debian(step):
    copy = debian_odoo.DebianOdoo()
    there = copy.version()
    if not there:
        address = debian_odoo.archive()
        if not address:
            return None
        try:
            copy.fetch(address)
        except CommandFailed as error:
            if any(sign in error.log for sign in NOT_IN_ARCHIVE):
                return None
            raise
        size = say.size(say.folder_size(copy.root))
        step.note = f"{copy.version()} from {address}, {size} unpacked"
    else:
        step.note = f"{there}, already there"
    return from_tree(copy.root, copy.version())


def _from_git(step):
    folder = git_odoo.folder()
    there = folder.exists()
    if not there:
        step.watch = folder.with_suffix(".new")
        git_odoo.fetch()
    try:
        source = from_tree(folder)
    except HubError:
        # A wrong repository must not stay under the name of a good one.
        paths.remove(folder)
        raise
    size = "already there" if there else say.size(say.folder_size(folder))
    step.note = f"{source.identity} from {git_odoo.address()}, {size}"
    return source
