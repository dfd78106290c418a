"""Screenshots of the running demo, for the guide: ``./hub shots [name ...]``.

Drives Chromium over its DevTools protocol: one page after another, as the person who
uses it, at the width of a screen and of a phone.

    ./hub shots --time                          how long the week page takes
    ./hub shots --time --write docs/bench_page.md
"""

import base64
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

OUT = Path(__file__).parent / "images"
URL = os.environ.get("HUB_URL", "http://127.0.0.1:8069")
SCREEN, PHONE = (1300, 850), (375, 812)

# name: (login, path, size)
SHOTS = {
    "week": ("coordinatrice", "/odoo/action-milperche_hub.hub_week_action", SCREEN),
    "week-phone": (
        "coordinatrice",
        "/odoo/action-milperche_hub.hub_week_action",
        PHONE,
    ),
    "catalogues": (
        "coordinatrice",
        "/odoo/action-milperche_hub.hub_catalogue_action",
        SCREEN,
    ),
    "orders": (
        "coordinatrice",
        "/odoo/action-milperche_hub.sale_order_action_hub",
        SCREEN,
    ),
    "settlements": (
        "coordinatrice",
        "/odoo/action-milperche_hub.hub_settlement_action",
        SCREEN,
    ),
    "figures": (
        "coordinatrice",
        "/odoo/action-milperche_hub.hub_sales_analysis_action_turnover",
        SCREEN,
    ),
    "dashboard": (
        "coordinatrice",
        "/odoo/action-milperche_hub.spreadsheet_dashboard_action_hub",
        SCREEN,
    ),
    "handover": (
        "coordinatrice",
        "/odoo/action-milperche_hub.hub_handover_period_action",
        SCREEN,
    ),
    "lots": (
        "coordinatrice",
        "/odoo/action-milperche_hub.stock_lot_action_trace",
        SCREEN,
    ),
    "funders": ("coordinatrice", "/odoo/hub-funders/1", SCREEN),
    "volunteer-week": (
        "benevole",
        "/odoo/action-milperche_hub.hub_week_action",
        SCREEN,
    ),
    "month": (
        "comptable",
        "/odoo/action-milperche_hub.hub_period_action_month",
        SCREEN,
    ),
    "round-phone": ("benevole", "/my/round", PHONE),
    "client-catalogue": ("cantine", "/my/catalogue", SCREEN),
    "client-catalogue-phone": ("cantine", "/my/catalogue", PHONE),
    "client-egalim": ("cantine", "/my/egalim", SCREEN),
    "producer-phone": ("ferme", "/my/producer", PHONE),
}

#: pages that are timed, and what is on them once they can be read
TIMED = {
    "week": ".o_hub_week_step",
    "week-phone": ".o_hub_week_step",
    "volunteer-week": ".o_hub_week_step",
}
WARM_UPS, TURNS = 3, 9
#: notes the moment at which a mark was painted, two frames after it came
WATCH = """
new MutationObserver((_changes, observer) => {
    if (document.querySelector("%s")) {
        observer.disconnect();
        const note = () => (window.hubPainted = performance.now());
        requestAnimationFrame(() => requestAnimationFrame(note));
    }
}).observe(document, {childList: true, subtree: true});
"""
PAGE = """# The week page in a browser

Made by `./hub shots --time --write docs/bench_page.md` on the demo: 32 clients, 17
producers, eight past weeks and the open one. From the address to the steps painted in
Chromium, {turns} times; the browser has Odoo's files already. {cores} cores; load
{load:.1f} at the start, of other programs.

{table}
"""
ANSWER = """
performance.getEntriesByType("resource").filter(
    (entry) => entry.name.includes("/get_page")
).map((entry) => entry.duration)[0] / 1000
"""


