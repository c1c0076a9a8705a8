"""Leave out what the clock does not allow, and say so by name.

Loaded by ``-p tests.clock``. With REVIEWER_AUDIT_DEADLINE (seconds since 1970) set, a test that
would start after it is skipped, and listed at the end.
"""

import os
import time

import pytest

LEFT_OUT = "left out: the clock had run down"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    deadline = os.environ.get("REVIEWER_AUDIT_DEADLINE")
    if deadline and time.time() > float(deadline):
        pytest.skip(LEFT_OUT)


def pytest_terminal_summary(terminalreporter):
    skipped = terminalreporter.stats.get("skipped", [])
    left = [report.nodeid for report in skipped if LEFT_OUT in str(report.longrepr)]
    if left:
        terminalreporter.section(f"{len(left)} left out by the clock")
        for name in left:
            terminalreporter.write_line(name)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    if (
        exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED
        and session.config.option.markexpr == "slow"
    ):
        session.exitstatus = pytest.ExitCode.OK
