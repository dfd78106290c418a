"""Running commands, with their output in a log and their failures as sentences."""

import os
import shutil
import subprocess
import sys

from . import locks
from .errors import CommandFailed, HubError

NO_NETWORK = (
    "Temporary failure resolving",
    "Temporary failure in name resolution",
    "Could not resolve",
    "Could not connect",
    "Could not wait for server",
    "Unable to connect",
    "Connection refused",
    "Connection timed out",
    "Connection failed",
    "Failed to establish a new connection",
    "Network is unreachable",
    "unable to access",
)


def bound(command):
    """Prefix a command so that it dies with this process, even killed by force.

    A half-done installation must not go on in the back of the next run.
    """
    if not shutil.which("setpriv"):
        return [str(part) for part in command]
    return ["setpriv", "--pdeathsig", "KILL", "--", *(str(part) for part in command)]


def logged(command, log, failure, *, env=None, cwd=None, stdin=None):
    """Run a command, its output going to ``log``; on failure raise ``failure``."""
    with open(log, "w", encoding="utf-8") as output:
        try:
            done = subprocess.run(
                command,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=stdin or subprocess.DEVNULL,
                env=env,
                cwd=cwd,
                pass_fds=locks.held(),
                check=False,
            )
        except OSError as error:
            raise HubError(f"{failure}: {command[0]}: {error.strerror}.") from error
    text = log.read_text(encoding="utf-8", errors="replace")
    if done.returncode:
        raise CommandFailed(explain(failure, text, log), text)
    return text


def explain(failure, text, log):
    """One sentence out of a log: the cause where it is known, and the place."""
    if any(sign in text for sign in NO_NETWORK):
        return f"{failure}: no answer from the network. Details: {log}"
    cause = last_complaint(text)
    return f"{failure}: {cause} Details: {log}" if cause else f"{failure}; see {log}"


def last_complaint(text):
    """The last line of a log that looks like the reason of a failure."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for number, line in reversed(list(enumerate(lines))):
        if line.startswith(("SyntaxError", "IndentationError", "TabError")):
            place = [above for above in lines[:number] if above.startswith('File "')]
            return _sentence(f"{place[-1]}: {line}" if place else line)
        if is_complaint(line):
            return _sentence(line)
    return _sentence(lines[-1]) if lines else ""


def is_complaint(line):
    """Tell whether a line is the end of a traceback, or an error message."""
    head = line.split(":", 1)[0].split(" ")[0]
    return (
        "FATAL:" in line
        or line.startswith(("E: ", "ERROR", "fatal: "))
        or head.endswith(("Error", "Exception", "Violation"))
    )


def _sentence(line):
    return line[:300].rstrip(".") + "."


def output(command, *, env=None, cwd=None):
    """The standard output of a command, or None when it fails or is missing."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            text=True,
            env=env,
            cwd=cwd,
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def become(command, env, cwd):
    """Replace this process: the exit code and the signals are the command's."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(cwd)
    os.execvpe(str(command[0]), [str(part) for part in command], env)