class Browser:
    """One headless Chromium, one tab, signed in as one person at a time."""

    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory()
        self.process = subprocess.Popen(
            [
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-back-forward-cache",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--remote-allow-origins=*",
                f"--user-data-dir={self.profile.name}",
                "about:blank",
            ],
            stderr=subprocess.DEVNULL,
        )
        port = self._wait_for_port()
        with urllib.request.urlopen(
            f"http://127.0.0.1:{port}/json", timeout=10
        ) as tabs:
            page = next(tab for tab in json.load(tabs) if tab["type"] == "page")
        self.socket = websocket.create_connection(
            page["webSocketDebuggerUrl"], timeout=60, suppress_origin=True
        )
        self.last_id = 0
        self.call("Page.enable")
        self.call("Emulation.setTimezoneOverride", timezoneId="Europe/Paris")

    def _wait_for_port(self):
        port_file = Path(self.profile.name) / "DevToolsActivePort"
        for _attempt in range(100):
            if port_file.exists() and port_file.read_text().strip():
                return port_file.read_text().splitlines()[0]
            time.sleep(0.1)
        raise SystemExit("Chromium did not start.")

    def call(self, method, **params):
        """Call one DevTools method and return its result."""
        self.last_id += 1
        self.socket.send(
            json.dumps({"id": self.last_id, "method": method, "params": params})
        )
        while True:
            answer = json.loads(self.socket.recv())
            if answer.get("id") == self.last_id:
                return answer.get("result", {})

    def evaluate(self, code):
        """Run JavaScript in the page and return its value."""
        answer = self.call(
            "Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True
        )
        return answer.get("result", {}).get("value")

    def open(self, url, size):
        """Open a page at a size and wait until nothing loads any more."""
        width, height = size
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        self.call("Page.navigate", url=url)
        quiet = 0
        for _attempt in range(120):
            time.sleep(0.25)
            busy = self.evaluate(
                "document.readyState !== 'complete'"
                " || !!document.querySelector('.o_blockUI, .o_loading_indicator')"
                " || (location.pathname.startsWith('/odoo')"
                " && !document.querySelector('.o_action_manager > *'))"
            )
            quiet = 0 if busy else quiet + 1
            if quiet >= 6:
                return

    def time(self, url, size, mark):
        """Seconds from the address to the page that can be read; the server's part."""
        watch = self.call("Page.addScriptToEvaluateOnNewDocument", source=WATCH % mark)
        try:
            self.open(url, size)
            painted = self.evaluate("window.hubPainted / 1000")
            if not painted:
                raise SystemExit(f"{url} shows no {mark}.")
            return painted, self.evaluate(ANSWER)
        finally:
            self.call("Page.removeScriptToEvaluateOnNewDocument", **watch)

    def sign_in(self, login):
        """Sign in with the demo's password, which is the login."""
        self.call("Network.clearBrowserCookies")
        self.open(f"{URL}/web/login", SCREEN)
        self.evaluate(
            f"document.querySelector('input[name=login]').value = {json.dumps(login)};"
            "document.querySelector('input[name=password]').value ="
            f" {json.dumps(login)};"
            "document.querySelector('form.oe_login_form').submit();"
        )
        for _attempt in range(240):
            time.sleep(0.25)
            if self.evaluate(
                "document.readyState === 'complete'"
                " && /^.(odoo|my)/.test(location.pathname)"
            ):
                return
        raise SystemExit(f"{login} could not sign in at {URL}.")

    def shoot(self, path):
        """Write what the tab shows to a PNG file."""
        # Two painted frames, or the picture may be of the page before.
        self.evaluate(
            "new Promise(done =>"
            " requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        picture = self.call("Page.captureScreenshot", format="png")
        path.write_bytes(base64.b64decode(picture["data"]))

    def close(self):
        """Close the browser and forget its profile."""
        self.socket.close()
        self.process.terminate()
        self.process.wait(10)
        self.profile.cleanup()


def take_times(path=None):
    """Time the pages of the week in turn, the files of the browser in its cache."""
    browser = Browser(os.environ.get("HUB_CHROMIUM", "chromium"))
    load = os.getloadavg()[0]
    rows = [
        "| page | median | slowest | of it the server's answer |",
        "|---|--:|--:|--:|",
    ]
    try:
        for name, mark in TIMED.items():
            login, address, size = SHOTS[name]
            browser.sign_in(login)
            times = [
                browser.time(URL + address, size, mark)
                for _turn in range(WARM_UPS + TURNS)
            ][WARM_UPS:]
            painted, answers = zip(*times, strict=True)
            rows.append(
                f"| {name} ({size[0]} px) | {statistics.median(painted):.2f} s"
                f" | {max(painted):.2f} s | {statistics.median(answers):.2f} s |"
            )
    finally:
        browser.close()
    print("\n".join(rows))
    if path:
        table = "\n".join(rows)
        page = PAGE.format(turns=TURNS, cores=os.cpu_count(), load=load, table=table)
        Path(path).write_text(page, "utf-8")


def main(arguments):
    """Take the screenshots that are named, or all of them; or the times."""
    if arguments[:1] == ["--time"]:
        return take_times(*arguments[2:3])
    names = arguments
    unknown = set(names) - SHOTS.keys()
    if unknown:
        known = ", ".join(SHOTS)
        raise SystemExit(f"No such screenshot: {unknown.pop()}. Known: {known}")
    OUT.mkdir(exist_ok=True)
    browser = Browser(os.environ.get("HUB_CHROMIUM", "chromium"))
    signed_in = None
    try:
        for name, (login, path, size) in SHOTS.items():
            if names and name not in names:
                continue
            if login != signed_in:
                browser.sign_in(login)
                signed_in = login
            browser.open(URL + path, size)
            browser.shoot(OUT / f"{name}.png")
            print(f"  {name}.png", flush=True)
    finally:
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
