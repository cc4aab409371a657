"""The tables of `tocsin.toml`, one class each. A refusal names the reason and never a value."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator


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


class Secrets(_Section):
    """A table with secrets; each stands here or in the file that `<secret>_file` names."""

    @model_validator(mode="before")
    @classmethod
    def _secrets_once(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        needed = cls.needed(given)
        for secret in cls.secrets():
            both = [name for name in (secret, f"{secret}_file") if given.get(name)]
            if len(both) > 1:
                raise ValueError(f"{secret} and {secret}_file are both given; keep one")
            if not both and secret in needed:
                raise ValueError(f"{secret} is missing; give {secret} or {secret}_file")
        return given

    @classmethod
    def secrets(cls) -> tuple[str, ...]:
        """Return the names of the secrets that the table may hold."""
        return tuple(name for name, at in cls.model_fields.items() if at.annotation is SecretStr)

    @classmethod
    def needed(cls, given: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the names of those that it must hold, as it is `given`."""
        del given
        return ()


class SlackAccount(Secrets):
    """One Slack workspace: by Socket Mode, or by events over HTTP."""

    mode: Literal["socket", "http"] = "socket"
    bot_token: SecretStr = SecretStr("")
    bot_token_file: Path | None = None
    app_token: SecretStr = SecretStr("")
    app_token_file: Path | None = None
    signing_secret: SecretStr = SecretStr("")
    signing_secret_file: Path | None = None
    api_url: ApiUrl = "https://slack.com/api/"

    @classmethod
    def needed(cls, given: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what the mode needs: the app's token for sockets, the signing secret for HTTP."""
        return "bot_token", "signing_secret" if given.get("mode") == "http" else "app_token"


class TelegramAccount(Secrets):
    """One Telegram bot: by polling, or by a webhook."""

    mode: Literal["polling", "webhook"] = "polling"
    token: SecretStr = SecretStr("")
    token_file: Path | None = None
    webhook_secret: SecretStr = SecretStr("")
    webhook_secret_file: Path | None = None
    api_url: ApiUrl = "https://api.telegram.org"

    @classmethod
    def needed(cls, given: Mapping[str, Any]) -> tuple[str, ...]:
        """Return what the mode needs."""
        return ("token", "webhook_secret") if given.get("mode") == "webhook" else ("token",)


class Storage(Secrets):
    """Where the database is; `password` is for a server that asks for one."""

    url: str = "sqlite:///tocsin.db"
    password: SecretStr = SecretStr("")
    password_file: Path | None = None


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


class Files(_Section):
    """What is carried of files."""

    largest_mb: int = Field(default=50, ge=1, le=1000)
    kept_mb_per_organisation: int = Field(default=2048, ge=1, le=1_000_000)

    @property
    def largest(self) -> int:
        """The bytes of the largest file that is carried; a megabyte is 1,048,576 of them."""
        return self.largest_mb * 1_048_576

    @property
    def quota(self) -> int:
        """The bytes that are kept, of all files together that one organisation originated."""
        return self.kept_mb_per_organisation * 1_048_576


class Asking(_Section):
    """When authors are asked about what waits."""

    after_seconds: float = Field(default=20, ge=0, le=120)


class Web(_Section):
    """The listener; `public_url` is where platforms reach it, through a proxy with TLS."""

    listen: Listen = "127.0.0.1:8686"
    public_url: ApiUrl | None = None
