"""Making a directory of a file's tables, with every fault collected and nothing taken by half."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from policies.community.calendar import read_election, read_rota
from policies.community.checking import check
from policies.community.contacts import read_contacts, read_escalation
from policies.community.directory import Directory
from policies.community.exercises import read_exercise
from policies.community.people import (
    Organisation,
    OrganisationKind,
    Permission,
    Person,
    Role,
    Wall,
)
from policies.community.places import Bridge, Mode, Place, PlaceKind
from policies.community.tables import Faults, Table
from policies.labels import Label
from policies.messages.files import FileMode

_KINDS: Final = (
    "organisation",
    "person",
    "channel",
    "bridge",
    "permission",
    "wall",
    "escalation",
    "election",
    "rota",
    "exercise",
)
_PLATFORMS: Final = ("slack", "telegram")
_SMALLEST_BRIDGE: Final = 2
_CONFLICTS: Final = ("hold", "strictest")
_TEAM: Final = re.compile(r"[TE][A-Z0-9]{4,}$")
"""A workspace by Slack's own id, which the settings do not know."""
_ADDRESSES: Final = {
    "slack": (re.compile(r"[A-Z0-9]{2,64}"), 'must be the id of a channel such as "C0DESK"'),
    "telegram": (re.compile(r"-?[1-9][0-9]{0,18}"), "must be the id of a chat such as -1001234"),
}

Accounts = Mapping[str, Sequence[str]]
"""The configured accounts' names, by platform."""


def parse(
    data: Mapping[str, Any], file: str, accounts: Accounts | None
) -> tuple[Directory, list[str]]:
    """Return the directory of a TOML document and the faults in it.

    `accounts` are those that the settings name; None leaves them unchecked.
    """
    faults = Faults(file)
    for key in sorted(data.keys() - set(_KINDS)):
        faults.lines.append(
            f"{file}: [{key}]: is not a known table; tables are "
            + ", ".join(f"[[{kind}]]" for kind in _KINDS)
        )
    tables = {kind: _tables(kind, data.get(kind, []), faults) for kind in _KINDS}
    directory = Directory(
        organisations=tuple(_organisation(one) for one in tables["organisation"]),
        people=tuple(_person(one, accounts) for one in tables["person"]),
        places=tuple(_place(one, accounts) for one in tables["channel"]),
        bridges=tuple(_bridge(one) for one in tables["bridge"]),
        permissions=tuple(_permission(one) for one in tables["permission"]),
        walls=tuple(_wall(one) for one in tables["wall"]),
        escalations=tuple(read_escalation(one) for one in tables["escalation"]),
        elections=tuple(read_election(one) for one in tables["election"]),
        rotas=tuple(read_rota(one) for one in tables["rota"]),
        exercises=tuple(read_exercise(one) for one in tables["exercise"]),
    )
    for table in (one for some in tables.values() for one in some):
        table.finish()
    check(directory, faults)
    return directory, faults.lines


def _tables(kind: str, given: Any, faults: Faults) -> list[Table]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        faults.add(kind, "", f"must be written as [[{kind}]] tables; correct the brackets")
        return []
    return [Table(kind, at, one, faults) for at, one in enumerate(given, start=1)]


def _organisation(table: Table) -> Organisation:
    return Organisation(
        id=table.identifier(),
        name=table.text("name", required=True),
        shown_as=table.text("shown_as"),
        kind=table.choice(
            "kind", OrganisationKind, OrganisationKind.MEMBER, "member, client, vendor"
        ),
        clients=table.ids("clients"),
        tags=table.tags(),
        keeps_records=table.flag("keeps_records"),
        risk=table.flag("risk"),
        contacts=read_contacts(table),
    )


def _person(table: Table, accounts: Accounts | None) -> Person:
    person = Person(
        id=table.identifier(),
        organisation=table.identifier("organisation"),
        name=table.text("name", required=True),
        shown_as=table.text("shown_as"),
        seat=table.flag("seat"),
        risk=table.flag("risk"),
        notify=table.flag("notify"),
        roles=table.choices("roles", Role, (Role.PARTNER,), ", ".join(Role)),
        tags=table.tags(),
        telegram=table.number("telegram", least=1),
        slack=table.accounts("slack"),
    )
    if accounts is None:
        return person
    workspaces = accounts.get("slack", ())
    if len(workspaces) > 1 and any(not workspace for workspace, _ in person.slack):
        table.fault(
            "slack",
            "names no workspace, and there are several; write one of "
            + ", ".join(f"{name}:U…" for name in workspaces),
        )
    for workspace, _ in person.slack:
        if workspace and workspace not in workspaces and not _TEAM.match(workspace):
            table.fault(
                "slack",
                f'names the workspace "{workspace}", which is no [slack.…] table of the '
                "settings; add it or correct it",
            )
    return person


