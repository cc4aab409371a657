"""The settings: `tocsin.toml`, any key of it also as `TOCSIN_<SECTION>__<NAME>__<KEY>`.

An error names the file, the table, the key, the reason and the remedy, and never a value.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

DEFAULT_NAME: Final = "tocsin.toml"
SECTIONS: Final = ("storage", "keys", "slack", "telegram", "rates", "web")


class ConfigFault(Exception):
    """The settings cannot be used; the lines say where, why and what to do."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address that begins with https:// (or http:// on this host)")
    return value


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:  # noqa: PLR2004 - the last TCP port
        raise ValueError('must be HOST:PORT, such as "127.0.0.1:8686"')
    return value


ApiUrl = Annotated[str, AfterValidator(_http_url)]
Listen = Annotated[str, AfterValidator(_listen)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class _Account(_Section):
    """One account; each secret stands here or in the file that `<secret>_file` names."""

    @model_validator(mode="before")
    @classmethod
    def _secrets_once(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        for secret in cls.secrets():
            both = [name for name in (secret, f"{secret}_file") if given.get(name)]
            if len(both) > 1:
                raise ValueError(f"{secret} and {secret}_file are both given; keep one")
            if not both:
                raise ValueError(f"{secret} is missing; give {secret} or {secret}_file")
        return given

    @classmethod
    def secrets(cls) -> tuple[str, ...]:
        return tuple(name for name, at in cls.model_fields.items() if at.annotation is SecretStr)


class SlackAccount(_Account):
    """One Slack workspace."""

    bot_token: SecretStr = SecretStr("")
    bot_token_file: Path | None = None
    app_token: SecretStr = SecretStr("")
    app_token_file: Path | None = None
    api_url: ApiUrl = "https://slack.com/api/"


class TelegramAccount(_Account):
    """One Telegram bot."""

    token: SecretStr = SecretStr("")
    token_file: Path | None = None
    api_url: ApiUrl = "https://api.telegram.org"


class Storage(_Section):
    """Where the database is."""

    url: str = "sqlite:///tocsin.db"


class Keys(_Section):
    """What wraps the root key."""

    provider: str = "passphrase"
    path: Path = Path("tocsin.key")
    passphrase_file: Path | None = None


class Rates(_Section):
    """Budgets for sending; 0 switches one off."""

    telegram_per_second: float = Field(default=30, ge=0)
    telegram_per_chat_per_second: float = Field(default=1, ge=0)
    telegram_per_group_per_minute: float = Field(default=20, ge=0)
    slack_per_channel_per_second: float = Field(default=1, ge=0)


class Web(_Section):
    """The address of `/healthz` and `/readyz`."""

    listen: Listen = "127.0.0.1:8686"


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
        """Return the database's address; a relative SQLite path starts beside the file."""
        prefix = "sqlite:///"
        if not self.storage.url.startswith(prefix):
            return self.storage.url
        return prefix + str(self.beside(Path(self.storage.url.removeprefix(prefix))))

    def accounts(self) -> dict[Literal["slack", "telegram"], list[str]]:
        """Return the names of the accounts, by platform."""
        return {"slack": list(self.slack), "telegram": list(self.telegram)}

    def secret(self, account: _Account, name: str) -> str:
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
    return config


def _let_go_of_overruled_secrets(given: dict[str, Any]) -> None:
    """Take out of the file's tables what a variable gives in the other of a secret's two forms.

    Otherwise TOCSIN_SLACK__MAIN__BOT_TOKEN_FILE would win over the file's `bot_token_file` and
    quarrel with its `bot_token`.
    """
    variables = {name.upper() for name, value in os.environ.items() if value}
    kinds: tuple[tuple[str, type[_Account]], ...] = (
        ("slack", SlackAccount),
        ("telegram", TelegramAccount),
    )
    for section, kind in kinds:
        tables = given.get(section)
        for name, table in tables.items() if isinstance(tables, dict) else ():
            if not isinstance(table, dict):
                continue
            for secret in kind.secrets():
                for given_as, other in ((secret, f"{secret}_file"), (f"{secret}_file", secret)):
                    if f"TOCSIN_{section}__{name}__{given_as}".upper() in variables:
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
    if not config.storage.url.startswith("sqlite:///"):
        raise ConfigFault(
            [f'{config.file}: [storage] url: not in this version; use "sqlite:///tocsin.db"']
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
