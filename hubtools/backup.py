"""A copy of the demo in one file, database and documents, and the way back.

Odoo's own ``db`` command writes and reads the file: a ZIP that the database manager
of any Odoo 19 reads as well.
"""

import os
import time
import zipfile
from pathlib import Path

from . import addon, demo, locks, say
from .errors import HubError
from .server import Server

PARTS = ("dump.sql", "manifest.json")


def backup(arguments):
    """The command: write the demo to a file; its name comes with the day and hour."""
    if len(arguments) > 1:
        raise HubError("One file at most: ./hub backup [FILE]")
    name = arguments[0] if arguments else time.strftime("hub-%Y-%m-%d-%H%M.zip")
    target = Path(name).expanduser().absolute()
    if target.exists():
        raise HubError(f"{target} exists already; a backup is never overwritten.")
    odoo = demo.existing("back up")
    with say.Step("Backup") as step:
        write(odoo, demo.name(), target)
        step.note = f"{target}, {say.size(target.stat().st_size)}"
    return 0


def restore(arguments):
    """The command: put a backup in the demo's place; a bad file changes nothing."""
    if len(arguments) != 1:
        raise HubError("Which file? ./hub restore FILE")
    source = Path(arguments[0]).expanduser().absolute()
    check(source)
    odoo = demo.existing("replace")
    aside = f"{demo.name()}_restore"
    with locks.setup_lock(), say.Step("Restore") as step:
        read(odoo, source, aside)
        Server().stop()
        rename(odoo, aside, demo.name())
        # The next ./hub demo brings the add-on in the file to the checkout's state.
        odoo.databases.mark(
            demo.name(),
            addon="restored",
            odoo=odoo.source.identity,
            demo=addon.demo_fingerprint(),
        )
        step.note = f'{source}; "./hub demo" starts it'
    return 0


def check(source):
    """Refuse what is no whole backup, before anything is touched."""
    if not source.is_file():
        raise HubError(f"There is no file {source}.")
    try:
        with zipfile.ZipFile(source) as archive:
            missing = [part for part in PARTS if part not in archive.namelist()]
            damaged = archive.testzip()
    except (zipfile.BadZipFile, OSError) as error:
        raise HubError(f"{source} is no backup: {error}.") from error
    if missing:
        raise HubError(f"{source} is no backup: it lacks {', '.join(missing)}.")
    if damaged:
        raise HubError(f"{source} is damaged: {damaged} cannot be read.")


def write(odoo, database, target):
    """Write a database with its files to ``target``, whole or not at all."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        failure = f"The backup of {database} failed"
        odoo.run("backup", failure, "db", "dump", database, unfinished)
        check(unfinished)
        unfinished.rename(target)
    finally:
        unfinished.unlink(missing_ok=True)


def read(odoo, source, database):
    """Make a database of a backup; what bore its name is replaced."""
    check(source)
    failure = f"{source} could not be restored"
    odoo.run("restore", failure, "db", "load", "--force", database, source)


def rename(odoo, database, target):
    """Give a database the name of another, which is dropped."""
    failure = f"{database} could not take the place of {target}"
    odoo.run("rename", failure, "db", "rename", "--force", database, target)
