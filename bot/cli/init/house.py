"""What a deployment stands on: settings, key, database and recovery sheet, each made once."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.cli.init import files
from bot.cli.init.sheet import sheet
from bot.cli.opening import give_up, provider_of, run_async, utc_now
from bot.config import Config, ConfigFault
from storage.keys import Provider, RecoveryKey, make_key_file, make_recovery, provider_for
from storage.store import Store

_SQLITE: Final = "sqlite:///"
_SHEET: Final = "recovery-sheet.txt"


@dataclass(slots=True, kw_only=True)
class House:
    """What is made for some settings; `passphrase` asks for a new one where one is needed."""

    config: Config
    passphrase: Callable[[], str] | None = field(default=None, repr=False)

    @property
    def sheet(self) -> Path:
        """Where the recovery sheet is."""
        return self.config.file.parent / _SHEET

    def make(self) -> bool:
        """Make key, recovery sheet and database, as far as missing; returns whether the last was.

        The sheet comes first and goes again if the database is not made: there is never a database
        whose words nobody has seen.
        """
        made_before = run_async(Store.made(self.config.database_url(), password=self._password()))
        self._make_key(made_before=made_before)
        if made_before:
            files.told("kept", self._database())
            if os.path.lexists(self.sheet):
                files.told("kept", self.sheet)
            else:
                files.told("none", self.sheet, "if yours is lost: tocsin keys recovery")
            return False
        provider = self._provider()
        if os.path.lexists(self.sheet):
            run_async(self._create(provider, None))
            files.told("made", self._database())
            files.told("kept", self.sheet, "not of this database: tocsin keys recovery")
            return True
        recovery = make_recovery()
        text = sheet(
            recovery,
            when=utc_now(),
            settings=self.config.file.resolve(),
            database=self._database(),
            key=f"the file {self.config.keys.path}"
            if self.config.keys.provider == "file"
            else "the passphrase",
        )
        files.make(self.sheet, text)
        try:
            run_async(self._create(provider, recovery))
        except BaseException:
            self.sheet.unlink(missing_ok=True)
            raise
        files.told("made", self._database())
        files.told("made", self.sheet)
        return True

    def _make_key(self, *, made_before: bool) -> None:
        keys = self.config.keys
        name = keys.path if keys.provider == "file" else keys.passphrase_file
        if name is None:
            return
        path = self.config.beside(name)
        if os.path.lexists(path):
            files.told("kept", path)
        elif made_before:
            give_up(
                [
                    f"{path}: the key is missing and the database is there; "
                    "bring the key back, a new one could not open it"
                ]
            )
        else:
            if keys.provider == "file":
                make_key_file(path)
            else:
                files.make(path, secrets.token_urlsafe(32) + "\n")
            files.told("made", path)

    def _provider(self) -> Provider:
        keys = self.config.keys
        if keys.provider == "file" or keys.passphrase_file is not None:
            return provider_of(self.config)
        if self.passphrase is None:
            raise ConfigFault(
                [
                    f"{self.config.file}: [keys] passphrase_file: is missing and nothing is to be "
                    "asked; name a file that holds the passphrase, or leave out --non-interactive"
                ]
            )
        typed = self.passphrase()
        return provider_for("passphrase", path=None, passphrase=lambda: typed)

    async def _create(self, provider: Provider, recovery: RecoveryKey | None) -> None:
        """Make the database; a file has its name only once it is whole."""
        url, password = self.config.database_url(), self._password()
        if not url.startswith(_SQLITE):
            await _made(url, provider, recovery, password)
            return
        path = Path(url.removeprefix(_SQLITE))
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            await _made(f"{_SQLITE}{beside}", provider, recovery, password)
            files.settle(beside, path)
        except OSError as error:
            give_up([f"{path}: {error.strerror}; make its folder writable and try again"])
        finally:
            for one in path.parent.glob(f"{beside.name}*"):
                one.unlink(missing_ok=True)

    def _password(self) -> str | None:
        return self.config.database_password()

    def _database(self) -> Path | str:
        """Return what the database is called; its password is no part of it."""
        url = self.config.database_url()
        if url.startswith(_SQLITE):
            return Path(url.removeprefix(_SQLITE))
        return url.rpartition("@")[2] if "@" in url else url.partition("://")[2]


async def _made(
    url: str, provider: Provider, recovery: RecoveryKey | None, password: str | None
) -> None:
    store = await Store.create(url, provider, clock=utc_now, recovery=recovery, password=password)
    await store.close()
