"""A backup is rehearsed: written, read back under another name, compared, refused."""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from odoo.sql_db import close_db, db_connect
from odoo.tools import config

from hubtools import backup
from hubtools.errors import HubError

from .common import PlainCase

TABLES = ("res_partner", "hub_criterion", "ir_attachment", "ir_model_data")


class Command:
    """Odoo's command line as ``./hub`` calls it, on the database under test."""

    def run(self, log, failure, *arguments):
        command = [sys.executable, "-m", "odoo", *map(str, arguments)]
        command[4:4] = ["-D", config["data_dir"]]
        done = subprocess.run(
            command, capture_output=True, text=True, env=os.environ, check=False
        )
        if done.returncode:
            raise HubError(f"{failure}: {done.stderr[-500:]}")


class TestBackup(PlainCase):
    def setUp(self):
        super().setUp()
        self.command = Command()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.copy = f"{self.env.cr.dbname}_rehearsal"

    def _count(self, database):
        with db_connect(database).cursor() as cr:
            counts = {}
            for table in TABLES:
                cr.execute(f"SELECT count(*), max(id) FROM {table}")
                counts[table] = cr.fetchone()
        return counts

    def test_what_is_written_is_read_back(self):
        target = self.folder / "hub.zip"
        backup.write(self.command, self.env.cr.dbname, target)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["hub.zip"])
        self.addCleanup(self.command.run, "", "", "db", "drop", self.copy)
        backup.read(self.command, target, self.copy)
        self.addCleanup(close_db, self.copy)
        self.assertEqual(self._count(self.copy), self._count(self.env.cr.dbname))

    def test_bad_files_are_refused(self):
        missing = self.folder / "missing.zip"
        text = self.folder / "text.zip"
        text.write_text("no archive")
        other = self.folder / "other.zip"
        with zipfile.ZipFile(other, "w") as archive:
            archive.writestr("letter.txt", "hello")
        whole = self.folder / "whole.zip"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("dump.sql", "SELECT 1;" * 100)
            archive.writestr("manifest.json", "{}")
        backup.check(whole)
        broken = self.folder / "broken.zip"
        broken.write_bytes(whole.read_bytes().replace(b"SELECT 1", b"SELECT 2", 1))
        cut = self.folder / "cut.zip"
        cut.write_bytes(whole.read_bytes()[:300])
        for path, words in (
            (missing, "no file"),
            (text, "no backup"),
            (other, "lacks dump.sql"),
            (broken, "damaged"),
            (cut, "no backup"),
        ):
            with self.assertRaises(HubError) as refusal:
                backup.check(path)
            self.assertIn(words, str(refusal.exception))
