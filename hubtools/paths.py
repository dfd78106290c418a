"""Where things lie: the checkout, the cache, the state of one checkout."""

import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from .errors import HubError

CHECKOUT = Path(__file__).resolve().parent.parent
ADDON = "milperche_hub"
# All that ./hub makes in the cache, but the locks: nothing else is deleted there.
CACHE_PARTS = ("odoo", "venv", "pip", "postgres", "data", "checkouts")
# Any of these says that the user has a PostgreSQL server.
SERVER = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE")
ROOM_NEEDED = 4_000_000_000


def cache():
    """The cache folder: HUB_CACHE, or the place that suits the user.

    PostgreSQL refuses to run as root, so root's cluster belongs to a system
    user, who must be able to reach it: a home folder would have to be opened.
    """
    told = os.environ.get("HUB_CACHE")
    if told:
        return Path(told).expanduser().resolve()
    if os.geteuid() == 0:
        return Path("/var/cache/milperche_hub").resolve()
    base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser().resolve() / "milperche_hub"


def make_cache():
    """Make the cache folder, and see that there is room in it."""
    folder = cache()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "locks").mkdir(exist_ok=True)
    except OSError as error:
        raise HubError(
            f"The cache folder {folder} cannot be made ({error.strerror}); "
            "HUB_CACHE names another one."
        ) from error
    if not os.access(folder / "locks", os.W_OK):
        raise HubError(
            f"The cache folder {folder} is not writable for this user; "
            "HUB_CACHE names another one."
        )
    if not (folder / "data").exists():
        free = shutil.disk_usage(folder).free
        if free < ROOM_NEEDED:
            raise HubError(
                f"The cache folder {folder} needs {ROOM_NEEDED // 10**9} GB, "
                f"{free / 1e9:.1f} GB are free; HUB_CACHE names another one."
            )
    return folder


def digest(*texts):
    """A short name made of the given texts."""
    whole = "\0".join(str(text) for text in texts)
    return hashlib.sha256(whole.encode()).hexdigest()[:10]


def checkout_key():
    """A short name of this checkout: two on one machine never meet."""
    return digest(CHECKOUT, cache())


def state():
    """The folder of this checkout in the cache: configuration, logs, server."""
    folder = cache() / "checkouts" / checkout_key()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def log(name):
    """The log file of one step."""
    folder = state() / "log"
    folder.mkdir(exist_ok=True)
    return folder / f"{name}.log"


def data_dir():
    """Odoo's data folder: filestores bear the names of the databases of a server."""
    folder = cache() / "data"
    if told_server():
        folder /= digest(*told_server())
    return folder


def told_server():
    """What the PG* variables say of the user's own PostgreSQL, if anything."""
    return [f"{name}={os.environ[name]}" for name in SERVER if os.environ.get(name)]


def socket_folder(owner):
    """A folder for PostgreSQL's socket whose name is short enough for it."""
    folder = cache() / "postgres" / "socket"
    # A socket's address holds 107 bytes, and ".s.PGSQL.5432" comes after it.
    if len(str(folder).encode()) > 90:
        name = f"milperche_hub-{owner}-{digest(cache())}"
        folder = Path(tempfile.gettempdir()) / name
    return folder


def remove(path):
    """Delete a file or a folder, whatever it is, if it is there."""
    path = Path(path)
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
