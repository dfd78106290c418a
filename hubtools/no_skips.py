"""pytest plugin: a test that did not run has failed, and says why.

Odoo skips browser tests without a browser, and HTTP tests without a server: a
green line must not hide that. Expected failures stay what they are.
"""

import pytest


def _fail(report):
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr
    if isinstance(reason, tuple):
        path, line, text = reason
        reason = f"{path}:{line}: {text}"
    report.outcome = "failed"
    report.longrepr = f"did not run, which counts as a failure here: {reason}"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report):
    """Before anybody counts the report of a test."""
    _fail(report)


@pytest.hookimpl(tryfirst=True)
def pytest_collectreport(report):
    """Before anybody counts the report of a module."""
    _fail(report)
