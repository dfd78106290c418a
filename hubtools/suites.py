"""The project's tests, and the database they run on."""

import os

from . import addon, locks, paths, run, say, setup, template
from .errors import HubError

TESTS = paths.CHECKOUT / "tests"


def database_name():
    """The test database of this checkout."""
    return f"hub_test_{paths.checkout_key()}"


def ensure_database(odoo, base):
    """A database with the add-on as it is now, without demo data."""
    database = database_name()
    wanted = {"addon": addon.fingerprint(), "template": base}
    facts = odoo.databases.facts(database)
    if {name: facts.get(name) for name in wanted} == wanted:
        with say.Step("Test database") as step:
            step.note = f"{database}, the add-on has not changed"
        return database
    with say.Step("Test database") as step:
        odoo.databases.drop_orphans()
        odoo.databases.copy(base, database)
        install(odoo, database)
        odoo.databases.mark(database, **wanted)
        step.note = f"{database}, with the add-on as it is now"
    return database


def install(odoo, database):
    """Install the add-on and compile the bundles it changed."""
    failure = "The add-on could not be installed"
    odoo.install(database, [paths.ADDON], "test-install", failure)
    failure = "The bundles could not be compiled"
    odoo.inside(database, ["bundles"], "test-bundles", failure)


def test(arguments):
    """The command: the suite in tests/, run by pytest-odoo."""
    if not TESTS.is_dir():
        raise HubError(f"There are no tests: no {TESTS}.")
    addon.manifest()
    paths.make_cache()
    with locks.tests_lock() as lock:
        with locks.setup_lock():
            odoo = setup.ensure(with_browser=True)
            database = ensure_database(odoo, template.ensure(odoo))
        command = [odoo.python, "-m", "pytest", "-p", "hubtools.no_skips"]
        command += ["--odoo-http", f"--odoo-database={database}", *arguments]
        if not any(names_tests(argument) for argument in arguments):
            command.append(TESTS.name)
        say.line(f"Tests begin after {say.elapsed()}.")
        lock.keep()
        for descriptor in setup.use_descriptors():
            os.set_inheritable(descriptor, True)
        run.become(command, odoo.env, paths.CHECKOUT)


def names_tests(argument):
    """Tell whether a pytest argument is a file, a folder or a test in one."""
    path = argument.split("::", 1)[0]
    return not argument.startswith("-") and (paths.CHECKOUT / path).exists()
