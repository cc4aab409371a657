"""A database of its own for every test, of either kind, with a clock that tests turn."""

import asyncio
import hashlib
import re
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import asyncpg
import pytest

from policies.labels import Label
from policies.messages.message import Author, Message, Part, PartKind
from policies.readings import Kind, Reading
from policies.text import Text
from storage.keys import Provider, make_key_file, provider_for
from storage.store import Copy, Store, Transaction
from tests.servers import Server, own_server, server

__all__ = ["own_server", "server"]

GREEN = Reading(kind=Kind.LABEL, label=Label.GREEN)
# How an intruder writes for one database what the tests write for the other.
_IN_POSTGRESQL: Final = (
    (r"zeroblob\(([^()]+|length\(\w+\))\)", r"decode(repeat('00', \1), 'hex')"),
    (r"x'([0-9a-f]*)'", r"'\\x\1'::bytea"),
    (r"\browid\b", "ctid"),
    (r"randomblob\((\d+)\)", r"substr(decode(repeat(md5(random()::text), \1), 'hex'), 1, \1)"),
)


class Ground:
    """Where a test's database stands."""

    refusal: type[Exception]
    """What the database raises for a row that it does not take."""
    url: str

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.template = template
        self.key = folder / "tocsin.key"
        self.now = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)

    def clock(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)

    def provider(self, key: Path | None = None) -> Provider:
        return provider_for("file", path=key or self.key, passphrase=None)

    async def make(self) -> Store:
        """Make a database as `tocsin init` does."""
        if not self.key.exists():
            make_key_file(self.key)
        return await Store.create(self.url, self.provider(), clock=self.clock)

    async def create(self) -> Store:
        """Open a copy of a database that was made once for all tests."""
        self.copied()
        return await self.open()

    async def open(self, provider: Provider | None = None) -> Store:
        return await Store.open(self.url, provider or self.provider(), clock=self.clock)

    def copied(self) -> None:
        """Have key and database as they were made once."""
        raise NotImplementedError

    def sql(self, statement: str, *values: object) -> list[tuple]:
        """Do what a thief or an intruder with the database does."""
        raise NotImplementedError

    def bytes_on_disk(self) -> bytes:
        """Return what stands in the database's own files."""
        raise NotImplementedError

    def state(self) -> dict[str, str]:
        """Return what may not change where nothing is to change."""
        raise NotImplementedError

    def tables(self) -> set[str]:
        """Return the names of the tables."""
        raise NotImplementedError

    def remove(self) -> None:
        """Take the database away."""
        raise NotImplementedError

    def spoil(self) -> None:
        """Make something else of the database."""
        raise NotImplementedError

    def everything(self) -> bytes:
        """Return all that a thief could carry away, but for the key."""
        return self.bytes_on_disk()

    def message(self, number: str = "C1:1", text: str = "TLP:GREEN hello", **other) -> Message:
        values = {
            "id": f"{number:0>32}".replace(":", "f"),
            "place": "institute-desk",
            "organisation": "institute",
            "author": Author(name="Ida", address="U1"),
            "number": number,
            "written": self.now,
            "parts": (Part(kind=PartKind.OWN, text=Text.of(text), reading=GREEN),),
            "reading": GREEN,
            "label": Label.GREEN,
        }
        return Message(**(values | other))

    async def keep(self, store: Store, message: Message, status: str = "crossing", days=90) -> None:
        async def act(tx: Transaction) -> None:
            tx.messages.add(message, status=status, rule=0, expires=self.now + timedelta(days=days))

        await store.write(act)

    def copy(self, part: int = 0, number: str = "77", channel: str = "-100") -> Copy:
        name = f"{part}{number}{channel.strip('-')}"
        return Copy(id=f"{name:0>32}", part=part, room=(channel, None), number=number, revision=1)


class FileGround(Ground):
    """A SQLite file in a folder of its own."""

    refusal = sqlite3.IntegrityError

    def __init__(self, folder: Path, template: Path) -> None:
        super().__init__(folder, template)
        self.file = folder / "data" / "tocsin.db"
        self.url = f"sqlite:///{self.file}"

    def copied(self) -> None:
        shutil.copytree(self.template, self.folder, dirs_exist_ok=True)

    def sql(self, statement: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            return connection.execute(statement, values).fetchall()

    def bytes_on_disk(self) -> bytes:
        files = sorted(self.file.parent.iterdir())
        return b"".join(one.read_bytes() for one in files if one.is_file())

    def state(self) -> dict[str, str]:
        files = self.file.parent.iterdir()
        return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in files}

    def tables(self) -> set[str]:
        return {name for (name,) in self.sql("SELECT name FROM sqlite_master")}

    def remove(self) -> None:
        self.file.unlink()

    def spoil(self) -> None:
        self.file.write_bytes(b"no database" * 1000)


