"""The command line of ./hub."""

import os
import sys

from . import backup, demo, lint, odoo_suites, scripts, suites
from .errors import HubError

HELP = """\
./hub COMMAND [ARGUMENTS]

  demo     set up all that is missing, start the demo, print address and logins
  stop     stop the demo and PostgreSQL
  reset    delete the demo's data; --all deletes everything ./hub ever made
  shell    Odoo's shell on the demo's database; ./hub shell < script.py runs a
           script there (nothing is kept unless the script commits)
  backup   write the demo, database and documents, to a file: ./hub backup [FILE]
  restore  put such a file in the demo's place: ./hub restore FILE
  test     run the suite in tests/; arguments go to pytest (./hub test -k offer)
           test --odoo-suites compares Odoo's own suites with and without the
           add-on
  lint     ruff, pylint-odoo, the OCA checks, the XML files
  bench    run bench/run.py on copies of the template database
  shots    run docs/shots.py on the running demo: screenshots

Environment

  ODOO_SOURCE    an Odoo 19 of yours (source tree or installed package)
  ODOO_GIT       clone Odoo's branch 19.0 from this address instead of taking
                 Debian's package
  PGHOST, PGPORT, PGUSER, PGPASSWORD ...
                 a PostgreSQL of yours (13 or newer) instead of the embedded one
  HUB_PORT       port of the demo (8069)
  HUB_INTERFACE  address on which the demo listens (127.0.0.1)
  HUB_CHROMIUM   Chromium or Chrome for tests and screenshots
  HUB_CACHE      where everything fetched and made is kept: ~/.cache/milperche_hub,
                 for root /var/cache/milperche_hub

The embedded PostgreSQL trades safety for speed (fsync off): it is made for demos
and tests, not for your data.
"""
USAGE = 2


def _without_arguments(command):
    def run(arguments):
        if arguments:
            raise HubError(f"{arguments[0]} is not understood; see ./hub --help.")
        return command()

    return run


def _reset(arguments):
    if arguments not in ([], ["--all"]):
        raise HubError(f"{arguments[0]} is not understood; see ./hub --help.")
    return demo.reset(everything=bool(arguments))


def _test(arguments):
    if "--odoo-suites" in arguments:
        rest = [argument for argument in arguments if argument != "--odoo-suites"]
        return odoo_suites.compare(rest)
    return suites.test(arguments)


COMMANDS = {
    "demo": _without_arguments(demo.demo),
    "stop": _without_arguments(demo.stop),
    "reset": _reset,
    "shell": scripts.shell,
    "backup": backup.backup,
    "restore": backup.restore,
    "test": _test,
    "lint": _without_arguments(lint.lint),
    "bench": scripts.bench,
    "shots": scripts.shots,
}


def main(arguments):
    """Run one command; return the exit code."""
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0 if arguments else USAGE
    name, *rest = arguments
    if name not in COMMANDS:
        print(f"hub: {name} is no command; see ./hub --help.", file=sys.stderr)
        return USAGE
    # Root's PostgreSQL belongs to another user, who must be able to read.
    os.umask(0o022)
    try:
        return COMMANDS[name](rest)
    except HubError as error:
        print(f"hub: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        # No room, no permission: the system's own words say it best.
        print(f"hub: {error.strerror or error}: {error.filename}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("hub: interrupted; the next run goes on from here.", file=sys.stderr)
        return 130
