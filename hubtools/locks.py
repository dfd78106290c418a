"""Locks between several ./hub running at once.

They are flock(2) locks on inherited descriptors: whatever is killed, the
system releases them with the last process that holds them.
"""

import fcntl
import os

from . import paths, say

_held = set()


def held():
    """The descriptors of the locks held now.

    A command that changes the cache inherits them: killed by force, this process
    leaves some of the command's own children at work for a moment, and the next
    ./hub waits for them.
    """
    return tuple(_held)


def _open(name):
    return os.open(
        paths.cache() / "locks" / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644
    )


class Lock:
    """An exclusive lock; a second ./hub says that it waits, and waits."""

    def __init__(self, name, doing):
        self.name = name
        self.doing = doing
        self.fd = None

    def __enter__(self):
        self.fd = _open(self.name)
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say.line(f"Another ./hub is {self.doing}; waiting for it to end.")
            fcntl.flock(self.fd, fcntl.LOCK_EX)
        _held.add(self.fd)
        return self

    def __exit__(self, *error):
        _held.discard(self.fd)
        os.close(self.fd)
        self.fd = None

    def keep(self):
        """Let the program that replaces this one hold the lock."""
        os.set_inheritable(self.fd, True)


def setup_lock():
    """The lock around everything that changes the cache or a database."""
    return Lock("setup", "setting things up")


def tests_lock():
    """The lock of the test database of this checkout."""
    return Lock(f"tests-{paths.checkout_key()}", "testing this checkout")


class CacheUse:
    """A shared lock held by all that use PostgreSQL and the rest of the cache."""

    def __init__(self):
        self.fd = _open("in-use")

    def share(self):
        """Say that this process, and what it starts, use the cache."""
        fcntl.flock(self.fd, fcntl.LOCK_SH)
        return self.fd

    def alone(self):
        """Tell whether nobody else uses the cache (and keep others away)."""
        try:
            fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
