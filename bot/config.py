"""The settings: `tocsin.toml`, any key of it also as `TOCSIN_<SECTION>__<NAME>__<KEY>`.

An error names the file, the table, the key, the reason and the remedy, and never a value.
"""

import os
import re
import tomllib
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote, unquote, urlsplit

from pydantic import PrivateAttr, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.settings import (
    Asking,
    Files,
    Keys,
    Rates,
    Secrets,
    SlackAccount,
    Storage,
    TelegramAccount,
    Web,
)

__all__ = ["Config", "ConfigFault", "SlackAccount", "TelegramAccount", "load", "locate"]

DEFAULT_NAME: Final = "tocsin.toml"
_FILE: Final = "sqlite:///"
_SERVER: Final = "postgresql://"
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")
_WEBHOOK_PORTS: Final = frozenset({None, 443, 80, 88, 8443})
SECTIONS: Final = ("storage", "keys", "slack", "telegram", "rates", "asking", "files", "web")


class ConfigFault(Exception):
    """The settings cannot be used; the lines say where, why and what to do."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Config(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="TOCSIN_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    storage: Storage = Storage()
    keys: Keys = Keys()
    slack: dict[str, SlackAccount] = {}
    telegram: dict[str, TelegramAccount] = {}
    rates: Rates = Rates()
    asking: Asking = Asking()
    files: Files = Files()
    web: Web = Web()
    _file: Path = PrivateAttr(default=Path(DEFAULT_NAME))

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the interface names it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, and read nothing else."""
        del settings_cls
        return env_settings, init_settings

    @property
    def file(self) -> Path:
        """The file that the settings came from; relative paths start beside it."""
        return self._file

    def beside(self, path: Path) -> Path:
        """Return a path of the file as one that can be opened from anywhere."""
        return path if path.is_absolute() else self._file.resolve().parent / path

    def database_url(self) -> str:
        """Return the database's address, without a password: it may be shown.

        A relative SQLite path starts beside the file.
        """
        if self.storage.url.startswith(_SERVER):
            return _parted(self.storage.url)[0]
        return _FILE + str(self.beside(Path(self.storage.url.removeprefix(_FILE))))

    def database_password(self) -> str | None:
        """Return what the database's server asks for, from wherever it stands; never shown.

        Raises ConfigFault.
        """
        given = self.secret(self.storage, "password")
        return given or _parted(self.storage.url)[1]

    def webhook(self, name: str) -> tuple[str, str]:
        """Return where Telegram is to send a bot's updates, and what it is to show there.

        Both are empty for a bot that fetches them. Raises ConfigFault.
        """
        account = self.telegram[name]
        if account.mode != "webhook" or self.web.public_url is None:
            return "", ""
        secret = self.secret(account, "webhook_secret")
        if not _WEBHOOK_SECRET.fullmatch(secret):
            raise ConfigFault(
                [
                    f"{self._file}: [telegram.{name}] webhook_secret: must be 1 to 256 of "
                    "A-Z, a-z, 0-9, _ and -; make a new one"
                ]
            )
        return f"{self.web.public_url.rstrip('/')}/telegram/{quote(name, safe='')}", secret

    def accounts(self) -> dict[Literal["slack", "telegram"], list[str]]:
        """Return the names of the accounts, by platform."""
        return {"slack": list(self.slack), "telegram": list(self.telegram)}

    def secret(self, account: Secrets, name: str) -> str:
        """Return a secret, from the file or the table; raises ConfigFault."""
        path: Path | None = getattr(account, f"{name}_file")
        if path is None:
            value: SecretStr = getattr(account, name)
            return value.get_secret_value()
        try:
            text = self.beside(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            raise ConfigFault([f"{self._file}: {name}_file: {path}: {reason}; mend it"]) from None
        if not text:
            raise ConfigFault([f"{self._file}: {name}_file: {path} is empty; put the secret in"])
        return text


def locate(given: Path | None) -> Path:
    """Return the path of the settings: `--config`, else TOCSIN_CONFIG, else ./tocsin.toml."""
    return given or Path(os.environ.get("TOCSIN_CONFIG") or DEFAULT_NAME)


def load(path: Path) -> Config:
    """Read the settings from `path` and the environment; raises ConfigFault."""
    try:
        with path.open("rb") as file:
            given = tomllib.load(file)
    except FileNotFoundError:
        raise ConfigFault(
            [f"{path}: there is no such file; run `tocsin init`, or name one with --config"]
        ) from None
    except OSError as error:
        raise ConfigFault([f"{path}: {error.strerror}; make it readable"]) from None
    except UnicodeDecodeError:
        raise ConfigFault([f"{path}: is not UTF-8 text; save it as UTF-8"]) from None
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at (line \d+, column \d+|end of document)\)", str(error))
        where = f" at {at[1]}" if at else ""
        raise ConfigFault([f"{path}: is not valid TOML{where}; correct the syntax"]) from None
    _refuse_unknown_environment(path)
    _let_go_of_overruled_secrets(given)
    try:
        config = Config(**given)
    except ValidationError as error:
        raise ConfigFault([_line(path, one) for one in error.errors()]) from None
    except Exception:  # noqa: BLE001 - pydantic-settings names values when JSON in a variable is bad
        raise ConfigFault(
            [f"{path}: a TOCSIN_… variable could not be read; give plain values, one key each"]
        ) from None
    config._file = path  # noqa: SLF001 - its own class
    _refuse_unknown_provider(config)
    _refuse_unreachable_webhooks(config)
    return config


