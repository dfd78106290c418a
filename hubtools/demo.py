"""The demo: a database with demo data, and a server on it."""

from . import addon, locks, logins, paths, postgres, say, setup, template
from .database import filestore
from .errors import HubError
from .server import Server
from .venv import Venv


def name():
    """The demo database of this checkout."""
    return f"hub_demo_{paths.checkout_key()}"


def start(with_browser=False):
    """Bring up the demo; return Odoo and the address."""
    paths.make_cache()
    addon.manifest()
    with locks.setup_lock():
        Server().check_port()
        odoo = setup.ensure(with_browser)
        base = template.ensure(odoo)
        ensure_database(odoo, base)
        return odoo, Server().ensure(odoo, name())


def demo():
    """The command: bring up the demo, print its address and logins."""
    odoo, address = start()
    print(f"\nThe demo runs at {address} (ready after {say.elapsed()})\n")
    print("  login, password:")
    print("\n".join(logins.table(odoo, name())))
    print(f"\nServer log: {Server().log}")
    print("./hub stop ends it, ./hub reset forgets its data, ./hub shell looks inside.")
    return 0


def ensure_database(odoo, base):
    """Make the demo database, or update it when the add-on or Odoo changed."""
    database = name()
    facts = odoo.databases.facts(database)
    print_, identity = addon.fingerprint(), odoo.source.identity
    told = facts.get("demo", addon.demo_fingerprint())
    if told != addon.demo_fingerprint():
        say.line("    The demo data changed; ./hub reset, then ./hub demo, loads it.")
    if (facts.get("addon"), facts.get("odoo")) == (print_, identity):
        return
    Server().stop()
    if facts:
        _update(odoo, database, facts["odoo"] != identity)
    else:
        _make(odoo, database, base)
    with say.Step("Bundles"):
        failure = "The bundles could not be compiled"
        odoo.inside(database, ["bundles"], "demo-bundles", failure)
    odoo.databases.mark(database, addon=print_, odoo=identity, demo=told)


def _make(odoo, database, base):
    with say.Step("Demo database") as step:
        odoo.databases.copy(base, database)
        step.note = f"{database}, copied from {base}"
    with say.Step(f"Installation of {paths.ADDON}"):
        failure = "The add-on could not be installed"
        odoo.install(database, [paths.ADDON], "demo-install", failure)
    with say.Step("Demo data") as step:
        failure = "The demo data could not be loaded"
        odoo.inside(
            database, ["demo_data"], "demo-data", failure, HUB_ADDON=paths.ADDON
        )
        step.note = f"{len(addon.manifest().get('demo', ()))} files"
    if addon.PAST_WEEKS.exists():
        with say.Step("Past weeks"):
            failure = "The past weeks could not be played"
            odoo.inside(
                database,
                ["script"],
                "past-weeks",
                failure,
                HUB_SCRIPT=str(addon.PAST_WEEKS),
            )


def _update(odoo, database, other_odoo):
    with say.Step("Update of the demo") as step:
        modules = ["base"] if other_odoo else [paths.ADDON]
        failure = 'The demo could not be updated ("./hub reset" starts afresh)'
        odoo.update(database, modules, "demo-update", failure)
        step.note = "Odoo changed" if other_odoo else "the add-on changed"


def existing(doing):
    """Odoo and the demo database, which must be there, for ``doing``."""
    paths.make_cache()
    with locks.setup_lock():
        odoo = setup.ensure()
        if not odoo.databases.facts(name()):
            raise HubError(f'No demo to {doing} yet: run "./hub demo" first.')
    return odoo


def stop():
    """The command: stop the server, and PostgreSQL unless somebody needs it."""
    if not paths.cache().exists():
        print("Nothing runs: nothing was ever set up here.")
        return 0
    paths.make_cache()
    with locks.setup_lock():
        ran = Server().stop()
        print("Server stopped." if ran else "The server did not run.")
        print(postgres.stop_if_alone(Venv().postgres))
    return 0


def reset(everything):
    """The command: delete the demo, or all that was ever made."""
    if not paths.cache().exists():
        print("Nothing to reset: nothing was ever set up here.")
        return 0
    paths.make_cache()
    with locks.setup_lock():
        Server().stop()
        if everything:
            return _forget_all()
        venv = Venv()
        if not venv.ready():
            print("There is no demo to delete.")
            return 0
        odoo_less = setup.databases(venv)
        odoo_less.drop(name())
        print(f"Deleted: the demo database {name()}.")
        size = say.size(say.folder_size(paths.cache()))
        print(f"Kept in {paths.cache()} ({size}): Odoo, the Python packages,")
        print("PostgreSQL, the template database, the test database.")
        print('"./hub reset --all" deletes these too.')
    return 0


def _forget_all():
    venv = Venv()
    if postgres.external() and venv.ready():
        databases = setup.databases(venv)
        for database in databases.names("hub_"):
            if filestore(database).is_dir():
                databases.drop(database)
        setup.release()
    if not locks.CacheUse().alone():
        raise HubError("Another ./hub uses the cache; stop it first.")
    if not postgres.external():
        print(postgres.stop_if_alone(venv.postgres, sure=True))
    size = say.size(say.folder_size(paths.cache()))
    for part in paths.CACHE_PARTS:
        paths.remove(paths.cache() / part)
    print(f"Deleted: {size} in {paths.cache()}.")
    return 0
