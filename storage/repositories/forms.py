"""Dataclasses as strict JSON: what is read back is exactly what the types allow.

An unknown key, a missing one or a wrong type is Tampered. A field that has its default is left out,
so rows written before a field existed are read with its default.
"""

import dataclasses
import json
import types
from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache
from typing import (
    Final,
    Literal,
    TypeAlias,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from storage.faults import Tampered

T = TypeVar("T")
Json: TypeAlias = object
_TAG: Final = "is"
_UTF8: Final = ("utf-8", "surrogatepass")
_COMPACT: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclasses.dataclass(frozen=True, slots=True)
class _Form:
    write: Callable[[object], Json]
    read: Callable[[Json], object]


def dump(value: object, kind: type) -> bytes:
    """Return `value`, of the dataclass `kind`, as JSON."""
    return text(form_of(cast(Hashable, kind)).write(value))


def load(data: bytes, kind: type[T]) -> T:
    """Return the value of `kind` in `data`; raises Tampered."""
    return cast(T, form_of(cast(Hashable, kind)).read(parsed(data)))


def text(value: Json) -> bytes:
    """Return compact JSON; lone surrogates survive."""
    return _COMPACT(value).encode(*_UTF8)


def parsed(data: bytes) -> Json:
    """Return what stands in JSON; raises Tampered."""
    try:
        return cast(Json, json.loads(data.decode(*_UTF8)))
    except (ValueError, RecursionError):
        raise Tampered("stored JSON") from None


@cache
def form_of(kind: Hashable) -> _Form:
    """Return how values of a type are written and read."""
    origin, args = get_origin(kind), get_args(kind)
    if kind in (str, int, bool):
        return _exactly(cast(type, kind))
    if kind is datetime:
        return _Form(lambda v: cast(datetime, v).isoformat(), _instant)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _Form(lambda v: cast(Enum, v).value, _one_of(kind))
    if origin is Literal:
        return _Form(lambda v: v, _literal(args))
    if origin in (Union, types.UnionType):
        return _union(args)
    if origin in (tuple, frozenset):
        return _many(cast(type, origin), args)
    if dataclasses.is_dataclass(kind):
        return _record(cast(type, kind))
    raise TypeError(f"{kind} has no form")


def _exactly(kind: type) -> _Form:
    def read(value: Json) -> object:
        if type(value) is not kind:
            raise Tampered(f"a {kind.__name__} was stored as something else")
        return value

    return _Form(lambda v: v, read)


def _instant(value: Json) -> datetime:
    try:
        instant = datetime.fromisoformat(cast(str, value))
    except (ValueError, TypeError):
        raise Tampered("an instant was stored as something else") from None
    if instant.tzinfo is None:
        raise Tampered("an instant was stored without its zone")
    return instant


def _one_of(kind: type[Enum]) -> Callable[[Json], object]:
    def read(value: Json) -> object:
        try:
            return kind(value)
        except ValueError:
            raise Tampered(f"no {kind.__name__} that this version knows") from None

    return read


def _literal(allowed: tuple[object, ...]) -> Callable[[Json], object]:
    def read(value: Json) -> object:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise Tampered("a value that is not in its list")
        return value

    return read


def _union(args: tuple[object, ...]) -> _Form:
    """Return a form for alternatives: None, and one plain type or any dataclasses by name."""
    others = [arg for arg in args if arg is not type(None)]
    if len(others) == 1:
        only = form_of(others[0])
        return _Form(
            lambda v: None if v is None else only.write(v),
            lambda v: None if v is None else only.read(v),
        )
    named = {cast(type, arg).__name__: form_of(arg) for arg in others}

    def write(value: object) -> Json:
        if value is None:
            return None
        name = type(value).__name__
        return {_TAG: name, **cast(dict[str, Json], named[name].write(value))}

    def read(value: Json) -> object:
        if value is None and len(others) < len(args):
            return None
        if not isinstance(value, dict) or value.get(_TAG) not in named:
            raise Tampered("one of several kinds was stored as something else")
        rest = {key: one for key, one in value.items() if key != _TAG}
        return named[value[_TAG]].read(rest)

    return _Form(write, read)


def _many(kind: type, args: tuple[object, ...]) -> _Form:
    if kind is tuple and not (len(args) == 2 and args[1] is Ellipsis):  # noqa: PLR2004 - tuple[X, ...]
        return _fixed(args)
    item = form_of(args[0])

    def write(value: object) -> Json:
        out = [item.write(one) for one in cast(tuple[object, ...], value)]
        return out if kind is tuple else sorted(out, key=str)

    def read(value: Json) -> object:
        if not isinstance(value, list):
            raise Tampered("a list was stored as something else")
        return cast(object, kind(item.read(one) for one in value))

    return _Form(write, read)


def _fixed(args: tuple[object, ...]) -> _Form:
    items = [form_of(arg) for arg in args]

    def write(value: object) -> Json:
        pairs = zip(items, cast(tuple[object, ...], value), strict=True)
        return [item.write(one) for item, one in pairs]

    def read(value: Json) -> object:
        if not isinstance(value, list) or len(value) != len(items):
            raise Tampered("a pair was stored as something else")
        return tuple(item.read(one) for item, one in zip(items, value, strict=True))

    return _Form(write, read)


_UNSET: Final = object()


def _record(kind: type) -> _Form:
    hints = get_type_hints(kind)
    forms = {one.name: form_of(hints[one.name]) for one in dataclasses.fields(kind)}
    defaults = {one.name: _default(one) for one in dataclasses.fields(kind)}
    needed = {name for name, default in defaults.items() if default is _UNSET}
    fields = [(name, form.write, defaults[name]) for name, form in forms.items()]

    def write(value: object) -> Json:
        out: dict[str, Json] = {}
        for name, writes, default in fields:
            one = getattr(value, name)
            if one is not default and one != default:
                out[name] = writes(one)
        return out

    def read(value: Json) -> object:
        if not isinstance(value, dict) or not (needed <= value.keys() <= forms.keys()):
            raise Tampered(f"a {kind.__name__} was stored with other fields")
        try:
            return cast(
                object, kind(**{name: forms[name].read(one) for name, one in value.items()})
            )
        except (ValueError, TypeError):
            raise Tampered(f"a {kind.__name__} was stored that cannot be") from None

    return _Form(write, read)


def _default(one: "dataclasses.Field[object]") -> object:
    if one.default is not dataclasses.MISSING:
        return one.default
    if one.default_factory is not dataclasses.MISSING:
        return one.default_factory()
    return _UNSET


def strings(value: Json) -> Mapping[str, str | int | None]:
    """Return a flat JSON object; raises Tampered for anything else."""
    if not isinstance(value, dict):
        raise Tampered("an object was stored as something else")
    for one in value.values():
        if one is not None and type(one) not in (str, int):
            raise Tampered("a field was stored as something else")
    return cast(Mapping[str, str | int | None], value)