def _place(table: Table, accounts: Accounts | None) -> Place:
    platform = table.text("platform", required=True)
    if platform and platform not in _PLATFORMS:
        table.fault("platform", "must be one of slack, telegram; correct it")
    place = Place(
        id=table.identifier(),
        platform=platform,
        account=_account(table, platform, accounts),
        address=table.address("address"),
        topic=table.topic("topic"),
        organisations=_whose(table),
        public=table.flag("public"),
        exercise=table.flag("exercise"),
        members=table.number("members"),
        mode=table.choice("mode", Mode, Mode.SHARE, "share, desk, strict"),
        default=table.optional_label("default"),
        kind=table.choice("kind", PlaceKind, PlaceKind.ROOM, ", ".join(PlaceKind)),
    )
    _check_address(table, place)
    if not place.organisations and not place.public:
        table.fault("organisation", "is missing; give organisation, organisations or public = true")
    if place.kind is not PlaceKind.ROOM and not place.organisations:
        table.fault("kind", "is for a room of organisations, who answer for it; name one or more")
    if place.default is not None and place.mode is not Mode.DESK and not _takes_in(place):
        table.fault(
            "default",
            'is only for a room with mode = "desk" or kind = "intake"; remove it or set one',
        )
    if place.default is Label.CLEAR:
        table.fault("default", "must not be TLP:CLEAR; nothing is CLEAR without a written label")
    return place


def _takes_in(place: Place) -> bool:
    return place.kind is PlaceKind.INTAKE


def _check_address(table: Table, place: Place) -> None:
    shape, reason = _ADDRESSES.get(place.platform, (None, ""))
    if shape is not None and place.address and not shape.fullmatch(place.address):
        table.fault("address", f"{reason}; correct it")
    if place.topic is not None and place.platform == "slack":
        table.fault("topic", "is only for Telegram; remove it")


def _whose(table: Table) -> tuple[str, ...]:
    several = table.ids("organisations")
    one = table.identifier("organisation", required=False)
    if one and several:
        table.fault("organisation", "stands beside organisations; keep one of the two")
    return several or ((one,) if one else ())


def _account(table: Table, platform: str, accounts: Accounts | None) -> str:
    given = table.text("account")
    if accounts is None or platform not in _PLATFORMS:
        return given or "main"
    names = list(accounts.get(platform, ()))
    if given and given not in names:
        table.fault("account", f"is no [{platform}.…] table of the settings; add it or correct it")
    if given:
        return given
    if len(names) == 1:
        return names[0]
    if not names:
        table.fault("platform", f"has no account in the settings; add a [{platform}.main] table")
        return "main"
    table.fault("account", f"is missing; name one of {', '.join(names)}")
    return ""


def _bridge(table: Table) -> Bridge:
    bridge = Bridge(
        id=table.identifier(),
        channels=table.ids("channels", required=True),
        ceiling=table.label("ceiling", Label.GREEN),
        agreed=table.ids("agreed"),
        mentions=table.flag("mentions"),
        paused=table.ids("paused"),
        conflicts=table.choice("conflicts", _CONFLICTS.index, 0, ", ".join(_CONFLICTS)) > 0,
        files=table.choice("files", FileMode, FileMode.STORED, ", ".join(FileMode)),
    )
    if table.has("channels") and len(bridge.channels) < _SMALLEST_BRIDGE:
        table.fault("channels", "must name two channels or more; add the other side")
    return bridge


def _permission(table: Table) -> Permission:
    return Permission(
        by=table.identifier("by"),
        to=table.names("to"),
        label=table.label("label", Label.AMBER, required=True),
        until=table.day("until"),
    )


def _wall(table: Table) -> Wall:
    return Wall(organisation=table.identifier("organisation"), not_to=table.names("not_to"))
