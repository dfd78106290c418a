"""Odoo's own test suites with the add-on and without it, compared."""

import subprocess
from xml.etree import ElementTree

from . import addon, locks, paths, run, say, setup, suites, template
from .errors import HubError

MODULES = ("sale_stock", "stock_picking_batch", "stock_fleet", "product_expiry")
INVOICE_TESTS = ("account", "test_*invoice*.py")
PASSED = "passed"


def compare(arguments):
    """The command: run the suites twice; fail if the add-on breaks a test."""
    addon.manifest()
    paths.make_cache()
    with locks.tests_lock():
        with locks.setup_lock():
            odoo = setup.ensure(with_browser=True)
            base = template.ensure(odoo, french=False)
        targets = _targets(odoo)
        database = f"hub_suites_{paths.checkout_key()}"
        try:
            odoo.databases.copy(base, database)
            _count_in_grams(odoo, database)
            without = _run(odoo, database, "without", targets, arguments)
            odoo.databases.copy(base, database)
            with say.Step(f"Installation of {paths.ADDON}"):
                suites.install(odoo, database)
            with_it = _run(odoo, database, "with", targets, arguments)
        finally:
            odoo.databases.drop(database)
    return _report(without, with_it)


def _count_in_grams(odoo, database):
    """Give plain Odoo the one global setting of the hub that core's tests print.

    "1.00 Units" becomes "1.000 Units", and 7 units are 0.583 dozens instead of 0.58:
    a difference chosen in the hub's settings, not a test that its code breaks.
    """
    odoo.databases.sql(
        "UPDATE decimal_precision SET digits = 3 WHERE name = 'Product Unit'", database
    )


def _targets(odoo):
    found = []
    for module in MODULES:
        folder = _module(odoo, module) / "tests"
        if folder.is_dir():
            found.append(folder)
        else:
            say.line(f"    {module} has no tests of its own in this Odoo.")
    module, pattern = INVOICE_TESTS
    return found + sorted((_module(odoo, module) / "tests").glob(pattern))


def _module(odoo, name):
    for addons in odoo.source.addons:
        if (addons / name).is_dir():
            return addons / name
    raise HubError(f"This Odoo has no module {name}.")


def _run(odoo, database, name, targets, arguments):
    """Run the suites on a database; return the outcome of each test."""
    results = paths.state() / f"odoo-suites-{name}.xml"
    empty = paths.state() / "odoo-suites.ini"
    empty.write_text("[pytest]\n", encoding="utf-8")
    paths.remove(results)
    command = [odoo.python, "-m", "pytest", "-c", empty, f"--rootdir={paths.state()}"]
    command += ["-p", "no:cacheprovider", "-q", f"--junitxml={results}"]
    # Module names such as "calendar" must not hide Python's own.
    command += ["--import-mode=append", "--odoo-http", f"--odoo-database={database}"]
    log = paths.log(f"odoo-suites-{name}")
    with say.Step(f"Odoo's own tests {name} the add-on") as step:
        with open(log, "w", encoding="utf-8") as output:
            subprocess.run(
                run.bound([*command, *arguments, *targets]),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=paths.state(),
                env=odoo.env,
                check=False,
            )
        outcomes = _outcomes(results, log)
        step.note = _counts(outcomes)
    return outcomes


def _outcomes(results, log):
    try:
        cases = list(ElementTree.parse(results).iter("testcase"))
    except (OSError, ElementTree.ParseError) as error:
        raise HubError(f"The tests did not come to their end; see {log}") from error
    if not cases:
        raise HubError(f"No test was found; see {log}")
    outcomes = {}
    for case in cases:
        name = f"{case.get('classname')}.{case.get('name')}"
        kinds = {child.tag for child in case} & {"failure", "error", "skipped"}
        kind = min(kinds, default=PASSED)
        # One test may come several times: as subtests, and as itself.
        if outcomes.get(name, PASSED) == PASSED:
            outcomes[name] = kind
    return outcomes


def _counts(outcomes):
    kinds = sorted(set(outcomes.values()), key=lambda kind: (kind != PASSED, kind))
    values = list(outcomes.values())
    return ", ".join(f"{values.count(kind)} {kind}" for kind in kinds)


def _report(without, with_it):
    both = {*without, *with_it}
    changed = {
        name: (without.get(name, "absent"), with_it.get(name, "absent"))
        for name in sorted(both)
        if without.get(name) != with_it.get(name)
    }
    broken = [name for name, pair in changed.items() if pair[0] == PASSED]
    for name, (before, after) in changed.items():
        print(f"  {name}: {before} without the add-on, {after} with it")
    print(f"Without the add-on: {_counts(without)}")
    print(f"With the add-on:    {_counts(with_it)}")
    print(f"Broken by the add-on: {len(broken) or 'nothing'}")
    return 1 if broken else 0
