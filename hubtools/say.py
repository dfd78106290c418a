"""Progress, step by step, with sizes and times."""

import os
import sys
import threading
import time

_count = 0
_began = time.monotonic()


def line(text=""):
    """Print one line of progress; standard output stays free for results."""
    print(text, file=sys.stderr, flush=True)


def elapsed():
    """Seconds since the start, for the closing sentence."""
    return seconds(time.monotonic() - _began)


def seconds(value):
    """Write a duration: ``0.4 s``, ``12 s``, ``2 min 05 s``."""
    if value < 10:
        return f"{value:.1f} s"
    if value < 100:
        return f"{value:.0f} s"
    return f"{int(value) // 60} min {int(value) % 60:02d} s"


def size(count):
    """Write a number of bytes: ``812 kB``, ``123 MB``, ``1.1 GB``."""
    if count >= 1e9:
        return f"{count / 1e9:.1f} GB"
    if count >= 1e6:
        return f"{count / 1e6:.0f} MB"
    return f"{count / 1e3:.0f} kB"


def folder_size(path):
    """Bytes below a folder; files that vanish meanwhile count for nothing."""
    total = 0
    for folder, _folders, files in os.walk(path):
        for name in files:
            try:
                total += os.lstat(os.path.join(folder, name)).st_size
            except OSError:
                continue
    return total


class Step:
    """One numbered step, used as a context manager.

    On a terminal the line shows the seconds running, and the bytes that
    arrived when ``watch`` names a folder.
    """

    def __init__(self, title, watch=None):
        global _count
        _count += 1
        self.head = f"{_count:2d}. {title}"
        self.note = ""
        self.watch = watch
        self._end = threading.Event()
        self._thread = None

    def __enter__(self):
        self._start = time.monotonic()
        if sys.stderr.isatty():
            self._thread = threading.Thread(target=self._tick, daemon=True)
            self._thread.start()
        else:
            print(f"{self.head} ... ", end="", file=sys.stderr, flush=True)
        return self

    def __exit__(self, kind, error, trace):
        self._end.set()
        if self._thread:
            self._thread.join()
        result = self.note or "done"
        if kind is not None:
            result = "interrupted" if kind is KeyboardInterrupt else "failed"
        spent = seconds(time.monotonic() - self._start)
        if self._thread:
            line(f"\r\033[K{self.head}: {result} ({spent})")
        else:
            line(f"{result} ({spent})")

    def _tick(self):
        while not self._end.wait(0.5):
            text = seconds(time.monotonic() - self._start)
            if self.watch and os.path.isdir(self.watch):
                text += f", {size(folder_size(self.watch))}"
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            shown = f"{self.head} ... {text}"[: columns - 1]
            print(f"\r\033[K{shown}", end="", file=sys.stderr, flush=True)
