"""Reading the tables of a directory file: every fault with where, why and what to do."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar

from policies.labels import Label, canonical

T = TypeVar("T")
ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
TAG: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}:[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST_NAME: Final = 200
_MOST: Final = 2**63
_MISSING: Final = object()


class Faults:
    """The faults found in a file, one line each: file, table, key, reason and remedy."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: list[str] = []

    def add(self, table: str, key: str, reason: str) -> None:
        """Note one fault."""
        where = f"[[{table}]]" + (f" {key}" if key else "")
        self.lines.append(f"{self.file}: {where}: {reason}")


class Table:
    """One table of the file; what is wrong with a key is noted, and the default taken."""

    def __init__(self, kind: str, number: int, values: Mapping[str, Any], faults: Faults) -> None:
        self._values = dict(values)
        self._faults = faults
        named = self._values.get("id")
        nameable = isinstance(named, str) and ID.fullmatch(named)
        self.where = f"{kind} {named}" if nameable else f"{kind} number {number}"
        self._read: set[str] = set()

    def fault(self, key: str, reason: str) -> None:
        """Note a fault of this table."""
        self._faults.add(self.where, key, reason)

    def has(self, key: str) -> bool:
        """Tell whether the file gives a key."""
        return key in self._values

    def _take(self, key: str, default: T, read: Callable[[Any], T], *, required: bool) -> T:
        self._read.add(key)
        value = self._values.get(key, _MISSING)
        if value is _MISSING:
            if required:
                self.fault(key, "is missing; add it")
            return default
        try:
            return read(value)
        except (ValueError, TypeError) as error:
            self.fault(key, f"{error}; correct it")
            return default

    def identifier(self, key: str = "id", *, required: bool = True) -> str:
        """Return an id of the directory."""
        return self._take(key, "", _identifier, required=required)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a name or another short text."""
        return self._take(key, "", _text, required=required)

    def flag(self, key: str) -> bool:
        """Return a truth value, false when it is left out."""
        return self._take(key, False, _flag, required=False)  # noqa: FBT003 - the default

    def number(self, key: str, *, least: int = 0) -> int | None:
        """Return a whole number of at least `least`."""
        return self._take(key, None, lambda value: _number(value, least), required=False)

    def ids(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of ids."""
        return self._take(key, (), lambda value: _list(value, _identifier), required=required)

    def tags(self, key: str = "tags") -> tuple[str, ...]:
        """Return a list of tags such as "country:KE"."""
        return self._take(key, (), lambda value: _list(value, _tag), required=False)

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of ids and tags."""
        return self._take(key, (), _names, required=True)

    def label(self, key: str, default: Label, *, required: bool = False) -> Label:
        """Return a label, written exactly."""
        return self._take(key, default, _label, required=required)

    def optional_label(self, key: str) -> Label | None:
        """Return a label, written exactly, None where the file gives none."""
        return self._take(key, None, _label, required=False)

    def day(self, key: str) -> date | None:
        """Return a date."""
        return self._take(key, None, _day, required=False)

    def choice(self, key: str, kind: Callable[[str], T], default: T, names: str) -> T:
        """Return one of a closed list of words."""

        def read(value: Any) -> T:
            try:
                return kind(value)
            except ValueError:
                raise ValueError(f"must be one of {names}") from None

        return self._take(key, default, read, required=False)

    def choices(self, key: str, kind: Callable[[str], T], default: tuple[T, ...],
                names: str) -> tuple[T, ...]:  # fmt: skip
        """Return several of a closed list of words."""

        def one(value: Any) -> T:
            try:
                return kind(value)
            except ValueError:
                raise ValueError(f"must be a list of {names}") from None

        return self._take(key, default, lambda value: _list(value, one), required=False)

    def address(self, key: str) -> str:
        """Return a platform's id, which may be written as a number."""
        return self._take(key, "", _address, required=True)

    def accounts(self, key: str) -> tuple[tuple[str, str], ...]:
        """Return Slack accounts: "U0LEAD", "workspace:U0LEAD", or a list of them."""
        return self._take(key, (), _accounts, required=False)

    def topic(self, key: str) -> str | None:
        """Return a topic's id."""
        number = self.number(key)
        return None if number is None else str(number)

    def read(
        self, key: str, default: T, reading: Callable[[Any], T], *, required: bool = False
    ) -> T:
        """Return what `reading` makes of a value; its ValueError says what is wrong with it."""
        return self._take(key, default, reading, required=required)

    def inner(self, key: str) -> tuple["Table", ...]:
        """Return the tables of a list, each with its number in what is said of it."""
        none: tuple[dict[str, Any], ...] = ()
        given = self._take(key, none, _tables, required=False)
        return tuple(
            Table(f"{self.where} {key}", at, one, self._faults)
            for at, one in enumerate(given, start=1)
        )

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in sorted(self._values.keys() - self._read):
            self.fault(key, "is not a known key; remove it or correct its spelling")


def _identifier(value: Any) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError("must be an id of small letters, digits, '.', '_' and '-'")
    return value


def _tag(value: Any) -> str:
    if not isinstance(value, str) or not TAG.fullmatch(value):
        raise ValueError('must be a tag such as "country:KE"')
    return value


def _name(value: Any) -> str:
    return _tag(value) if isinstance(value, str) and ":" in value else _identifier(value)


def _names(value: Any) -> tuple[str, ...]:
    found = _list(value, _name)
    if not found:
        raise ValueError("must name somebody: an id or a tag")
    return found


_ACTING: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What breaks or turns a line, on a terminal too; joiners inside words and emoji are no such."""


def is_name(value: str) -> bool:
    """Tell whether a text can be somebody's name: on one line, with nothing that turns it."""
    try:
        return bool(_text(value))
    except ValueError:
        return False


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        raise ValueError(f"must be a text of 1 to {_LONGEST_NAME} characters")
    if _ACTING.search(value):
        raise ValueError("must be on one line, without control characters")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def _number(value: Any, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < _MOST:
        raise ValueError(f"must be a whole number, {least} or more")
    return value


def _tables(value: Any) -> tuple[dict[str, Any], ...]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise TypeError("must be a list of tables in braces")
    return tuple(value)


def _address(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and re.fullmatch(r"-?[A-Za-z0-9]{1,64}", value):
        return value
    raise ValueError("must be the platform's id of the room")


def _accounts(value: Any) -> tuple[tuple[str, str], ...]:
    given = value if isinstance(value, list) else [value]
    found = []
    for one in given:
        match = re.fullmatch(
            r"(?:([A-Za-z0-9_-]+):)?([A-Z0-9]{2,32})", one if isinstance(one, str) else ""
        )
        if match is None:
            raise ValueError('must be a user id such as "U0LEAD" or "workspace:U0LEAD"')
        found.append((match[1] or "", match[2]))
    return tuple(found)


def _label(value: Any) -> Label:
    if not isinstance(value, str):
        raise TypeError("must be a label such as TLP:GREEN")
    return canonical(value)


def _day(value: Any) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise TypeError("must be a date such as 2027-01-01, without quotation marks")
    return value


def _list(value: Any, one: Callable[[Any], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        raise TypeError("must be a list")
    found = tuple(one(each) for each in value)
    if len(set(found)) != len(found):
        raise ValueError("names something twice")
    return found
