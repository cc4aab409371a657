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
    ELI,
    INSTITUTE_TEAM,
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
_MODES: Final = {
    "desk": "A desk room: what has no label goes as TLP:GREEN.",
    "share": "A room for sharing: talk without a label stays here.",
    "strict": "A strict room: every message needs a label.",
    PRIVATE: "Private: only the bot and this person.",
    UNLINKED: "A room that the bot was invited to, and that is linked with no other.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One room as a pane shows it.

    `place` is its id in the directory, "" for a private chat and for what is linked by hand.
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
    """One person's window; `team` is the Slack workspace, "" in Telegram."""

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
            "views": [one.told(self.key(one)) for one in self.views],
        }


def _room(place: str, address: Address, mode: str) -> View:
    sign = "# " if isinstance(address, str) else ""
    name = sign + ROOM_NAMES[address]
    return View(id=place, place=place, address=address, name=name, mode=mode)


def _unlinked(view: str, address: Address) -> View:
    sign = "# " if isinstance(address, str) else ""
    name = sign + ROOM_NAMES[address]
    return View(id=view, place="", address=address, name=name, mode=UNLINKED)


def _private(user: Address) -> View:
    return View(id=PRIVATE, place="", address=user, name="tocsin (private)", mode=PRIVATE)


PANES: Final = (
    Pane(
        id="institute", platform="slack", title="Ballot Institute", kind="Slack workspace",
        short="Institute", person="ann", name="Ann", user=ANN, team=INSTITUTE_TEAM,
        account="institute",
        views=(
            _room("institute-desk", DESK, "desk"),
            _room("institute-team", TEAM_ROOM, "share"),
            _room("institute-strict", STRICT, "strict"),
            _unlinked("institute-night", NIGHT),
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
            _unlinked("watch-night", WATCH_NIGHT),
            _private(CLEO),
        ),
    ),
    Pane(
        id="phone", platform="phone", title="Bo's phone", kind="Telegram",
        short="Phone", person="bo", name="Bo", user=BO,
        views=(_room("watch-desk", WATCH_DESK, "share"), _private(BO)),
    ),
    Pane(
        id="eli", platform="phone", title="Eli's phone", kind="Telegram, at risk",
        short="Eli", person="eli", name="Eli", user=ELI,
        views=(_private(ELI), _room("watch-desk", WATCH_DESK, "share")),
    ),
)  # fmt: skip
BY_ID: Final = {pane.id: pane for pane in PANES}
NAMES: Final[dict[Address, str]] = {pane.user: pane.name for pane in PANES} | OUTSIDERS
PEOPLE: Final = {pane.user: pane.person for pane in PANES}
ROOMS: Final = {
    view.place: (pane, view) for pane in reversed(PANES) for view in pane.views if view.place
}
"""Each room of the directory with somebody who is in it."""
PLACE_NAMES: Final = {
    "institute-desk": "Ballot Institute",
    "institute-team": "Ballot Institute, team",
    "institute-strict": "Ballot Institute, strict",
    "observers-field": "Observers Abroad",
    "watch-desk": "Ballot Watch",
    "watch-team": "Ballot Watch, team",
    "watch-strict": "Ballot Watch, strict",
}
