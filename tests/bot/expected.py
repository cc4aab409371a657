"""What nobody expected: at the end of a test every message has to have had a reason.

Judged by what the platforms saw and by whom an alert is for, not by what the program remembers of
whom it paged. Whoever did something is answered; to everybody else only what stands here may come.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from bot.alerts import filing
from policies.alerts.alert import Alert
from policies.alerts.sharing import organisations_of
from storage.store import Transaction
from tests.bot.small_house import SmallDoor

if TYPE_CHECKING:
    from tests.bot.coalition import Coalition

ALERT: Final = re.compile(r"\bA-(\d+)\b")
RING: Final = re.compile(r"waits for an answer from your organisation")
CARD: Final = re.compile(r"^Owner: ", re.MULTILINE)
UNASKED: Final = re.compile(
    r"\d+ new$|You are on duty for |Your duty for |Somebody is on duty all the time"
    r"|No(body is on duty| rota says who is on duty) around"
    r"|(Slack|Telegram) (has been out of reach|is within reach again)"
    r"|.+ asks you to swap in "
    r"|.+ was locked out on |(Agree on posture|Posture) P-\d+|About your report R-\d+"
    r"|(One run|\d+ runs) of S-\d+ w(as|ere) missed|A run of S-\d+ went to nobody"
    r"|S-\d+ (goes with its election|has no run to come)|S-\d+ was cancelled: whoever wrote it"
)
"""How a message begins that comes to somebody who has done nothing: no alert, and no answer."""


async def unexpected(coalition: "Coalition") -> list[str]:
    """Return what came where nothing of the kind was to come."""
    found: list[str] = []
    alerts: dict[int, tuple[Alert | None, bool]] = {}
    for door in coalition.house.doors.values():
        posts = [(room, text) for kind, room, text in door.calls if kind == "post"]
        for room, text in posts:
            number = ALERT.search(text.partition("\n")[0])
            if number is not None:
                at = int(number[1])
                if at not in alerts:
                    alerts[at] = await _read(coalition, at)
                found += _misdirected(coalition, door, room, *alerts[at], text)
            elif room.startswith("D") and (door.name, room[1:]) not in coalition.house.heard:
                found += [] if UNASKED.match(text) else [f"unasked, to {room}: {text!r}"]
        for room in door.rooms:
            there = [text for where, text in posts if where == room]
            found += twice(room, door.standing(room), there)
    return found


async def _read(coalition: "Coalition", number: int) -> tuple[Alert | None, bool]:
    """Return an alert, and whether it became stricter with its source."""

    async def act(tx: Transaction) -> tuple[Alert | None, bool]:
        filed = await tx.docket.numbered("alert", number, Alert)
        if filed is None:
            return None, False
        entries = await filing.timeline(tx, filed)
        return filed.value, any(one.what == "narrowed" for one in entries)

    return await coalition.house.store.read(act)


def _misdirected(
    coalition: "Coalition",
    door: SmallDoor,
    room: str,
    alert: Alert | None,
    narrowed: bool,  # noqa: FBT001 - as it was read
    text: str,
) -> list[str]:
    """Tell whether something of an alert came to others than it is for and its origin.

    Who was removed since, or is no longer told of it, is not known any more. Where an alert became
    stricter with its source, nothing of it may stand any more with whom it was for before.
    """
    house = coalition.house
    directory = house.services.directory
    if narrowed and text not in door.standing(room):
        return []
    person = directory.person(door.platform, door.name, "", room[1:])
    place = directory.place(door.name, room, None)
    theirs = [] if person is None else [person.organisation]
    theirs += [] if place is None else place.organisations
    if alert is None or not theirs:
        return []
    meant = {alert.origin}
    for one in (*house.directories, directory):
        meant.update(organisations_of(one, alert))
        meant |= {who.organisation for who in one.people if who.id in alert.audience.people}
    return [] if meant.issuperset(theirs) else [f"not for {room}: {text!r}"]


def twice(room: str, standing: Iterable[str], posts: Iterable[str]) -> list[str]:
    """Tell whether a second card or ring of one alert stands somewhere, and was not marked."""
    found = Counter(
        (shape.pattern, number[1])
        for text in standing
        for shape in ((RING,) if room.startswith("D") else (RING, CARD))
        if shape.search(text) and (number := ALERT.search(text.partition("\n")[0]))
    )
    most = 1 + sum("repeat" in text for text in posts)
    return [f"{many} times in {room}: {what}" for what, many in found.items() if many > most]
