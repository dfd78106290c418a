"""Odoo 19 out of the Debian archive, unpacked into a private folder.

Only Debian's unstable suite has it. Nothing of the machine changes: apt gets
own lists, an own cache and the archive's keyring, and its signatures and
checksums are checked as for any package.
"""

import os
import re
import shutil
from pathlib import Path

from . import paths, run
from .errors import HubError

SUITE = "sid"
PACKAGE = "odoo-19"
# Odoo's web/static points into these by symbolic links.
LINKED = (
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-ocr-b",
)
# The newer ones of unstable lack the linked files.
LINKED_STABLE = ("fonts-font-awesome", "fonts-inconsolata")
STABLE_SUITES = ("bookworm", "trixie")
KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.gpg",
    "/usr/share/keyrings/debian-archive-keyring.pgp",
)
LIBRARY = Path("usr/lib/python3/dist-packages")


def os_release():
    """The machine's /etc/os-release as a dictionary."""
    try:
        text = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return {}
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {name: value.strip('"') for name, value in pairs}


def archive():
    """The address of the machine's own Debian mirror, or None."""
    if os_release().get("ID") != "debian":
        return None
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        return None
    form = "$(CREATED_BY)|$(ORIGIN)|$(RELEASE)|$(REPO_URI)"
    targets = run.output(["apt-get", "indextargets", "--format", form]) or ""
    for target in targets.splitlines():
        made, origin, suite, address = target.split("|", 3)
        if (made, origin) == ("Packages", "Debian") and "-" not in suite:
            return address
    # A machine that never ran "apt-get update" has no index targets yet.
    uris = run.output(["apt-get", "update", "--print-uris"]) or ""
    for address, suite in re.findall(r"'(\S+/)dists/([^/' ]+)/InRelease'", uris):
        if "-" not in suite:
            return address
    return None


class DebianOdoo:
    """The private copy: where it lies, and how it is made."""

    def __init__(self):
        self.base = paths.cache() / "odoo"
        self.root = self.base / "debian"
        self.library = self.root / LIBRARY

    def version(self):
        """The version of the finished copy, or None."""
        try:
            return (self.root / "version").read_text(encoding="utf-8").strip()
        except OSError:
            return None

    def apt(self, *arguments):
        """An apt-get command line on private lists and a private cache."""
        work = self.base / "apt"
        options = {
            "Dir::Etc::sourcelist": work / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::State": work / "state",
            "Dir::State::lists": work / "lists",
            "Dir::State::status": "/dev/null",
            "Dir::Cache": work / "cache",
            "Acquire::Languages": "none",
            "Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled": "false",
            "Acquire::Retries": "3",
            "APT::Update::Error-Mode": "any",
            # The "_apt" user cannot write into the folders of another one.
            "APT::Sandbox::User": "root" if os.geteuid() == 0 else "",
        }
        command = ["apt-get"]
        for name, value in options.items():
            command += ["-o", f"{name}={value}"]
        return run.bound([*command, *arguments])

    def fetch(self, address):
        """Make or complete the private copy; interrupted downloads resume."""
        work = self.base / "apt"
        for folder in ("lists/partial", "cache/archives/partial", "state", "debs"):
            (work / folder).mkdir(parents=True, exist_ok=True)
        debs = work / "debs"
        complete = debs / "complete"
        if not complete.exists():
            self._download(address, work, debs)
            complete.touch()
        self._unpack(debs)

    def _download(self, address, work, debs):
        keyring = next(filter(os.path.exists, KEYRINGS), None)
        if not keyring:
            raise HubError(
                "The keyring of the Debian archive is missing. "
                "As root: apt-get install -y debian-archive-keyring"
            )
        codename = os_release().get("VERSION_CODENAME")
        stable = codename if codename in STABLE_SUITES else STABLE_SUITES[-1]
        entries = [
            f"deb [signed-by={keyring}] {address} {suite} main\n"
            for suite in (SUITE, stable)
        ]
        (work / "sources.list").write_text("".join(entries), encoding="utf-8")
        failure = f"Odoo 19 could not be fetched from {address}"
        run.logged(self.apt("update"), paths.log("apt-update"), failure)
        wanted = [f"{name}/{SUITE}" for name in (PACKAGE, *LINKED)]
        wanted += [f"{name}/{stable}" for name in LINKED_STABLE]
        log = paths.log("apt-download")
        run.logged(self.apt("download", *wanted), log, failure, cwd=debs)

    def _unpack(self, debs):
        fresh = self.base / "debian.new"
        paths.remove(fresh)
        fresh.mkdir(parents=True)
        for package in sorted(debs.glob("*.deb")):
            command = run.bound(["dpkg-deb", "-x", str(package), str(fresh)])
            try:
                run.logged(command, paths.log("unpack"), f"{package.name} is damaged")
            except HubError:
                # Fetched again by the next run.
                (debs / "complete").unlink()
                package.unlink()
                raise
        # An incomplete second copy of the modules, which Odoo would look into.
        for extra in ("addons", "doc", "setup"):
            paths.remove(fresh / LIBRARY / extra)
        broken = dangling(fresh)
        if broken:
            raise HubError(
                f"The Debian packages of Odoo 19 lack {len(broken)} linked files, "
                f"the first is {broken[0]}; ODOO_GIT or ODOO_SOURCE replace them."
            )
        package = next(debs.glob(f"{PACKAGE}_*.deb"))
        version = package.name.split("_")[1]
        (fresh / "version").write_text(version + "\n", encoding="utf-8")
        paths.remove(self.root)
        fresh.rename(self.root)


def dangling(root):
    """Symbolic links of a private root that lead nowhere, or out of it."""
    broken = []
    for folder, folders, files in os.walk(root / LIBRARY):
        for name in folders + files:
            path = Path(folder, name)
            if path.is_symlink():
                target = os.readlink(path)
                if os.path.isabs(target) or not path.exists():
                    broken.append(str(path.relative_to(root)))
    return broken
