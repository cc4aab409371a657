"""A database in a folder of its own, with a clock that tests turn."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from policies.labels import Label
from policies.messages.message import Author, Message, Part, PartKind
from policies.readings import Kind, Reading
from policies.text import Text
from storage.keys import Provider, make_key_file, provider_for
from storage.store import Copy, Store, Transaction

GREEN = Reading(kind=Kind.LABEL, label=Label.GREEN)


class Ground:
    """Where a test's database stands."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.template = template
        self.file = folder / "data" / "tocsin.db"
        self.key = folder / "tocsin.key"
        self.url = f"sqlite:///{self.file}"
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
        shutil.copytree(self.template, self.folder, dirs_exist_ok=True)
        return await self.open()

    async def open(self, provider: Provider | None = None) -> Store:
        return await Store.open(self.url, provider or self.provider(), clock=self.clock)

    def sql(self, statement: str, *values: object) -> list[tuple]:
        """Do what a thief or an intruder with the file does."""
        with closing(sqlite3.connect(self.file, isolation_level=None)) as connection:
            return connection.execute(statement, values).fetchall()

    def bytes_on_disk(self) -> bytes:
        files = sorted(self.file.parent.iterdir())
        return b"".join(one.read_bytes() for one in files if one.is_file())

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


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made-once")

    async def make() -> None:
        await (await Ground(folder, folder).make()).close()

    asyncio.run(make())
    return folder


@pytest.fixture
def ground(tmp_path: Path, template: Path) -> Ground:
    return Ground(tmp_path, template)


@pytest.fixture
async def store(ground: Ground) -> AsyncIterator[Store]:
    store = await ground.create()
    yield store
    await store.close()
