"""Several processes do the tests at once, forked from the one that has collected them all.

`--workers N` starts N of them. Each takes the tests of a file, and then of the next that nobody has
taken: what a module or a folder sets up once is set up once. Once all are taken, whoever has
nothing to do takes half of what another has not begun, so that none is alone with a long file at
the end. To collect in every process anew, as xdist has to, costs as much as all tests of
`policies`, `handlers` and `house`.
"""

import atexit
import contextlib
import json
import os
import selectors
import signal
import socket
import traceback
import warnings
from typing import Any, Final, NoReturn

import pytest

TOGETHER: Final = ("tests/demo/", "tests/bot/postgresql/")
"""Folders that one worker does: of the demo and its browser, and of that server, there is one."""
_COSTS: Final = {"tests/security/": 28, "tests/bot/": 13, "tests/storage/": 10}
"""How many tests of policies and texts take as long as one of these folders. What takes long is
given out first: what is left for the end is quick."""
_AT_ONCE: Final = 4
"""How many tests a worker is given at once; what it has been given nobody else takes."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--workers", type=int, default=0, help="let so many processes do the tests")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Let workers do what was collected, where they are asked for."""
    options = session.config.option
    if not options.workers or options.collectonly or session.testsfailed:
        return None
    _Foreman(session).run(options.workers)
    return True


def _group(item: pytest.Item) -> tuple[bool, str]:
    """Return what one worker does: a file, or a folder; folders take longest."""
    folder = next((one for one in TOGETHER if item.nodeid.startswith(one)), "")
    return bool(folder), folder or item.nodeid.partition("::")[0]


def _cost(file: str) -> int:
    """Return how long a test of a file takes beside others."""
    return next((cost for folder, cost in _COSTS.items() if file.startswith(folder)), 1)


class _Worker:
    """One process, as it is seen from the first."""

    def __init__(self, number: int, process: int, channel: socket.socket) -> None:
        self.number = number
        self.process = process
        self.channel = channel
        self.heard = b""
        self.left: list[int] = []
        """The tests that it was given and has not ended."""
        self.kept: list[int] = []
        """Those of its file that it will be given, unless another takes them."""
        self.done = False


class _Foreman:
    """Gives out the tests, and tells pytest what the workers tell."""

    def __init__(self, session: pytest.Session) -> None:
        self._session = session
        self._hook = session.config.hook
        self._workers: list[_Worker] = []
        self._selector = selectors.DefaultSelector()
        groups: dict[tuple[bool, str], list[int]] = {}
        for number, item in enumerate(session.items):
            groups.setdefault(_group(item), []).append(number)
        largest_last = sorted(groups, key=lambda one: (one[0], len(groups[one]) * _cost(one[1])))
        self._waiting = [groups[one] for one in largest_last]

    def run(self, count: int) -> None:
        """Return once everything is done; whoever interrupts ends the workers too."""
        try:
            for number in range(min(count, len(self._waiting))):
                self._start(number)
            while self._selector.get_map():
                for key, _ in self._selector.select():
                    self._hear(key.data)
                if self._session.shouldfail:
                    raise self._session.Failed(self._session.shouldfail)
                if self._session.shouldstop:
                    raise self._session.Interrupted(self._session.shouldstop)
            for number in [one for group in self._waiting for one in group]:
                self._fail(number, "no worker is left to do it")
        finally:
            self._end()

    def _start(self, number: int) -> None:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if not process:
            ours.close()
            for one in self._workers:
                one.channel.close()
            _work(self._session, number, theirs)
        theirs.close()
        worker = _Worker(number, process, ours)
        self._workers.append(worker)
        self._selector.register(ours, selectors.EVENT_READ, worker)

    def _hear(self, worker: _Worker) -> None:
        try:
            heard = worker.channel.recv(2**16)
        except ConnectionError:
            heard = b""
        if not heard:
            self._selector.unregister(worker.channel)
            if not worker.done:
                if worker.kept:
                    self._waiting.append(worker.kept)
                    worker.kept = []
                for number in worker.left:
                    self._fail(number, f"worker {worker.number} ended before it was done")
                self._broke(worker, "it ended before it was told to")
            return
        *lines, worker.heard = (worker.heard + heard).split(b"\n")
        for line in lines:
            told = json.loads(line)
            getattr(self, f"_{told.pop('told')}")(worker, **told)

    def _ready(self, worker: _Worker) -> None:
        if not worker.kept:
            worker.kept = self._waiting.pop() if self._waiting else self._half()
        group, worker.kept = worker.kept[:_AT_ONCE], worker.kept[_AT_ONCE:]
        worker.left += group
        # Whoever has ended meanwhile is noticed by what can be read of it.
        with contextlib.suppress(ConnectionError):
            worker.channel.sendall(json.dumps(group).encode() + b"\n")

    def _half(self) -> list[int]:
        """Take from whoever has most before it the half that it would come to last."""
        items = self._session.items
        files = [one for one in self._workers if one.kept and not _group(items[one.kept[0]])[0]]
        most = max(files, key=lambda one: len(one.kept), default=None)
        if most is None:
            return []
        middle = len(most.kept) // 2
        most.kept, taken = most.kept[:middle], most.kept[middle:]
        return taken

    def _begun(self, _: _Worker, number: int) -> None:
        item = self._session.items[number]
        self._hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)

    def _reported(self, _: _Worker, report: Any) -> None:
        if isinstance(report["longrepr"], list):
            # Where and why it was skipped: JSON has no tuples.
            report["longrepr"] = tuple(report["longrepr"])
        made = self._hook.pytest_report_from_serializable(config=self._session.config, data=report)
        self._hook.pytest_runtest_logreport(report=made)

    def _ended(self, worker: _Worker, number: int) -> None:
        item = self._session.items[number]
        worker.left.remove(number)
        self._hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def _warned(self, _: _Worker, words: str, file: str, line: int, when: Any, test: str) -> None:
        message = warnings.WarningMessage(UserWarning(words), UserWarning, file, line)
        told = {"warning_message": message, "when": when, "nodeid": test, "location": None}
        self._hook.pytest_warning_recorded.call_historic(kwargs=told)

    def _broke(self, worker: _Worker, how: str) -> None:
        name = f"worker {worker.number}"
        report = pytest.TestReport(name, (name, None, name), {}, "failed", how, "teardown")
        self._hook.pytest_runtest_logreport(report=report)

    def _finished(self, worker: _Worker) -> None:
        worker.done = True

    def _fail(self, number: int, how: str) -> None:
        item = self._session.items[number]
        report = pytest.TestReport(item.nodeid, item.location, {}, "failed", how, "call")
        self._hook.pytest_runtest_logreport(report=report)

    def _end(self) -> None:
        for worker in self._workers:
            worker.channel.close()
            if not worker.done:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.process, signal.SIGKILL)
            os.waitpid(worker.process, 0)


