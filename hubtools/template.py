"""The template database: the add-on's dependencies, in French, bundles compiled."""

import time

from . import addon, paths, say
from .database import filestore

# To be raised when this file, or what it runs in inside/, makes something else.
VERSION = "3"
CHART_MODULES = ("l10n_fr_account",)
LANGUAGE = "fr_FR"
# Files of the backend bundle that a copy of Odoo may lack, as Debian's does.
MAY_LACK = ("mail/static/lib/selfie_segmentation/selfie_segmentation.js",)
KEEP_DAYS = 14


def modules():
    """What the template has installed."""
    return sorted({*addon.manifest().get("depends", ()), *CHART_MODULES})


def name(odoo, french=True):
    """The template's name says all that it is made from."""
    parts = (odoo.source.identity, odoo.source.library, VERSION, paths.cache())
    return f"hub_tpl_{paths.digest(*parts, french, *modules())}"


def ensure(odoo, french=True):
    """Make the template unless a finished one is there; return its name.

    The one that is not French is for Odoo's own tests, which expect English texts.
    """
    database = name(odoo, french)
    title = "Template database" if french else "Template database in English"
    with say.Step(title) as step:
        if odoo.databases.facts(database):
            odoo.databases.mark(database, used=int(time.time()))
            step.note = f"{database}, already there"
            return database
        _drop_unused(odoo)
        _make(odoo, database, french)
        odoo.databases.mark(database, used=int(time.time()))
        size = say.size(say.folder_size(filestore(database)))
        step.note = f"{database}, {len(modules())} modules asked for, {size} of files"
    return database


def _make(odoo, database, french):
    failure = "The template database could not be made"
    language = [f"--load-language={LANGUAGE}"] if french else []
    scripts = ["french_company"] if french else []
    lacking = [path for path in MAY_LACK if odoo.source.lacks(path)]
    odoo.databases.drop(database)
    odoo.install(database, modules(), "template", failure, *language)
    odoo.inside(
        database,
        [*scripts, "whole_backend", "bundles"],
        "template-company",
        failure,
        HUB_LACKING=",".join(lacking),
    )


def _drop_unused(odoo):
    """Other versions and branches leave templates behind: not for ever."""
    oldest = time.time() - KEEP_DAYS * 86400
    for database in odoo.databases.names("hub_tpl_"):
        used = odoo.databases.facts(database).get("used")
        if used and used < oldest:
            odoo.databases.drop(database)
