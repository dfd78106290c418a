"""A real ``odoo`` server on one database, and people who talk to it over HTTP."""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import requests

from odoo.tools import config

HOST = "127.0.0.1"
PROGRAM = Path(__file__).with_name("odoo_server.py")
STARTS_WITHIN = 90  # seconds
ANSWERS_WITHIN = 120
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Server:
    """The program as it runs at the association's: no test cursor, no shortcut.

    :param int workers: processes that answer; 0 answers with threads of one process.
    :param int threads: requests answered at once when there are no workers.
    """

    def __init__(self, database, workers=0, threads=60):
        self.port = _find_free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.log = tempfile.TemporaryFile()
        # What waits at the door: workers leave that to the proxy in front of them.
        self.queue = threading.BoundedSemaphore(workers * 8 or threads)
        self.process = subprocess.Popen(
            self._get_command(database, workers, threads),
            env={
                **os.environ,
                "ODOO_MAX_HTTP_THREADS": str(threads),
                # The browsers share the processor: they may be slow to speak.
                "ODOO_HTTP_SOCKET_TIMEOUT": "60",
            },
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self._wait()

    def _get_command(self, database, workers, threads):
        options = {
            "database": database,
            "db-filter": f"^{database}$",
            "http-interface": HOST,
            "http-port": self.port,
            "gevent-port": _find_free_port(),
            "workers": workers,
            "max-cron-threads": 0,
            "db_maxconn": threads + 10,
            "addons-path": ",".join(config["addons_path"]),
            "data-dir": config["data_dir"],
            "log-level": "warn",
            "limit-time-real": 600,
            "limit-time-cpu": 600,
        }
        command = [sys.executable, str(PROGRAM)]
        return command + [f"--{name}={value}" for name, value in options.items()]

    def _wait(self):
        end = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < end and self.process.poll() is None:
            try:
                if requests.get(f"{self.url}/web/health", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(0.3)
        sys.exit(f"The server does not answer:\n{self.read_log()}")

    def read_log(self):
        """What the server complained of."""
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()


class Person:
    """One client's browser: a session of its own."""

    def __init__(self, login):
        self.login = login
        self.session = requests.Session()
        # As behind a proxy: nobody keeps one of two workers to themselves.
        self.session.headers["Connection"] = "close"
        self.token = ""

    def sign_in(self, server, database):
        """Log in; a form's token belongs to the session that asked for it."""
        self.token = ""
        answer = self.call(
            server,
            "/web/session/authenticate",
            db=database,
            login=self.login,
            password=self.login,
        )
        if not answer.get("uid"):
            sys.exit(f"{self.login} cannot log in.")

    def call(self, server, path, **params):
        """A JSON request; a technical error stops with its text."""
        with server.queue:
            response = self.session.post(
                server.url + path,
                data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}),
                headers={"Content-Type": "application/json"},
                timeout=ANSWERS_WITHIN,
            )
        answer = response.json() if response.ok else {"error": response.status_code}
        if "result" not in answer:
            raise TechnicalError(f"{path}: {answer.get('error')}")
        return answer["result"]

    def get(self, server, path):
        """A page."""
        with server.queue:
            response = self.session.get(server.url + path, timeout=ANSWERS_WITHIN)
        if not response.ok:
            raise TechnicalError(f"{path}: {response.status_code}")
        return response.text

    def post_form(self, server, path):
        """A button of a page: a plain form with its token."""
        self.token = self.token or CSRF.search(self.get(server, "/my/catalogue"))[1]
        with server.queue:
            response = self.session.post(
                server.url + path,
                data={"csrf_token": self.token},
                timeout=ANSWERS_WITHIN,
            )
        if not response.ok:
            raise TechnicalError(f"{path}: {response.status_code}")


class TechnicalError(Exception):
    """What no client may ever see."""


def _find_free_port():
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