class _Telling:
    """Tells the first process what pytest tells of each test."""

    def __init__(self, session: pytest.Session, channel: socket.socket) -> None:
        self._config = session.config
        self._channel = channel
        self._answers = channel.makefile("rb")

    def tell(self, told: str, **more: Any) -> None:
        line = json.dumps({"told": told, **more}, default=str)
        self._channel.sendall(line.encode() + b"\n")

    def ask(self) -> list[int]:
        """Return the tests to do next, none when there are no more."""
        self.tell("ready")
        given: list[int] = json.loads(self._answers.readline())
        return given

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        hook = self._config.hook.pytest_report_to_serializable
        self.tell("reported", report=hook(config=self._config, report=report))

    @pytest.hookimpl
    def pytest_warning_recorded(self, warning_message: Any, when: str, nodeid: str) -> None:
        words = f"{warning_message.category.__name__}: {warning_message.message}"
        file, line = warning_message.filename, warning_message.lineno
        self.tell("warned", words=words, file=file, line=line, when=when, test=nodeid)


def _work(session: pytest.Session, number: int, channel: socket.socket) -> NoReturn:
    """Be a worker from here on."""
    # What was to be done when the first process ends is left to it.
    atexit._clear()
    telling = _Telling(session, channel)
    try:
        # By this name pytest and its plugins know a worker.
        session.config.workerinput = {"workerid": f"w{number}"}  # type: ignore[attr-defined]
        plugins = session.config.pluginmanager
        plugins.unregister(name="terminalreporter")
        plugins.register(telling)
        # The files that take what is printed would be shared with the others.
        capture: Any = plugins.getplugin("capturemanager")
        capture.stop_global_capturing()
        capture.start_global_capturing()
        capture.suspend_global_capture()
        _do_all(session, telling)
        status = pytest.ExitCode.TESTS_FAILED if session.testsfailed else pytest.ExitCode.OK
        session.config.hook.pytest_sessionfinish(session=session, exitstatus=status)
        session.config._ensure_unconfigure()
        atexit._run_exitfuncs()
        telling.tell("finished")
    except BaseException:  # noqa: BLE001 - whatever it is, the first process fails with it
        with contextlib.suppress(OSError):
            telling.tell("broke", how=traceback.format_exc())
            telling.tell("finished")
        os._exit(1)
    os._exit(0)


def _do_all(session: pytest.Session, telling: _Telling) -> None:
    group = telling.ask()
    while group:
        following: list[int] = []
        for at, number in enumerate(group):
            last = at + 1 == len(group)
            # What the next test shares with this one stays up: so it is asked for before.
            following = telling.ask() if last else following
            after = (following[0] if following else None) if last else group[at + 1]
            telling.tell("begun", number=number)
            session.config.hook.pytest_runtest_protocol(
                item=session.items[number],
                nextitem=None if after is None else session.items[after],
            )
            telling.tell("ended", number=number)
        group = following
