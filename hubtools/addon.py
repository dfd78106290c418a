"""The add-on in the checkout: its manifest, and a hash of its files."""

import ast
import hashlib

from . import paths
from .errors import HubError

FOLDER = paths.CHECKOUT / paths.ADDON
PAST_WEEKS = paths.CHECKOUT / "devdata" / "past_weeks.py"


def manifest():
    """The add-on's manifest as a dictionary."""
    path = FOLDER / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise HubError(f"The add-on is not there: no {path}.") from error
    except (SyntaxError, ValueError) as error:
        raise HubError(f"{path} is not a dictionary: {error}.") from error


def fingerprint():
    """A hash of the add-on's files: what an installed database depends on."""
    return _hash(path for path in FOLDER.rglob("*") if path.suffix != ".pyc")


def demo_fingerprint():
    """A hash of what the demo's records come from, which an update leaves alone."""
    return _hash([*(FOLDER / "demo").rglob("*"), PAST_WEEKS])


def _hash(paths_):
    whole = hashlib.sha256()
    for path in sorted(paths_):
        if path.is_file():
            whole.update(str(path.relative_to(paths.CHECKOUT)).encode() + b"\0")
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]
