"""The bot's own processes: forked from one that has the program loaded, or begun from nothing.

Loading the program is most of what a start costs. Linux forks in the time of a blink; elsewhere a
process that forks may break off in the system's own libraries, so there each loads for itself:
https://docs.python.org/3/library/multiprocessing.html#contexts-and-start-methods.
"""

import asyncio
import contextlib
import json
import os
import selectors
import signal
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn, Protocol, TypeAlias

from bot import clock
from bot.demo.turning import Turning

CONFIG: Final = "tocsin.toml"
_OWN: Final = """import sys
from bot.cli.main import main
from bot.demo.processes import carry_out
carry_out(main, sys.argv[1:])
"""
_PATIENCE: Final = 8.0
"""Seconds in which what still runs may end in order."""

_ENDED: Final = "the process that starts the bot has ended"

Program: TypeAlias = Callable[..., Any]
"""`tocsin`, as click makes it."""


class Process(Protocol):
    """One process of the program."""

    @property
    def code(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it still runs."""

    async def wait(self) -> int:
        """Return the exit code once it has ended."""


class Processes(Protocol):
    """Starts processes of the program; each ends when the demo does, however that ends."""

    async def start(
        self, lines: Sequence[str], folder: Path, log: Path, variables: Mapping[str, str]
    ) -> Process:
        """Have one process carry out command lines in turn, in a folder; it logs to a file."""

    async def close(self) -> None:
        """End what this holds; everything it started has ended before."""


def carry_out(program: Program, lines: Sequence[str]) -> None:
    """Carry out command lines in turn, as the process that standard input keeps alive."""
    threading.Thread(target=_end_with_the_demo, daemon=True).start()
    clock.turned(Turning(Path()).ahead)
    for line in lines:
        program([*line.split(), "--config", CONFIG], standalone_mode=False)


def _end_with_the_demo() -> None:
    # However the demo ends, its end of the pipe closes.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


class _Own:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @property
    def code(self) -> int | None:
        return self._process.returncode

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)

    async def wait(self) -> int:
        return await self._process.wait()


class Begun:
    """Processes that load the program themselves."""

    async def start(
        self, lines: Sequence[str], folder: Path, log: Path, variables: Mapping[str, str]
    ) -> Process:
        """Begin a Python of its own."""
        # A file takes whatever is logged, however long it runs; a pipe would fill.
        with log.open("wb") as errors:
            # A session of its own: Ctrl-C reaches the demo alone, which then ends the bot in order.
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _OWN, *lines,
                cwd=folder,
                env={**variables, "PYTHONPATH": os.pathsep.join(sys.path)},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )  # fmt: skip
        return _Own(process)

    async def close(self) -> None:
        """Do nothing."""


class _Fork:
    def __init__(self, number: int) -> None:
        self._number = number
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    @property
    def code(self) -> int | None:
        return self.ended.result() if self.ended.done() else None

    def send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            if not self.ended.done():
                os.kill(self._number, number)

    async def wait(self) -> int:
        return await asyncio.shield(self.ended)


class Forked:
    """Processes forked from one that is forked from this one, now: before there are threads."""

    def __init__(self, program: Program) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self._channel, theirs = socket.socketpair()
        alive, self._alive = os.pipe()
        self._parent = os.fork()
        if not self._parent:
            self._channel.close()
            os.close(self._alive)
            _serve(program, theirs, alive)
        theirs.close()
        os.close(alive)
        self._writer: asyncio.StreamWriter | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._ended = False
        self._asked: deque[asyncio.Future[_Fork]] = deque()
        self._forks: dict[int, _Fork] = {}

    async def start(
        self, lines: Sequence[str], folder: Path, log: Path, variables: Mapping[str, str]
    ) -> Process:
        """Have the one that has the program loaded fork; raises OSError where it has ended."""
        if self._writer is None:
            reader, self._writer = await asyncio.open_connection(sock=self._channel)
            self._hearing = asyncio.create_task(self._hear(reader))
        if self._ended:
            raise OSError(_ENDED)
        asked: asyncio.Future[_Fork] = asyncio.get_running_loop().create_future()
        self._asked.append(asked)
        order = {"lines": list(lines), "folder": str(folder), "log": str(log)}
        self._writer.write(json.dumps({**order, "variables": dict(variables)}).encode() + b"\n")
        # What cannot be written is not asked any more: `_hear` notices it too.
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()
        return await asyncio.shield(asked)

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            while line := await reader.readline():
                told = json.loads(line)
                if "started" in told:
                    fork = self._forks[told["started"]] = _Fork(told["started"])
                    self._asked.popleft().set_result(fork)
                else:
                    self._forks.pop(told["ended"]).ended.set_result(told["code"])
        # It was ended by somebody else: nobody would tell of these any more.
        self._ended = True
        for asked in self._asked:
            asked.set_exception(OSError(_ENDED))
        for fork in self._forks.values():
            fork.send(signal.SIGKILL)
            fork.ended.set_result(-signal.SIGKILL)

    async def close(self) -> None:
        """End the process that forks, with whatever it started."""
        if self._writer is not None:
            self._writer.close()
        self._channel.close()
        os.close(self._alive)
        await asyncio.to_thread(os.waitpid, self._parent, 0)
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.wait([self._hearing])


def _serve(program: Program, channel: socket.socket, alive: int) -> NoReturn:
    """Fork whenever a line asks for it, and tell who ended; ends with whoever asks."""
    os.setsid()
    # A child's end wakes the selector: https://docs.python.org/3/library/signal.html#signal.set_wakeup_fd
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    selector = selectors.DefaultSelector()
    selector.register(channel, selectors.EVENT_READ)
    selector.register(woken, selectors.EVENT_READ)
    children: set[int] = set()
    heard = b""
    with contextlib.suppress(OSError):
        while True:
            ready = {key.fd for key, _ in selector.select()}
            if woken in ready:
                os.read(woken, 4096)
            while children and (ended := os.waitpid(-1, os.WNOHANG))[0]:
                children.discard(ended[0])
                code = os.waitstatus_to_exitcode(ended[1])
                channel.sendall(json.dumps({"ended": ended[0], "code": code}).encode() + b"\n")
            if channel.fileno() not in ready:
                continue
            if not (more := channel.recv(65536)):
                break
            *lines, heard = (heard + more).split(b"\n")
            for line in lines:
                number = os.fork()
                if not number:
                    channel.close()
                    _become(program, json.loads(line), alive)
                children.add(number)
                channel.sendall(json.dumps({"started": number}).encode() + b"\n")
    _see_off(children)


def _see_off(children: set[int]) -> NoReturn:
    """Wait for those that see by themselves that the demo has ended; kill who does not."""

    def kill(*_: object) -> None:
        for one in children:
            os.kill(one, signal.SIGKILL)

    signal.signal(signal.SIGALRM, kill)
    signal.setitimer(signal.ITIMER_REAL, _PATIENCE)
    while children:
        with contextlib.suppress(ChildProcessError):
            children.discard(os.wait()[0])
    os._exit(0)


def _become(program: Program, order: dict[str, Any], alive: int) -> NoReturn:
    """Be a process of its own from here on."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["variables"])
        os.dup2(alive, 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
        sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__
        carry_out(program, order["lines"])
        code = 0
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001 - what the interpreter would do with it
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)