def _let_go_of_overruled_secrets(given: dict[str, Any]) -> None:
    """Take out of the file's tables what a variable gives in the other of a secret's two forms.

    Otherwise TOCSIN_SLACK__MAIN__BOT_TOKEN_FILE would win over the file's `bot_token_file` and
    quarrel with its `bot_token`.
    """
    variables = {name.upper() for name, value in os.environ.items() if value}
    kinds: tuple[tuple[str, type[Secrets]], ...] = (
        ("slack", SlackAccount),
        ("telegram", TelegramAccount),
    )
    for section, kind in kinds:
        tables = given.get(section)
        for name, table in tables.items() if isinstance(tables, dict) else ():
            _let_go(f"{section}__{name}", table, kind, variables)
    _let_go("storage", given.get("storage"), Storage, variables)


def _let_go(where: str, table: object, kind: type[Secrets], variables: set[str]) -> None:
    if not isinstance(table, dict):
        return
    for secret in kind.secrets():
        for given_as, other in ((secret, f"{secret}_file"), (f"{secret}_file", secret)):
            if f"TOCSIN_{where}__{given_as}".upper() in variables:
                table.pop(other, None)


def _refuse_unknown_environment(path: Path) -> None:
    wrong = [
        f"{path}: the variable {name} names no section; sections are {', '.join(SECTIONS)}"
        for name in os.environ
        if name.startswith("TOCSIN_")
        and "__" in name
        and name.removeprefix("TOCSIN_").split("__")[0].lower() not in SECTIONS
    ]
    if wrong:
        raise ConfigFault(wrong)


def _refuse_unknown_provider(config: Config) -> None:
    if config.keys.provider not in ("file", "passphrase"):
        raise ConfigFault(
            [
                f"{config.file}: [keys] provider: this name is not in this version; "
                'use "passphrase" or "file"'
            ]
        )
    if not config.storage.url.startswith((_FILE, _SERVER)):
        raise ConfigFault(
            [
                f"{config.file}: [storage] url: not in this version; "
                'use "sqlite:///tocsin.db" or "postgresql://user@host/database"'
            ]
        )
    storage = config.storage
    if _parted(storage.url)[1] and (storage.password.get_secret_value() or storage.password_file):
        raise ConfigFault(
            [f"{config.file}: [storage] password: one stands in url too; keep one of the two"]
        )


def _parted(url: str) -> tuple[str, str | None]:
    """Return an address of a server without its password, and the password."""
    scheme, slashes, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    user, at, host = authority.rpartition("@")
    name, colon, password = user.partition(":")
    if not (scheme == "postgresql" and colon):
        return url, None
    return f"{scheme}{slashes}{name}{at}{host}{slash}{path}", unquote(password) or None


def _refuse_unreachable_webhooks(config: Config) -> None:
    """https://core.telegram.org/bots/api#setwebhook and #using-a-local-bot-api-server."""
    where = f"{config.file}: [web] public_url:"
    for name, account in config.telegram.items():
        if account.mode != "webhook":
            continue
        if config.web.public_url is None:
            raise ConfigFault(
                [
                    f'{where} is missing, and [telegram.{name}] mode = "webhook" needs it; '
                    "give the https:// address at which Telegram reaches this host"
                ]
            )
        public = urlsplit(config.web.public_url)
        if public.query or public.fragment:
            raise ConfigFault([f"{where} holds ? or #; give the address without them"])
        # A Bot API server of one's own, on plain HTTP, also delivers to plain HTTP.
        local = urlsplit(account.api_url).scheme == "http"
        if not local and (public.scheme != "https" or public.port not in _WEBHOOK_PORTS):
            raise ConfigFault(
                [
                    f"{where} must begin with https:// and have the port 443, 80, 88 or 8443: "
                    "Telegram delivers nowhere else; put a proxy with TLS there"
                ]
            )


def _line(path: Path, error: Any) -> str:
    where = [str(step) for step in error["loc"]]
    if error["type"] == "extra_forbidden":
        reason = "is not a known key; remove it or correct its spelling"
    elif error["type"] == "missing":
        reason = "is missing; add it"
    elif error["type"] == "value_error":
        reason = str(error["ctx"]["error"])
    else:
        reason = f"{error['msg'][0].lower()}{error['msg'][1:]}; correct it"
    if error["type"] == "value_error" and len(where) == 2 and where[0] in ("slack", "telegram"):  # noqa: PLR2004 - platform and account name
        return f"{path}: [{'.'.join(where)}] {reason}"
    table, key = (".".join(where[:-1]), where[-1]) if len(where) > 1 else ("", where[0])
    return f"{path}: [{table}] {key}: {reason}" if table else f"{path}: [{key}] {reason}"
