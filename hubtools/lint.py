"""The linters, as CI runs them."""

import subprocess
from xml.etree import ElementTree

from . import addon, locks, paths, say
from .venv import Venv

# XML that is no Odoo data file: templates of the web client, pictures.
NO_DATA_FOLDERS = {"static"}
# The README lies at the top of the repository, and the parts of one model are kept
# in several files on purpose.
NOT_WANTED = ("missing-readme", "consider-merging-classes-inherited")


def lint():
    """The command: run all linters; the exit code tells whether all were content."""
    paths.make_cache()
    addon.manifest()
    with locks.setup_lock():
        venv = Venv()
        venv.ensure()
    results = [_run(venv, name, command) for name, command in _commands(venv)]
    results.append(_xml())
    return 0 if all(results) else 1


def _commands(venv):
    module = str(addon.FOLDER.relative_to(paths.CHECKOUT))
    yield "ruff check", ["ruff", "check", "--no-cache", ".", "hub"]
    yield "ruff format", ["ruff", "format", "--no-cache", "--check", ".", "hub"]
    # An "enable" of a group in .pylintrc would win over a "disable" there.
    disabled = f"--disable={','.join(NOT_WANTED)}"
    yield "pylint-odoo", ["pylint", "--rcfile=.pylintrc", disabled, module]
    # Demo files complete each other's records; _xml() looks at all the other files.
    checks = ["oca-checks-odoo-module", "--disable=xml-duplicate-record-id"]
    yield "OCA module checks", [*checks, module]
    translations = sorted(addon.FOLDER.glob("i18n/*.po*"))
    if translations:
        files = [str(path.relative_to(paths.CHECKOUT)) for path in translations]
        # Its format empties a French term spelled as the English one; the tests could
        # then not tell it from a missing one.
        checks = ["oca-checks-po", "--disable=po-pretty-format"]
        yield "OCA translation checks", [*checks, *files]


def _run(venv, name, command):
    done = subprocess.run(
        [venv.bin / command[0], *command[1:]],
        cwd=paths.CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return _tell(name, [] if done.returncode == 0 else done.stdout.splitlines())


def _tell(name, complaints):
    say.line(f"{name}: {'complaints' if complaints else 'content'}")
    for complaint in complaints:
        print(f"  {complaint}")
    return not complaints


def _xml():
    complaints = list(_double_ids())
    for path in sorted(addon.FOLDER.rglob("*.xml")):
        name = path.relative_to(paths.CHECKOUT)
        complaints += [f"{name}{complaint}" for complaint in _xml_complaints(path)]
    return _tell("XML files", complaints)


def _double_ids():
    """Ids that two files make: the second would silently replace the first."""
    seen = {}
    for path in sorted(addon.FOLDER.rglob("*.xml")):
        if {"demo", *NO_DATA_FOLDERS} & set(path.relative_to(addon.FOLDER).parts):
            continue
        for node in ElementTree.parse(path).iter():
            name = node.get("id") if node.tag in ("record", "template") else None
            if name and seen.setdefault(name, path) != path:
                yield f"{path.name}: {name} is in {seen[name].name} already"


def _xml_complaints(path):
    text = path.read_text(encoding="utf-8")
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        return [f": {error}"]
    found = []
    parts = set(path.relative_to(addon.FOLDER).parts)
    if root.tag != "odoo" and not NO_DATA_FOLDERS & parts:
        found.append(f": the root is <{root.tag}>, not <odoo>")
    if not text.endswith("\n") or text.endswith("\n\n"):
        found.append(": ends with no newline, or with several")
    for number, row in enumerate(text.split("\n"), 1):
        if "\t" in row:
            found.append(f":{number}: a tab")
        if row != row.rstrip():
            found.append(f":{number}: spaces at the end of the line")
    return found
