"""What every program does first, done once in the process that they are forked from.

Statements that are compiled, patterns, what is known of classes and what migrations say: a fork
has it all, and comes to its own work in half the time. Nothing is left open, and nothing is logged.
"""

import asyncio
import gc
import importlib
import tempfile
from pathlib import Path
from typing import Final

from bot import clock
from bot.app import App
from bot.cli.status import find
from bot.community.directory import load_text
from bot.community.remembered import Remembered
from bot.config import load
from policies.community.rows import to_rows
from storage import backups
from storage.keys import make_key_file, make_recovery, provider_for, provider_of_sheet
from storage.postgres.driver import DIALECT as POSTGRESQL
from storage.sqlite.database import _DIALECT as SQLITE
from storage.statements import Statement
from storage.store import Row, Store, Transaction
from tests.cheap_migrations import migrate_cheaply

_SETTINGS: Final = """
[storage]
url = "sqlite:///tocsin.db"
[keys]
provider = "file"
path = "tocsin.key"
[slack.main]
bot_token = "xoxb-1111-made-up"
app_token = "xapp-1-made-up"
[telegram.main]
token = "110201543:AAmade-up-for-tests-only-000000000"
[rates]
telegram_per_second = 0
[asking]
after_seconds = 0
[web]
listen = "127.0.0.1:8686"
"""
_DIRECTORY: Final = """
[[organisation]]
id = "institute"
name = "Ballot Institute"
[[person]]
id = "ann"
organisation = "institute"
name = "Ann"
slack = "U0ANN"
telegram = 1001
[[channel]]
id = "desk"
platform = "slack"
address = "C0DESK"
organisation = "institute"
members = 5
mode = "desk"
default = "TLP:GREEN"
[[channel]]
id = "group"
platform = "telegram"
address = -1001000000001
organisation = "institute"
members = 5
[[bridge]]
id = "elections"
channels = ["desk", "group"]
ceiling = "TLP:AMBER"
agreed = ["institute"]
"""
_LATER: Final = (
    "apscheduler.executors.asyncio",
    "apscheduler.triggers.interval",
    "click._textwrap",
    "cryptography.hazmat.backends.openssl.backend",
    "importlib.resources.readers",
)
"""What libraries import when they are first used."""


def compile_statements() -> None:
    """Compile every statement of the modules that are loaded, for either kind of database."""
    for one in gc.get_objects():
        if isinstance(one, Statement):
            one.sql(SQLITE)
            one.sql(POSTGRESQL)


def warm() -> None:
    """Go the way of `init`, `directory apply`, `status`, `backup`, and of `run` up to its doors."""
    for name in _LATER:
        importlib.import_module(name)
    compile_statements()
    migrate_cheaply()
    with tempfile.TemporaryDirectory(prefix="tocsin-warm-") as name:
        asyncio.run(_begin(Path(name)))
    # Each program finds for itself where what is temporary lies.
    tempfile.tempdir = None


async def _begin(folder: Path) -> None:
    settings, key = folder / "tocsin.toml", folder / "tocsin.key"
    settings.write_text(_SETTINGS, encoding="utf-8")
    make_key_file(key)
    provider = provider_for("file", path=key, passphrase=None)
    config = load(settings)
    url = config.database_url()
    await (await Store.create(url, provider, clock=clock.now)).close()
    store = await Store.open(url, provider, clock=clock.now)
    try:
        rows = to_rows(load_text(_DIRECTORY, "directory.toml", None))

        async def apply(tx: Transaction) -> None:
            kept = [Row(kind=kind, id=id_, origin="file", body=body) for kind, id_, body in rows]
            await tx.directory.replace_file(kept)

        await store.write(apply)
        await find(store)
        await _back_up(store, folder / "backup")
        App(config, store, await Remembered.of(store))
    finally:
        await store.close()


async def _back_up(store: Store, file: Path) -> None:
    """Go the way of `backup create` and of `backup drill`."""
    key = make_recovery()
    await store.set_recovery(key)
    await backups.create(store, file)
    await backups.drill(file, provider_of_sheet(key.lines), clock=clock.now)
    await store.read(lambda tx: tx.verify())
