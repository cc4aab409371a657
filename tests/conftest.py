"""For every test: nothing is unpickled, and what is temporary lies in memory.

A complete run has run every test that the guide names. Laws are tried on few cases here and on
many by `make proofs`.
"""

import gc
import re
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.bot import forks
from tests.cheap_migrations import migrate_cheaply
from tests.cheap_pins import hash_cheaply
from tests.memory import use_memory
from tests.no_pickle import forbid
from tests.plain_logs import write_plainly
from tests.together import pytest_addoption, pytest_runtestloop

__all__ = ["pytest_addoption", "pytest_runtestloop"]
# What is loaded and collected is no garbage: it is seldom looked through.
gc.set_threshold(200_000, 50, 50)
forbid()
use_memory()
write_plainly()
# A case takes as long as it takes: the machines are shared.
_slow = [HealthCheck.too_slow]
settings.register_profile("suite", max_examples=12, deadline=None, suppress_health_check=_slow)
settings.register_profile("thorough", max_examples=300, deadline=None, suppress_health_check=_slow)
settings.load_profile("suite")
_GUIDE = Path(__file__).parents[1] / "docs" / "operators.md"
_done: set[str] = set()
_preparing: list[threading.Thread] = []


def pytest_sessionstart(session: pytest.Session) -> None:
    if session.config.option.workers and not session.config.option.collectonly:
        # While the tests are collected; every worker forks from it.
        forks.load()
        from tests import servers  # noqa: PLC0415 - only workers need it at once

        _preparing.append(threading.Thread(target=servers.prepare))
        _preparing[0].start()


def pytest_collection_finish() -> None:
    """What was imported and collected stays, also in those that are forked from here."""
    hash_cheaply()
    migrate_cheaply()
    while _preparing:
        _preparing.pop().join()
        _compile_statements()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _compile_statements() -> None:
    """Compile once what every worker would, where the program was loaded."""
    if "bot.app" in sys.modules:
        from tests.bot.warm import compile_statements  # noqa: PLC0415 - it loads the program

        compile_statements()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if (report.when == "call" and report.passed) or report.skipped:
        _done.add(report.nodeid.partition("[")[0])


def _complete(config: pytest.Config) -> bool:
    """Tell whether nothing was left out: no path, no name, no mark was asked for."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS or config.args == ["tests"]
    narrowed = ("keyword", "markexpr", "deselect", "collectonly", "lf", "maxfail")
    return whole and not any(config.getoption(name, None) for name in narrowed)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workerinput"):
        return
    forks.unload()
    if exitstatus or not _complete(session.config):
        return
    named = set(re.findall(r"`(tests/[^`]+::[^`]+)`", _GUIDE.read_text(encoding="utf-8")))
    if missing := sorted(named - _done):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.stash[_MISSING] = missing


_MISSING = pytest.StashKey[list[str]]()


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    for one in config.stash.get(_MISSING, []):
        terminalreporter.write_line(f"docs/operators.md names a test that did not run: {one}")
