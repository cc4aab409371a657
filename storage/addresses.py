"""Where a database is, taken apart so that nothing shown ever holds its password."""

from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import make_url
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError

from storage.faults import DatabaseMissing

SQLITE: Final = "sqlite"
POSTGRESQL: Final = "postgresql"
_PARAMETERS: Final = frozenset({"host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey"})
"""https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS"""


@dataclass(frozen=True, slots=True)
class Address:
    """A database's address: `shown` may be shown, the password stands beside it."""

    url: URL = field(repr=False)
    shown: str
    password: str | None = field(repr=False)

    @classmethod
    def of(cls, url: str, password: str | None = None) -> "Address":
        """Read an address; a `password` that is given wins over one in the address.

        Raises DatabaseMissing, which names no part of what cannot be read.
        """
        try:
            parsed = make_url(url)
        except (ArgumentError, ValueError):
            raise DatabaseMissing("[storage] url is no database address") from None
        found = parsed.password
        bare = parsed.set(password=None) if found is None else _without_password(parsed)
        address = cls(bare, _shown(bare), password or (None if found is None else str(found)))
        address._check()
        return address

    @property
    def kind(self) -> str:
        """What kind of database it is: `sqlite` or `postgresql`."""
        return self.url.get_backend_name()

    def _check(self) -> None:
        if self.kind not in (SQLITE, POSTGRESQL) or self.url.drivername != self.kind:
            raise DatabaseMissing(f"[storage] url: {self.url.drivername}: not in this version")
        if not self.url.database:
            raise DatabaseMissing(f"[storage] url: {self.shown}: names no database")
        if self.kind == POSTGRESQL and (wrong := sorted(set(self.url.query) - _PARAMETERS)):
            raise DatabaseMissing(
                f"[storage] url: {self.shown}: {', '.join(wrong)}: no known parameter; known are "
                f"{', '.join(sorted(_PARAMETERS))}"
            )


def _without_password(url: URL) -> URL:
    return URL.create(
        url.drivername, url.username, None, url.host, url.port, url.database, url.query
    )


def _shown(url: URL) -> str:
    if url.get_backend_name() == SQLITE:
        return url.database or ""
    return url.render_as_string(hide_password=False).replace("%2F", "/")  # without a password
