"""The demo server in the background: starting, finding and stopping it."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import paths, run, say, setup
from .errors import HubError

PATIENCE = 120
DEFAULT_PORT = 8069


def wanted_port():
    """The port of the demo: HUB_PORT, or Odoo's usual one."""
    told = os.environ.get("HUB_PORT") or DEFAULT_PORT
    if not str(told).isdecimal() or not 0 < int(told) < 65536:
        raise HubError(f"HUB_PORT={told} is no port number.")
    return int(told)


def interface():
    """Where the demo listens: its passwords are public, so only on this machine."""
    return os.environ.get("HUB_INTERFACE") or "127.0.0.1"


def is_free(port):
    """Tell whether a server could listen on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((interface(), port))
        except OSError:
            return False
    return True


class Server:
    """The one demo server of this checkout."""

    def __init__(self):
        self.file = paths.state() / "server.json"
        self.log = paths.log("server")

    def running(self):
        """The facts of the running server (pid, port), or None."""
        try:
            facts = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return facts if birth(facts["pid"]) == facts["birth"] else None

    def check_port(self):
        """Refuse a port that another program has, before any work is done."""
        facts = self.running()
        port = wanted_port()
        if not (facts and facts["port"] == port) and not is_free(port):
            raise HubError(
                f"Port {port} is taken by another program; "
                f"another one is chosen like this: HUB_PORT={port + 1} ./hub demo"
            )

    def stop(self):
        """Stop the server; tell whether one ran."""
        facts = self.running()
        paths.remove(self.file)
        if not facts:
            return False
        os.kill(facts["pid"], signal.SIGTERM)
        for _attempt in range(100):
            if birth(facts["pid"]) != facts["birth"]:
                return True
            time.sleep(0.1)
        os.kill(facts["pid"], signal.SIGKILL)
        return True

    def ensure(self, odoo, database):
        """Start the server on the demo database unless it runs; return its address."""
        port = wanted_port()
        address = f"http://localhost:{port}"
        with say.Step("Server") as step:
            facts = self.running()
            same = facts and facts.get("postgres") == paths.told_server()
            if same and facts["port"] == port and answers(address):
                step.note = f"runs already on port {port}"
                return address
            self.stop()
            self.check_port()
            # PDF documents fetch their style sheets from the server itself.
            local = {"web.base.url": address, "report.url": f"http://127.0.0.1:{port}"}
            odoo.databases.set_parameters(database, local)
            self._start(odoo, database, port)
            self._wait(address)
            step.note = f"answers on port {port}"
        return address

    def _start(self, odoo, database, port):
        command = odoo.command(
            *("--database", database, "--db-filter", f"^{database}$"),
            *("--http-port", port, "--http-interface", interface()),
            "--no-database-list",
        )
        with open(self.log, "w", encoding="utf-8") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=odoo.env,
                cwd=paths.CHECKOUT,
                pass_fds=setup.use_descriptors(),
                start_new_session=True,
            )
        self._process = process
        facts = {
            "pid": process.pid,
            "birth": birth(process.pid),
            "port": port,
            "postgres": paths.told_server(),
        }
        self.file.write_text(json.dumps(facts), encoding="utf-8")

    def _wait(self, address):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if answers(address):
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.2)
        text = self.log.read_text(encoding="utf-8", errors="replace")
        self.stop()
        raise HubError(run.explain("The server did not start", text, self.log))


def birth(pid):
    """When a process began, in the kernel's ticks: with the pid, it is unique."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    # A dead child that nobody waited for is no longer running.
    return None if fields[0] == "Z" else fields[19]


def answers(address):
    """Tell whether the login page comes."""
    # A proxy of the environment knows nothing of this machine's own ports.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/web/login", timeout=30) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False
