"""`tocsin` as real processes, forked from one that has its modules loaded: 30 ms each, not 2 s.

Run as a program it listens on a socket; from whoever connects it reads JSON lines, and answers
each with one line. Imported, it gives `Forks`, which talks to such a program. No process of it can
unpickle anything.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class _Loaded:
    """The process that has the modules loaded; it ends with this one."""

    def __init__(self) -> None:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("")  # to a name that the system makes up
            listening.listen()
            self.address = listening.getsockname()
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(listening.fileno())],
                stdin=subprocess.PIPE,
                pass_fds=[listening.fileno()],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )

    def close(self) -> None:
        with self._process:
            self._process.stdin.close()  # type: ignore[union-attr]
            self._process.wait(60)


_loaded: list[_Loaded] = []


def load() -> None:
    """Load the modules once, for whoever is forked from this process too."""
    _loaded.append(_Loaded())


def unload() -> None:
    """End what `load` began."""
    while _loaded:
        _loaded.pop().close()


class Forks:
    """Starts processes; `close` it."""

    def __init__(self) -> None:
        self._own = None if _loaded else _Loaded()
        self._channel = socket.socket(socket.AF_UNIX)
        self._channel.connect((self._own or _loaded[0]).address)
        self._answers = self._channel.makefile("rb")

    def close(self) -> None:
        """End everything that it started."""
        self._channel.shutdown(socket.SHUT_WR)
        self._channel.settimeout(10)
        # The other side closes once all of it is killed.
        assert self._answers.read() == b""
        self._answers.close()
        self._channel.close()
        if self._own:
            self._own.close()

    def start(
        self,
        words: list[str],
        folder: Path,
        log: Path,
        given: str = "",
        first: str = "",
        terminal: str = "",
        **variables: str,
    ) -> "Child":
        """Start `tocsin` with these words in a folder; its output goes to `log`.out and .err.

        It reads `given` from standard input. With a `terminal` (the path of its device) it listens
        and speaks there instead. `first` names a function ("module:name") that the process calls
        before it becomes the program: how faults are put into it.
        """
        log.with_suffix(".in").write_text(given, encoding="utf-8")
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
        number = self._ask(
            do="start",
            words=words,
            folder=str(folder),
            log=str(log),
            first=first,
            terminal=terminal,
            variables={**inherited, **variables},
        )
        return Child(self, number, words, log)

    def _ask(self, **question: Any) -> Any:
        self._channel.sendall(json.dumps(question).encode() + b"\n")
        return json.loads(self._answers.readline())


_shared: list[Forks] = []
_users = 0


@contextlib.contextmanager
def shared() -> Iterator[Forks]:
    """Give the one of this process, which fixtures of several folders use; the last closes it."""
    global _users  # noqa: PLW0603 - that is what is shared
    if not _shared:
        _shared.append(Forks())
    _users += 1
    try:
        yield _shared[0]
    finally:
        _users -= 1
        if not _users:
            _shared.pop().close()


class Child:
    """One `tocsin`."""

    def __init__(self, forks: Forks, number: int, words: list[str], log: Path) -> None:
        self._forks = forks
        self._words = words
        self._log = log
        self.number = number
        self.code: int | None = None

    def poll(self) -> int | None:
        """Return the exit code; None while it runs."""
        if self.code is None:
            self.code = self._forks._ask(do="poll", number=self.number)
        return self.code

    def send(self, what: signal.Signals) -> None:
        """Send a signal, if it still runs."""
        if self.poll() is None:
            os.kill(self.number, what)

    @property
    def errors(self) -> str:
        """What it wrote to standard error."""
        return self._log.with_suffix(".err").read_text(encoding="utf-8", errors="replace")

    def wait(self, seconds: float = 60) -> "subprocess.CompletedProcess[str]":
        """Return once it has ended; kills it and fails when it does not."""
        if not self._ended(seconds):
            self.send(signal.SIGKILL)
            raise AssertionError(f"tocsin {self._words} did not end: {self.errors[-800:]}")
        out = self._log.with_suffix(".out").read_text(encoding="utf-8", errors="replace")
        return subprocess.CompletedProcess(self._words, self.code or 0, out, self.errors)

    def _ended(self, seconds: float) -> bool:
        """Return once it has ended or the seconds are over; False where it still runs."""
        if self.poll() is None:
            # Until it is asked for, an ended process keeps its number.
            watched = os.pidfd_open(self.number)
            try:
                select.select([watched], [], [], seconds)
            finally:
                os.close(watched)
        return self.poll() is not None


def _serve(listening: socket.socket) -> None:
    from tests.no_pickle import forbid  # noqa: PLC0415 - only the program needs it

    forbid()
    from bot.cli.main import main  # noqa: PLC0415 - the same

    main.load()
    from tests.bot.warm import warm  # noqa: PLC0415 - it needs what was loaded

    warm()
    # What is loaded stays shared with every fork: no collection of theirs touches it.
    gc.collect()
    gc.freeze()
    # Nobody waits for those who answer.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while sys.stdin not in select.select([sys.stdin, listening], [], [])[0]:
        channel, _ = listening.accept()
        if not os.fork():
            listening.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _answer(main, channel)
            os._exit(0)
        channel.close()


def _answer(main: Any, channel: socket.socket) -> None:
    """Start and watch whatever is asked for, until nobody can ask any more."""
    children: set[int] = set()
    for line in channel.makefile("rb"):
        asked = json.loads(line)
        if asked["do"] == "start":
            answer: int | None = os.fork()
            if not answer:
                channel.close()
                _become(main, asked)
            children.add(answer)
        else:
            ended, status = os.waitpid(asked["number"], os.WNOHANG)
            children.discard(ended)
            answer = os.waitstatus_to_exitcode(status) if ended else None
        channel.sendall(json.dumps(answer).encode() + b"\n")
    for number in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def _become(main: Any, asked: dict[str, Any]) -> None:
    """Be that command from here on; never returns."""
    code = 1
    try:
        os.setsid()
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["variables"])
        for at, name in enumerate((".in", ".out", ".err")):
            flags = os.O_RDONLY if at == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            # The first terminal that the leader of a session opens is its own: Ctrl-C reaches it.
            opened = os.open(asked["terminal"] or asked["log"] + name, flags, 0o600)
            os.dup2(opened, at)
            os.close(opened)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - until the end
        sys.argv = ["tocsin", *asked["words"]]
        if asked["first"]:
            module, _, name = asked["first"].partition(":")
            getattr(importlib.import_module(module), name)()
        main(prog_name="tocsin")
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 0 if left.code is None else 1
    except BaseException:  # noqa: BLE001 - what the interpreter would do with it
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
