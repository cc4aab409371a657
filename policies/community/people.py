"""Organisations and people, as the coalition's directory knows them."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from policies.community.contacts import Contact
from policies.labels import Label


class OrganisationKind(StrEnum):
    """What an organisation is to the coalition."""

    MEMBER = "member"
    CLIENT = "client"
    VENDOR = "vendor"


class Role(StrEnum):
    """What a person may do."""

    PARTNER = "partner"
    DUTY = "duty"
    RELEASER = "releaser"
    STEWARD = "steward"
    DEPUTY = "deputy"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """One organisation; `shown_as` is the name that others see, `contacts` whom to reach there."""

    id: str
    name: str = field(repr=False)
    shown_as: str = field(default="", repr=False)
    kind: OrganisationKind = OrganisationKind.MEMBER
    clients: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    keeps_records: bool = False
    risk: bool = False
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person, or a seat: an account that several people use.

    `slack` holds (workspace account or "", user id); `telegram` the user id. `notify` lets whoever
    mentions that person on one platform call them on another, over bridges that allow it.
    """

    id: str
    organisation: str
    name: str = field(repr=False)
    shown_as: str = field(default="", repr=False)
    seat: bool = False
    risk: bool = False
    roles: tuple[Role, ...] = (Role.PARTNER,)
    tags: tuple[str, ...] = ()
    telegram: int | None = field(default=None, repr=False)
    slack: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    notify: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A standing permission: `by` lets `to` (ids or tags) have what bears `label`.

    It holds through the day `until` (UTC); None means until it is taken back.
    """

    by: str
    to: tuple[str, ...]
    label: Label
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """What an organisation originates never goes to `not_to` (ids or tags)."""

    organisation: str
    not_to: tuple[str, ...]
