"""What the page shows side by side: each pane is one person at one platform, with their rooms."""

from dataclasses import dataclass, field
from typing import Any, Final, Literal

from bot.demo.cast import OUTSIDERS
from bot.demo.scene import (
    ANN,
    BO,
    CLEO,
    DANA,
    DESK,
    DRILL,
    DUTY,
    ELI,
    INSTITUTE_TEAM,
    INTAKE,
    NIA,
    NIGHT,
    OBSERVERS,
    OBSERVERS_TEAM,
    ROOM_NAMES,
    STRICT,
    TEAM_ROOM,
    WATCH_DESK,
    WATCH_NIGHT,
    WATCH_STRICT,
    WATCH_TEAM,
)

Address = str | int
PRIVATE, UNLINKED = "private", "unlinked"
BY_HAND, AT_THE_DESK = "by-hand", "desk"
"""The lists of steps that have a window of their own."""
_MODES: Final = {
    "desk": "A desk room: what has no label goes as TLP:GREEN.",
    "share": "A room for sharing: talk without a label stays here.",
    "strict": "A strict room: every message needs a label.",
    PRIVATE: "Private: only the bot and this person.",
    UNLINKED: "A room that the bot was invited to, and that is linked with no other.",
    "duty": "The duty room: what is open, the reports and the alerts stand here.",
    "drill": "The room for exercises: what is only practised stands here, and nothing else.",
    "intake": "The intake room: each message here is a report for those on duty.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One room as a pane shows it.

    `place` is its id in the directory, "" for a private chat and where no bridge leads: what is
    linked by hand, and the rooms of the desk.
    """

    id: str
    place: str
    address: Address
    name: str
    mode: str

    @property
    def private(self) -> bool:
        """Whether it is the bot's conversation with one person."""
        return self.mode == PRIVATE

    def told(self, key: str) -> dict[str, Any]:
        """Return what the page knows of it; `key` is where its messages are found."""
        return {
            "id": self.id,
            "room": key,
            "place": self.place,
            "private": self.private,
            "name": self.name,
            "mode": self.mode,
            "about": _MODES[self.mode],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """One person's window; `team` is the Slack workspace, "" in Telegram.

    `beside` is the list of steps with which alone it is shown, "" for all.
    """

    id: str
    platform: Literal["slack", "telegram", "phone"]
    title: str
    kind: str
    short: str
    person: str
    name: str
    user: Address
    team: str = ""
    account: str = ""
    beside: str = ""
    views: tuple[View, ...] = field(default=())

    def view(self, view: str) -> View:
        """Return one of its rooms; raises KeyError."""
        return {one.id: one for one in self.views}[view]

    def key(self, view: View) -> str:
        """Return the key of a room's messages; a private chat is its person's alone."""
        return f"{PRIVATE}:{self.person}" if view.private else view.place or view.id

    def told(self) -> dict[str, Any]:
        """Return what the page knows of it."""
        return {
            "id": self.id,
            "platform": self.platform,
            "title": self.title,
            "kind": self.kind,
            "short": self.short,
            "person": self.person,
            "name": self.name,
            "beside": self.beside,
            "views": [one.told(self.key(one)) for one in self.views],
        }


def _room(place: str, address: Address, mode: str) -> View:
    sign = "# " if isinstance(address, str) else ""
    name = sign + ROOM_NAMES[address]
    return View(id=place, place=place, address=address, name=name, mode=mode)


def _apart(view: str, address: Address, mode: str = UNLINKED) -> View:
    sign = "# " if isinstance(address, str) else ""
    name = sign + ROOM_NAMES[address]
    return View(id=view, place="", address=address, name=name, mode=mode)


def _private(user: Address) -> View:
    return View(id=PRIVATE, place="", address=user, name="tocsin (private)", mode=PRIVATE)


_DUTY_ROOM: Final = _apart("institute-duty", DUTY, "duty")
_DRILL_ROOM: Final = _apart("institute-drill", DRILL, "drill")
_INTAKE_ROOM: Final = _apart("watch-intake", INTAKE, "intake")
PANES: Final = (
    Pane(
        id="institute", platform="slack", title="Ballot Institute", kind="Slack workspace",
        short="Institute", person="ann", name="Ann", user=ANN, team=INSTITUTE_TEAM,
        account="institute",
        views=(
            _room("institute-desk", DESK, "desk"),
            _room("institute-team", TEAM_ROOM, "share"),
            _room("institute-strict", STRICT, "strict"),
            _apart("institute-night", NIGHT),
            _DUTY_ROOM,
            _DRILL_ROOM,
            _private(ANN),
        ),
    ),
    Pane(
        id="observers", platform="slack", title="Observers Abroad", kind="Slack workspace",
        short="Observers", person="dana", name="Dana", user=DANA, team=OBSERVERS_TEAM,
        account="observers",
        views=(_room("observers-field", OBSERVERS, "share"), _private(DANA)),
    ),
    Pane(
        id="watch", platform="telegram", title="Ballot Watch", kind="Telegram group",
        short="Watch", person="cleo", name="Cleo", user=CLEO,
        views=(
            _room("watch-desk", WATCH_DESK, "share"),
            _room("watch-team", WATCH_TEAM, "share"),
            _room("watch-strict", WATCH_STRICT, "share"),
            _apart("watch-night", WATCH_NIGHT),
            _INTAKE_ROOM,
            _private(CLEO),
        ),
    ),
    Pane(
        id="phone", platform="phone", title="Bo's phone", kind="Telegram",
        short="Phone", person="bo", name="Bo", user=BO,
        views=(_room("watch-desk", WATCH_DESK, "share"), _INTAKE_ROOM, _private(BO)),
    ),
    Pane(
        id="eli", platform="phone", title="Eli's phone", kind="Telegram, at risk",
        short="Eli", person="eli", name="Eli", user=ELI, beside=BY_HAND,
        views=(_private(ELI), _room("watch-desk", WATCH_DESK, "share")),
    ),
    Pane(
        id="nia", platform="slack", title="Ballot Institute, Nia", kind="Slack, on duty",
        short="Nia", person="nia", name="Nia", user=NIA, team=INSTITUTE_TEAM,
        account="institute", beside=AT_THE_DESK,
        views=(_DUTY_ROOM, _DRILL_ROOM, _private(NIA)),
    ),
)  # fmt: skip
BY_ID: Final = {pane.id: pane for pane in PANES}
NAMES: Final[dict[Address, str]] = {pane.user: pane.name for pane in PANES} | OUTSIDERS
PEOPLE: Final = {pane.user: pane.person for pane in PANES}
ROOMS: Final = {
    view.place: (pane, view) for pane in reversed(PANES) for view in pane.views if view.place
}
"""Each room that a bridge leads to, with somebody who is in it."""
PLACE_NAMES: Final = {
    "institute-desk": "Ballot Institute",
    "institute-team": "Ballot Institute, team",
    "institute-strict": "Ballot Institute, strict",
    "observers-field": "Observers Abroad",
    "watch-desk": "Ballot Watch",
    "watch-team": "Ballot Watch, team",
    "watch-strict": "Ballot Watch, strict",
}
