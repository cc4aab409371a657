"""Agreements: what takes effect once somebody of each organisation has accepted it.

Every steward and deputy of the organisations sees the same card in private, edited in place.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from bot import cards, lanes
from bot.cards import Card
from bot.reaching import stewards, way
from bot.services import Services
from policies.buttons import Button
from policies.community.directory import Directory
from policies.community.posture import Posture, instant_of
from policies.labels import Label
from policies.speech.words import instant
from policies.text import Text
from storage.store import Notice, Transaction

AGREEMENT: Final = "agreement"
"""The kind of card, and of affair while it is open."""
_CLOSED: Final = "agreement closed"
WAITS: Final = timedelta(hours=24)
_TWO: Final = 2
_LIVE: Final = frozenset({"open", "testing"})
State = Literal["open", "testing", "done", "declined", "over", "void", "unreached"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One room of a link; `place` is its id in the directory, "" before it has one."""

    door: str
    platform: str
    channel: str = field(repr=False)
    topic: str | None = None
    organisations: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What is agreed: two rooms become linked, a bridge gets a looser ceiling, or ends; a posture.

    One person of each of the `organisations` is needed, two where there is only one: no account
    joins rooms alone. `by` is the organisation that asks, `told` are those who have the card, as
    doors and the platform's user ids; `persons` those who accepted, by the directory's ids. `made`
    are the rooms that became rows of the directory for it, `missed` the sides that a test message
    did not reach.
    """

    subject: Literal["link", "raise", "unlink", "posture"]
    by: str
    organisations: tuple[str, ...]
    ends: datetime
    accepted: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    state: State = "open"
    sides: tuple[Side, ...] = ()
    bridge: str = ""
    ceiling: Label = Label.GREEN
    before: Label = Label.GREEN
    told: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    made: tuple[str, ...] = ()
    missed: tuple[int, ...] = ()
    tested: datetime | None = None
    posture: str = ""

    @property
    def waiting(self) -> tuple[str, ...]:
        """The organisations of which nobody has accepted yet."""
        if len(self.organisations) == 1 and len(set(self.persons)) < _TWO:
            return self.organisations
        return tuple(one for one in self.organisations if one not in self.accepted)


def keep(tx: Transaction, agreement_id: str, agreement: Agreement) -> None:
    """Keep an agreement as it is now."""
    kind = AGREEMENT if agreement.state in _LIVE else _CLOSED
    tx.affairs.put(kind, agreement_id, agreement, ends=agreement.ends)


async def found(tx: Transaction, agreement_id: str) -> Agreement | None:
    """Return an agreement, open or not."""
    for kind in (AGREEMENT, _CLOSED):
        agreement = await tx.affairs.get(kind, agreement_id, Agreement)
        if agreement is not None:
            return agreement
    return None


def upheld(directory: Directory, agreement: Agreement) -> tuple[str, ...]:
    """Return the organisations that have accepted by somebody who answers for them still.

    Whoever was locked out or removed since may not have been the one who pressed.
    """
    needed = _TWO if len(agreement.organisations) == 1 else 1
    return tuple(
        name
        for name in agreement.accepted
        if len([one for one in stewards(directory, name) if one.id in agreement.persons]) >= needed
    )


async def live(tx: Transaction) -> list[tuple[str, Agreement]]:
    """Return the agreements that wait for somebody or something."""
    return await tx.affairs.listed(AGREEMENT, Agreement)


def unreachable(services: Services, organisations: Collection[str]) -> list[str]:
    """Return the organisations of which no steward or deputy can be written to."""
    directory = services.directory
    return [
        one
        for one in organisations
        if not any(way(services, person) for person in stewards(directory, one))
    ]


async def ask(tx: Transaction, services: Services, agreement: Agreement, door: str) -> list[str]:
    """Keep a new agreement and show it to all whom it concerns; returns the lanes with work."""
    return (await open_(tx, services, agreement, door))[1]


async def open_(
    tx: Transaction, services: Services, agreement: Agreement, door: str
) -> tuple[str, list[str]]:
    """Do the same, and return the agreement's id besides."""
    agreement_id = tx.new_id()
    told = []
    for organisation in agreement.organisations:
        for person in stewards(services.directory, organisation):
            reached = way(services, person, door)
            if reached is not None:
                told.append(reached)
    keep(tx, agreement_id, replace(agreement, told=tuple(told)))
    woken = []
    for there, user in told:
        woken += await cards.show(
            tx, AGREEMENT, door=there, user=user, key=(agreement_id,), about=(agreement_id,)
        )
    return agreement_id, woken


async def settle(tx: Transaction, agreement_id: str, agreement: Agreement) -> list[str]:
    """Keep what became of an agreement and have its cards say so; returns the lanes with work."""
    keep(tx, agreement_id, agreement)
    for door, user in agreement.told:
        await cards.renew(tx, AGREEMENT, door=door, user=user, key=(agreement_id,))
    return [lanes.private(door, user) for door, user in agreement.told]


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the card of an agreement; it goes from whoever may not answer any more."""
    agreement = await found(tx, notice.about[0])
    platform = services.doors.get(notice.door, "")
    directory = services.directory
    reader = directory.person(platform, notice.door, "", notice.user)
    if agreement is None or reader is None or reader.organisation not in agreement.organisations:
        return None
    if all(one.id != reader.id for one in stewards(directory, reader.organisation)):
        return None
    joining = services.phrases(lanes.private(notice.door, notice.user)).joining
    lines = [await _question(tx, services, notice, agreement)]
    if agreement.state == "unreached":
        missed = (agreement.sides[at] for at in agreement.missed)
        lines.append(joining.unreached(_shown(directory, one) for one in missed))
    elif agreement.state == "open":
        accepted = _names(directory, agreement.accepted)
        lines.append(joining.accepted_so_far(accepted, _names(directory, agreement.waiting)))
        lines.append(joining.until(instant(agreement.ends)))
    else:
        lines.append(joining.outcome(agreement.state))
    buttons = (
        Button(label=joining.accept(), line=f"agree {notice.about[0]}", style="primary"),
        Button(label=joining.decline(), line=f"disagree {notice.about[0]}"),
    )
    asks = agreement.state == "open" and reader.organisation in agreement.waiting
    asks = asks and reader.id not in agreement.persons
    return Card(text=Text.of("\n".join(lines)), buttons=(buttons,) if asks else ())


async def _question(
    tx: Transaction, services: Services, notice: Notice, agreement: Agreement
) -> str:
    directory = services.directory
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    joining = phrases.joining
    match agreement.subject:
        case "link":
            sides = (_shown(directory, one) for one in agreement.sides)
            return joining.link(sides, agreement.ceiling).plain
        case "raise":
            return joining.raise_(agreement.bridge, agreement.before, agreement.ceiling).plain
        case "unlink":
            by = directory.shown_organisation(agreement.by)
            return joining.unlink(agreement.bridge, by).plain
        case "posture":
            filed = await tx.docket.by_id(agreement.posture, Posture)
            if filed is None:
                return joining.outcome("void")
            begins = instant_of(filed.value.begins, directory) or filed.value.until
            shown = [directory.shown_organisation(one) for one in agreement.organisations]
            return phrases.postures.question(filed.number, filed.value, begins, shown)


def _shown(directory: Directory, side: Side) -> tuple[str, str]:
    return _names(directory, side.organisations), side.platform.capitalize()


def _names(directory: Directory, organisations: Collection[str]) -> str:
    return ", ".join(directory.shown_organisation(one) for one in organisations)
