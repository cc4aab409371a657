"""Dead letters of both kinds: deliveries that go no further, and events that could not be taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from bot.cli.ages import SHOWN, ago, person_door, seconds, where
from storage.store import ListedDelivery, Transaction

LEAST: Final = 8
"""Digits that the beginning of an id must have at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter, without a word of what was said.

    A delivery is dead, or held because something was wrong with it; `place` is its lane. An event
    is dead; `place` is the door it came by, `what` what kind of event it was.
    """

    id: str
    kind: Literal["delivery", "event"]
    state: Literal["dead", "held"]
    place: str
    error: str
    since: datetime
    what: str = ""

    @property
    def can(self) -> tuple[str, ...]:
        """What can be done with it: of an event nothing was kept that could be tried again."""
        return ("retry", "drop") if self.kind == "delivery" else ("drop",)

    def told(self, now: datetime) -> dict[str, Any]:
        """Return the letter as the commands answer it with `--json`."""
        door = self.place if self.kind == "event" else person_door(self.place)
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "place": self.place if door is None else None,
            "door": door,
            "event": self.what or None,
            "error": self.error,
            "since": self.since.isoformat(),
            "age_seconds": seconds(self.since, now),
            "can": list(self.can),
        }

    def words(self, now: datetime) -> str:
        """Return the letter on one line, behind the word for its state."""
        to = f"to {where(self.place)}" if self.kind == "delivery" else self._event()
        return f"{self.id[:SHOWN]}  {to}, {ago(self.since, now)}, {self.error}"

    def _event(self) -> str:
        return f"{self.what} from {self.place}"


def of_delivery(one: ListedDelivery, state: Literal["dead", "held"]) -> Letter:
    """Return a delivery as a letter."""
    return Letter(
        id=one.id,
        kind="delivery",
        state=state,
        place=one.place,
        error=one.error or f"rule {one.rule}",
        since=one.minute,
    )


def by_error(one: ListedDelivery) -> bool:
    """Tell whether a held delivery waits for an operator: something was wrong with it (rule 1)."""
    return one.rule == 1 or bool(one.error)


async def events(tx: Transaction) -> list[Letter]:
    """Return the events that could not be taken, oldest first; raises Tampered."""
    return [
        Letter(
            id=one.id,
            kind="event",
            state="dead",
            place=one.door,
            error=one.error,
            since=one.minute,
            what=one.kind,
        )
        for one in await tx.dead.listed()
    ]


async def letters(tx: Transaction) -> list[Letter]:
    """Return every dead letter, oldest first; raises Tampered."""
    found = [of_delivery(one, "dead") for one in await tx.deliveries.listed("dead")]
    held = await tx.deliveries.listed("held")
    found += [of_delivery(one, "held") for one in held if by_error(one)]
    found += await events(tx)
    return sorted(found, key=lambda one: (one.since, one.id))


def named(given: Sequence[str], among: Sequence[Letter]) -> tuple[list[Letter], list[str]]:
    """Return the letters that ids or their beginnings name, and a line for each that names none."""
    chosen: dict[str, Letter] = {}
    wrong = []
    for name in dict.fromkeys(given):
        fits = [one for one in among if one.id == name] or [
            one for one in among if len(name) >= LEAST and one.id.startswith(name)
        ]
        if len(fits) == 1:
            chosen[fits[0].id] = fits[0]
        elif fits:
            wrong.append(f"{name}: is the beginning of {len(fits)} ids; give more of it")
        else:
            wrong.append(f"{name}: is neither dead nor held by an error; see `tocsin dead list`")
    return list(chosen.values()), wrong
