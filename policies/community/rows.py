"""The directory as rows: what the database keeps and the file says, key by key.

A row is (kind, id, body); the body has the keys of the file's table, without what is default.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from policies.community.calendar import election_body, rota_body
from policies.community.contacts import contacts_body, escalation_body
from policies.community.directory import Directory
from policies.community.exercises import exercise_body
from policies.community.parsing import parse
from policies.community.people import Organisation, OrganisationKind, Person, Role
from policies.community.places import Bridge, Mode, Place, PlaceKind
from policies.labels import Label
from policies.messages.files import FileMode

Rows = Sequence[tuple[str, str, dict[str, Any]]]
DAYS: Final = {"permission": ("until",), "election": ("day", "last"), "rota": ("start",)}
"""The keys that are dates in the file and ISO texts in a row, by kind."""


def to_rows(directory: Directory) -> list[tuple[str, str, dict[str, Any]]]:
    """Return the directory as rows, in its order."""
    rows = [("organisation", one.id, _organisation(one)) for one in directory.organisations]
    rows += [("person", one.id, _person(one)) for one in directory.people]
    rows += [("channel", one.id, _place(one)) for one in directory.places]
    rows += [("bridge", one.id, _bridge(one)) for one in directory.bridges]
    rows += [
        ("permission", str(at), _lean(by=one.by, to=list(one.to), label=one.label.value,
                                      until=one.until and one.until.isoformat()))
        for at, one in enumerate(directory.permissions, start=1)
    ]  # fmt: skip
    rows += [
        ("wall", str(at), _lean(organisation=one.organisation, not_to=list(one.not_to)))
        for at, one in enumerate(directory.walls, start=1)
    ]
    rows += [("escalation", one.id, escalation_body(one)) for one in directory.escalations]
    rows += [("election", one.id, election_body(one)) for one in directory.elections]
    rows += [("rota", one.id, rota_body(one)) for one in directory.rotas]
    rows += [("exercise", one.id, exercise_body(one)) for one in directory.exercises]
    return rows


def from_rows(rows: Rows) -> Directory:
    """Return the directory of rows that `to_rows` made; raises ValueError for others."""
    data: dict[str, list[dict[str, Any]]] = {}
    for kind, _, body in rows:
        table = dict(body)
        for key in DAYS.get(kind, ()):
            if key in table:
                table[key] = date.fromisoformat(table[key])
        data.setdefault(kind, []).append(table)
    directory, faults = parse(data, "database", None)
    if faults:
        raise ValueError("the directory in the database is not sound: " + faults[0])
    return directory


def _lean(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", False, [], ())}


def _organisation(one: Organisation) -> dict[str, Any]:
    kind = None if one.kind is OrganisationKind.MEMBER else one.kind.value
    return _lean(
        id=one.id,
        name=one.name,
        shown_as=one.shown_as,
        kind=kind,
        tags=list(one.tags),
        clients=list(one.clients),
        keeps_records=one.keeps_records,
        risk=one.risk,
        contacts=contacts_body(one.contacts),
    )


def _person(one: Person) -> dict[str, Any]:
    roles = None if one.roles == (Role.PARTNER,) else [role.value for role in one.roles]
    body = _lean(
        id=one.id,
        organisation=one.organisation,
        name=one.name,
        shown_as=one.shown_as,
        seat=one.seat,
        risk=one.risk,
        notify=one.notify,
        tags=list(one.tags),
        telegram=one.telegram,
        slack=_slack(one),
    )
    return body if roles is None else {**body, "roles": roles}


def _slack(one: Person) -> str | list[str]:
    names = [f"{account}:{user}" if account else user for account, user in one.slack]
    return names[0] if len(names) == 1 else names


def _place(one: Place) -> dict[str, Any]:
    several = len(one.organisations) > 1
    body = _lean(
        id=one.id,
        platform=one.platform,
        account=one.account,
        address=int(one.address) if one.platform == "telegram" else one.address,
        organisation=one.organisations[0] if len(one.organisations) == 1 else None,
        organisations=list(one.organisations) if several else None,
        public=one.public,
        exercise=one.exercise,
        mode=None if one.mode is Mode.SHARE else one.mode.value,
        default=None if one.default is None else one.default.value,
        kind=None if one.kind is PlaceKind.ROOM else one.kind.value,
    )
    if one.topic is not None:
        body["topic"] = int(one.topic)
    if one.members is not None:
        body["members"] = one.members
    return body


def _bridge(one: Bridge) -> dict[str, Any]:
    ceiling = None if one.ceiling is Label.GREEN else one.ceiling.value
    files = None if one.files is FileMode.STORED else one.files.value
    return _lean(
        id=one.id,
        channels=list(one.channels),
        ceiling=ceiling,
        agreed=list(one.agreed),
        mentions=one.mentions,
        paused=list(one.paused),
        conflicts="strictest" if one.conflicts else None,
        files=files,
    )
