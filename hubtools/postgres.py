"""PostgreSQL: the user's own when PG* variables name one, else an embedded one."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path

from . import locks, paths, run, say
from .errors import HubError

OLDEST = 13
SYSTEM_USER = "milperche_hub"
ROLE = "hub"
PORT = "5432"
# A cluster of demos and tests: fast, and after a power cut made anew.
CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0700
shared_buffers = 256MB
max_connections = 150
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
autovacuum_naptime = 5min
"""


def external():
    """Tell whether the user names a PostgreSQL server."""
    return bool(paths.told_server())


def check_external(psql):
    """See that the user's server answers, is new enough and lets us make databases."""
    if os.environ.get("PGUSER") == "postgres":
        raise HubError(
            "Odoo refuses to work as the database user postgres; "
            "set PGUSER to another role that may create databases."
        )
    with say.Step("PostgreSQL") as step:
        question = (
            "SELECT current_setting('server_version_num')::int / 10000, "
            "rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
        )
        done = subprocess.run(
            [psql, "-XAtqw", "-d", "postgres", "-c", question],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            complaint = " ".join(done.stderr.split())
            raise HubError(
                f"The PostgreSQL of the PG* variables does not answer: {complaint}"
            )
        version, may_create = done.stdout.strip().split("|")
        if int(version) < OLDEST:
            raise HubError(f"PostgreSQL {version} is too old; Odoo 19 needs {OLDEST}.")
        if may_create != "t":
            raise HubError("The role of the PG* variables may not create databases.")
        step.note = f"version {version}, as the PG* variables say"


class EmbeddedCluster:
    """The private cluster in the cache, one for all checkouts that share it."""

    def __init__(self, binaries):
        self.bin = binaries
        self.base = paths.cache() / "postgres"
        self.data = self.base / "data"
        self.log = self.base / "log"
        self.owner = None
        if os.geteuid() == 0:
            self.owner = system_user()
        self.socket = paths.socket_folder(
            self.owner.pw_uid if self.owner else os.getuid()
        )

    def variables(self):
        """The PG* variables that lead to it."""
        return {"PGHOST": str(self.socket), "PGPORT": PORT, "PGUSER": ROLE}

    def ensure(self):
        """Make the cluster if need be, and start it unless it runs."""
        with say.Step("PostgreSQL") as step:
            self._check_reach()
            made = not (self.data / "PG_VERSION").exists()
            if made:
                self._make()
            version = (self.data / "PG_VERSION").read_text().strip()
            if self.running():
                step.note = f"version {version}, runs already"
            else:
                self._start()
                step.note = f"version {version}, {'made and ' * made}started"

    def running(self):
        """Tell whether the cluster's own server process is alive."""
        pid = self._pid()
        return bool(pid) and self._is_ours(pid)

    def stop(self):
        """Stop the server; tell whether it ran."""
        if not self.running():
            return False
        self._control("stop", "-m", "fast", "-w", "-t", "60")
        return True

    def _pid(self):
        try:
            text = self._read(self.data / "postmaster.pid")
            return int(text.split("\n", 1)[0])
        except (OSError, ValueError):
            return None

    @staticmethod
    def _read(path):
        return Path(path).read_text(encoding="utf-8", errors="replace")

    def _is_ours(self, pid):
        """A process number found in a file may by now belong to a stranger."""
        try:
            words = self._read(f"/proc/{pid}/cmdline").split("\0")
        except OSError:
            return False
        return "postgres" in words[0] and str(self.data) in words

    def _as_owner(self):
        if not self.owner:
            return {}
        ids = {"user": self.owner.pw_uid, "group": self.owner.pw_gid}
        return {**ids, "extra_groups": [], "env": {"PATH": os.environ["PATH"]}}

    def _run(self, program, *arguments):
        """Run a PostgreSQL program as the owner of the cluster."""
        # A pipe would stay open in the server and never end: hence the file.
        log = paths.log("postgres")
        with open(log, "w", encoding="utf-8") as output:
            done = subprocess.run(
                [self.bin / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                check=False,
                **self._as_owner(),
            )
        return done.returncode, self._read(log)

    def _check_reach(self):
        try:
            code, text = self._run("postgres", "--version")
        except PermissionError as error:
            raise HubError(
                f"PostgreSQL does not run as root but as {SYSTEM_USER}, who cannot "
                f"enter {paths.cache()}; HUB_CACHE must name a folder open to all."
            ) from error
        except OSError as error:
            raise HubError(
                f"The embedded PostgreSQL does not start: {error}."
            ) from error
        if code:
            raise HubError(
                f"The embedded PostgreSQL does not start: {run.last_complaint(text)}"
            )

    def _own(self, folder, mode=0o700):
        folder.mkdir(parents=True, exist_ok=True)
        if self.owner:
            os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        if folder.stat().st_uid != (self.owner.pw_uid if self.owner else os.getuid()):
            raise HubError(f"The folder {folder} belongs to another user.")
        folder.chmod(mode)

    def _make(self):
        """Make the cluster under a temporary name: a finished one has its own."""
        self._own(self.base, 0o755)
        fresh = self.base / "data.new"
        paths.remove(fresh)
        paths.remove(self.data)
        code, text = self._run(
            "initdb",
            *("--pgdata", fresh, "--username", ROLE, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        if code:
            raise HubError(
                f"PostgreSQL's data folder was not made: {run.last_complaint(text)}"
            )
        with open(fresh / "postgresql.conf", "a", encoding="utf-8") as settings:
            settings.write(CONFIGURATION)
        fresh.rename(self.data)

    def _start(self):
        self._own(self.socket)
        self._end_orphans()
        # Left by a crash; PostgreSQL itself would stop at a reused number.
        paths.remove(self.data / "postmaster.pid")
        paths.remove(self.socket / f".s.PGSQL.{PORT}.lock")
        code, _text = self._control(
            "start", "-w", "-t", "60", "-l", self.log, "-o", f"-k '{self.socket}'"
        )
        if code:
            complaint = run.last_complaint(self._read(self.log))
            raise HubError(
                f"PostgreSQL does not start: {complaint} "
                f'Log: {self.log}. "./hub reset --all" makes it anew.'
            )

    def _end_orphans(self):
        """See that nothing of a killed server still writes into the data folder."""
        for attempt in range(50):
            orphans = [pid for pid in os.listdir("/proc") if self._works_here(pid)]
            if not orphans:
                return
            time.sleep(0.1)
            for pid in orphans if attempt > 30 else ():
                with contextlib.suppress(OSError):
                    os.kill(int(pid), signal.SIGKILL)
        raise HubError(
            f"The process {orphans[0]} still uses {self.data}; end it first."
        )

    def _works_here(self, pid):
        try:
            return pid.isdecimal() and os.readlink(f"/proc/{pid}/cwd") == str(self.data)
        except OSError:
            return False

    def _control(self, *arguments):
        return self._run("pg_ctl", arguments[0], "-D", self.data, *arguments[1:])


def system_user():
    """The system user that runs root's cluster, made when it is missing."""
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    program = shutil.which("useradd") or "/usr/sbin/useradd"
    command = [program, "--system", "--no-create-home", "--home-dir", "/nonexistent"]
    command += ["--shell", "/usr/sbin/nologin", SYSTEM_USER]
    failure = f"The system user {SYSTEM_USER}, who runs PostgreSQL, was not made"
    run.logged(command, paths.log("useradd"), failure)
    return pwd.getpwnam(SYSTEM_USER)


def stop_if_alone(binaries, sure=False):
    """Stop the embedded cluster unless another ./hub uses it; say what was done.

    ``sure``: the caller has seen to it that there is no other one.
    """
    if external():
        return "PostgreSQL is your own: left alone."
    if not (paths.cache() / "postgres" / "data" / "PG_VERSION").exists():
        return "PostgreSQL was never made."
    if not sure and not locks.CacheUse().alone():
        return "PostgreSQL stays up: another ./hub uses it."
    if EmbeddedCluster(binaries).stop():
        return "PostgreSQL stopped."
    return "PostgreSQL did not run."