class ServerGround(Ground):
    """A database of a PostgreSQL server."""

    refusal = asyncpg.IntegrityConstraintViolationError
    watched = False

    def __init__(self, folder: Path, template: Path, server: Server, made: str) -> None:
        super().__init__(folder, template)
        self.server = server
        self._made = made
        self._name: str | None = None
        self._before: Mapping[Path, tuple[int, int]] = {}

    @property
    def name(self) -> str:
        if self._name is None:
            self._name = self.server.make()
        return self._name

    @property
    def url(self) -> str:  # type: ignore[override] # made when it is first asked for
        return self.server.url(self.name)

    def copied(self) -> None:
        self._name = self.server.make(self._made)
        if self.watched:
            self.sql("CHECKPOINT")
            self._before = self.server.files()
        shutil.copy2(self.template / "tocsin.key", self.key)

    def sql(self, statement: str, *values: object) -> list[tuple]:
        for ours, theirs in _IN_POSTGRESQL:
            statement = re.sub(ours, theirs, statement)
        for number in range(len(values)):
            statement = statement.replace("?", f"${number + 1}", 1)
        try:
            return self.server.ask(statement, *values, database=self.name)
        except asyncpg.DataError as error:
            raise self.refusal(str(error)) from None

    def bytes_on_disk(self) -> bytes:
        self.sql("CHECKPOINT")
        ((number,),) = self.sql("SELECT oid FROM pg_database WHERE datname = current_database()")
        files = sorted((self.server.data / "base" / str(number)).iterdir())
        return b"".join(one.read_bytes() for one in files if one.is_file())

    def state(self) -> dict[str, str]:
        return {
            name: repr(self.sql(f"SELECT md5(string_agg(t::text, ';' ORDER BY t)) FROM {name} t"))  # noqa: S608
            for name in self.tables()
        }

    def tables(self) -> set[str]:
        return {
            name
            for (name,) in self.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        }

    def everything(self) -> bytes:
        """Return what the server's folder holds, write-ahead log and own log too, and a dump.

        Files that nobody has written to since the test began are left out.
        """
        self.sql("CHECKPOINT")
        touched = (one for one, how in self.server.files().items() if self._before.get(one) != how)
        return self.server.dump(self.name) + b"".join(one.read_bytes() for one in touched)

    def remove(self) -> None:
        if self._name is not None:
            self.server.drop(self._name)
            self._name = None

    def spoil(self) -> None:
        self.sql("DELETE FROM alembic_version")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with its key, made once."""
    folder = tmp_path_factory.mktemp("made-once")

    async def make() -> None:
        await (await FileGround(folder, folder).make()).close()

    asyncio.run(make())
    return folder


@pytest.fixture(scope="session")
def server_template(
    tmp_path_factory: pytest.TempPathFactory, server: Server
) -> tuple[Path, Server, str]:
    """A database of the server with its key, made once."""
    return server_made(tmp_path_factory.mktemp("made-once"), server)


def server_made(folder: Path, server: Server) -> tuple[Path, Server, str]:
    """Make a database on a server, with its key in a folder, for others to be copies of."""
    folder.mkdir(exist_ok=True)
    ground = ServerGround(folder, Path(), server, "")

    async def make() -> None:
        await (await ground.make()).close()

    asyncio.run(make())
    return folder, server, ground.name


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ground]:
    """Where this test's database stands; a test runs once for each kind."""
    if request.param == "sqlite":
        yield FileGround(tmp_path, request.getfixturevalue("template"))
        return
    ground = ServerGround(tmp_path, *request.getfixturevalue("server_template"))
    yield ground
    ground.remove()


@pytest.fixture
async def store(ground: Ground) -> AsyncIterator[Store]:
    store = await ground.create()
    yield store
    await store.close()


ON_SQLITE = pytest.mark.parametrize("ground", ["sqlite"], indirect=True)
