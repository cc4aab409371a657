"""A PostgreSQL server of the tests' own: from installed binaries, as a user without rights.

Everything lies in a temporary folder; the server ends with the process that started it. Nothing of
durability is switched off: the folder lies in memory where the machine has some to spare.
"""

import asyncio
import atexit
import contextlib
import ctypes
import itertools
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import asyncpg
import pytest

from tests.memory import roomy_memory

T = TypeVar("T")
ROLE: Final = "tocsin"
PASSWORD: Final = "zq-made-up-password-qz"
_LITTLE: Final = 3 * 2**20
_PRCTL: Final = ctypes.CDLL(None).prctl
_PR_SET_PDEATHSIG: Final = 1
_SETTINGS: Final = {
    "max_connections": "40",
    "shared_buffers": "32MB",
    "max_wal_size": "64MB",
    "min_wal_size": "4MB",
    "autovacuum_naptime": "600s",
    "logging_collector": "off",
    "log_checkpoints": "off",
}


_first: list[Path] = []


def binaries() -> Path | None:
    """Return the folder of the newest server that is installed, None without any."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"),
        key=lambda one: int(one.parts[-3]) if one.parts[-3].isdigit() else 0,
    )
    onpath = shutil.which("postgres")
    return found[-1].parent if found else Path(onpath).resolve().parent if onpath else None


def _unprivileged() -> dict[str, Any]:
    """Return how a subprocess becomes a user without rights; as we are if we are one."""
    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("there is no user without rights on this machine")


class Server:
    """One server; `start` it, and `close` it."""

    copies = False
    """Whether a new database is a copy of files, and not of pages that stand in the log too."""

    def __init__(self, bin_folder: Path, files: Path | None = None, **settings: str) -> None:
        self._bin = bin_folder
        self._as = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="tocsin-pg-", dir=roomy_memory(2**30)))
        if self._as:
            os.chown(self.folder, self._as["user"], self._as["group"])
        self.data = self.folder / "data"
        self.port = _free_port()
        self._settings = {**_SETTINGS, **settings}
        self._process: subprocess.Popen[bytes] | None = None
        # Files that another has left have databases of these names in them.
        self._names = itertools.count(1001 if files else 1)
        self._asking = _Asking()
        self._connections: dict[tuple[str, str], Any] = {}
        if not files and not _first:
            self._init()
        else:
            files = files or _first[0]
            subprocess.run(["cp", "-a", str(files), str(self.data)], check=True)  # noqa: S607

    def _init(self) -> None:
        """Make the files of a server; those of the next ones are copies of them."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD, encoding="ascii")
        if self._as:
            os.chown(secret, self._as["user"], self._as["group"])
        self._do(
            "initdb", "--pgdata", self.data, "--username", "root", "--pwfile", secret,
            "--auth-local", "trust", "--auth-host", "scram-sha-256", "--encoding", "UTF8",
            "--locale", "C.UTF-8", "--wal-segsize", "1", "--no-sync", "--no-instructions",
        )  # fmt: skip
        secret.unlink()
        first = self.folder.with_name(f"{self.folder.name}-first")
        subprocess.run(["cp", "-a", str(self.data), str(first)], check=True)  # noqa: S607
        atexit.register(shutil.rmtree, first, ignore_errors=True)
        _first.append(first)

    def _do(self, name: str, *words: object) -> None:
        command = [str(self._bin / name), *map(str, words)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self.folder, **self._as
        )
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr}")

    def start(self) -> None:
        """Start, and return once it takes connections."""
        settings = {
            **self._settings,
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
        }
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("ab")
        command = [str(self._bin / "postgres"), "-D", str(self.data), *words]
        self._process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one call of the system, and no lock
            **self._as,
        )  # fmt: skip
        log.close()
        end = time.monotonic() + 30
        while True:
            try:
                self.ask("SELECT 1", database="postgres")
            except (OSError, asyncpg.PostgresError):
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError((self.folder / "log").read_text()[-2000:]) from None
                time.sleep(0.01)
            else:
                break

    @property
    def running(self) -> bool:
        """Whether it was started and not stopped."""
        return self._process is not None

    def set(self, **settings: str) -> None:
        """Change settings; they count from the next start."""
        self._settings.update(settings)

    def keep(self) -> None:
        """Keep its files as they are now, for `rewind`; it is stopped meanwhile."""
        self.stop()
        subprocess.run(["cp", "-a", str(self.data), f"{self.data}-kept"], check=True)  # noqa: S607
        self.start()

    def rewind(self) -> None:
        """Be a replica that never got what was written since `keep`, and has taken over."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.data)
        Path(f"{self.data}-kept").rename(self.data)
        self.start()

    def stand_by(self) -> None:
        """Be a replica, which takes no writes, until `promote`."""
        self.stop()
        (self.data / "standby.signal").touch()
        self.start()

    def promote(self) -> None:
        """Take over, as a replica does: from here on it writes a history of its own."""
        self.ask("SELECT pg_promote()", database="postgres")

    @contextlib.contextmanager
    def full(self) -> Iterator[None]:
        """Let the disk that holds its data be full; skips where nobody may mount one."""
        self.stop()
        kept = self.folder / "kept"
        self.data.rename(kept)
        self.data.mkdir()
        size = sum(one.stat().st_blocks for one in kept.rglob("*")) * 512 + _LITTLE
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(self.data)]
        if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("only root may mount the small disk that this needs")
        try:
            subprocess.run(["cp", "-a", f"{kept}/.", str(self.data)], check=True)  # noqa: S607
            self.start()
            yield
            grow = ["mount", "-o", f"remount,size={size * 4}", str(self.data)]
            subprocess.run(grow, check=True)
        except BaseException:
            self.unmount()
            raise

    @contextlib.contextmanager
    def crowded(self) -> Iterator[None]:
        """Let every connection be taken that a role without rights may have."""
        taken: list[Any] = []

        async def take() -> None:
            with contextlib.suppress(asyncpg.TooManyConnectionsError):
                while True:
                    taken.append(await asyncpg.connect(self.url("postgres"), timeout=5))

        async def give_back() -> None:
            for one in taken:
                await one.close()

        self._asking.run(take())
        try:
            yield
        finally:
            self._asking.run(give_back())

    def unmount(self) -> None:
        """Give back a small disk."""
        self.stop()
        subprocess.run(["umount", "-l", str(self.data)], capture_output=True, check=False)  # noqa: S607

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT cuts every connection first, SIGQUIT leaves it as a crash does."""
        if self._process is not None:
            self._asking.run(self._hang_up())
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def freeze(self) -> None:
        """Let it and each of its processes stand still, as a machine that hangs."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, what: signal.Signals) -> None:
        assert self._process is not None
        parent = self._process.pid
        for one in (parent, *_children(parent)):
            os.kill(one, what)

    def close(self) -> None:
        """End it and remove its folder."""
        # What it would still write goes with its folder.
        self.unmount() if self.data.is_mount() else self.stop(signal.SIGQUIT)
        self._asking.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, user: str = ROLE) -> str:
        """Return a database's address, over the socket in the file system."""
        return f"postgresql://{user}@/{database}?host={self.folder}&port={self.port}"

    def url_by_port(self, database: str, password: str = "", user: str = ROLE) -> str:
        """Return a database's address over TCP, where a password is asked for."""
        who = f"{user}:{password}" if password else user
        return f"postgresql://{who}@127.0.0.1:{self.port}/{database}"

    def role(self) -> None:
        """Make the role that the tests' databases belong to."""
        self.ask(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'", database="postgres")

    def make(self, template: str = "template0") -> str:
        """Make a database, empty or as a template is; returns its name.

        `copies` of files cost half of what it takes to write their pages to the log.
        """
        name = f"t{next(self._names)}"
        how = "STRATEGY file_copy" if self.copies else ""
        self.ask(
            f"CREATE DATABASE {name} TEMPLATE {template} OWNER {ROLE} {how}", database="postgres"
        )
        return name

    def drop(self, name: str) -> None:
        """Remove a database with every connection to it."""
        self._asking.run(self._hang_up(name))
        self.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", database="postgres")

    def dump(self, name: str) -> bytes:
        """Return what pg_dump writes of a database."""
        self._do("pg_dump", "--host", self.folder, "--port", self.port, "--username", "root",
                 "--file", self.folder / "dump.sql", name)  # fmt: skip
        return (self.folder / "dump.sql").read_bytes()

    def files(self) -> dict[Path, tuple[int, int]]:
        """Return all that stands in the server's folder, with what changes when it is written."""
        found = {one: one.lstat() for one in sorted(self.folder.rglob("*"))}
        return {
            one: (how.st_mtime_ns, how.st_size)
            for one, how in found.items()
            if stat.S_ISREG(how.st_mode)
        }

    def ask(self, statement: str, *values: object, database: str, user: str = "root") -> list[Any]:
        """Do a statement as the server's administrator does; returns its rows."""
        return self._asking.run(self._ask(statement, values, database, user))

    async def _ask(self, statement: str, values: Any, database: str, user: str) -> list[Any]:
        connection = self._connections.get((database, user))
        if connection is None or connection.is_closed():
            connection = self._connections[database, user] = await asyncpg.connect(
                host=str(self.folder), port=self.port, user=user, database=database, timeout=10
            )
        return [tuple(one) for one in await connection.fetch(statement, *values)]

    async def _hang_up(self, database: str | None = None) -> None:
        """Close what was left open to ask more."""
        for name, user in [one for one in self._connections if database in (None, one[0])]:
            connection = self._connections.pop((name, user))
            try:
                await connection.close(timeout=5)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
                connection.terminate()


def _die_with_parent() -> None:
    """Let whoever kills the tests end their servers too."""
    _PRCTL(_PR_SET_PDEATHSIG, signal.SIGINT)


class _Asking:
    """A thread with a loop of its own: tests ask in the middle of theirs."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, asked: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result(60)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


def _children(parent: int) -> Iterator[int]:
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = one.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            yield int(one.parent.name)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare() -> None:
    """Make the files that those of every server are copies of, for who is forked from here too."""
    if found := binaries():
        Server(found).close()


def started(files: Path | None = None, **settings: str) -> Server:
    """Return a server that runs, with its role; skips the test where none is installed.

    With `files` it goes on from a copy of those that another has left, and has what is in them.
    """
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL server is installed on this machine")
    server = Server(found, files, **settings)
    try:
        server.start()
        if not files:
            server.role()
    except BaseException:
        server.close()
        raise
    return server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One server for all tests of this process; each has a database of its own."""
    server = started()
    server.copies = True
    yield server
    server.close()


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that the test may stop, kill and fill."""
    server = started()
    yield server
    server.close()


def variables(url: str) -> Mapping[str, str]:
    """Return what tells `tocsin` to use a database."""
    return {"TOCSIN_STORAGE__URL": url}
