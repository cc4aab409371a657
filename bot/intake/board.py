"""The board of a duty room: one card, edited in place, of the reports that this room may have."""

from bot import cards
from bot.cards import Card
from bot.intake import naming, reports
from bot.intake.stale import BOARD, RESTS, rest
from bot.services import Services
from policies import names
from policies.access import Who, may
from policies.alerts.knowing import Reader, reading
from policies.buttons import Button, Rows
from policies.community.people import Person
from policies.community.places import PlaceKind
from policies.intake.board import Board, Line, laid_out
from policies.intake.report import Report
from policies.intake.sharing import for_person, for_place
from policies.labels import Label
from policies.phrases import Phrases
from policies.sharing.decision import Handling
from policies.sharing.handling import handling_for
from policies.sharing.spreading import GOES
from storage.store import Due, Filed, Notice, Transaction

_MOST = 2_000
"""Open reports that a board counts."""
_LONGEST_PLACE = 24
_WITH_BUTTONS = 3
"""So many of those in work have buttons of their own on the board."""


async def show(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Show every board anew; returns the lanes that have work."""
    if due.note.startswith(RESTS):
        return []
    woken: list[str] = []
    for place in services.directory.places:
        if place.door not in services.doors:
            continue
        if place.kind is PlaceKind.DUTY:
            woken += await cards.show(tx, BOARD, door=place.door, key=(place.id,), place=place)
        elif await cards.standing(tx, BOARD, door=place.door, place=place.id, key=(place.id,)):
            # It was for duty once: no board stands there any more.
            await cards.renew(tx, BOARD, door=place.door, user="", key=(place.id,))
            woken.append(place.id)
    rest(tx, waiting=await tx.docket.count(reports.KIND) > 0)
    return woken


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the board of a room; it goes where the room is for duty no more."""
    place = services.directory.place_by_id(notice.place)
    if place is None or place.kind is not PlaceKind.DUTY:
        return None
    phrases = services.phrases(place.id)
    directory = services.directory
    reader = reading(directory, place)
    lines = [
        _line(services, phrases, one, reader)
        for one in await tx.docket.opened(reports.KIND, Report, most=_MOST)
        if for_place(directory, one.value, place, tx.now).outcome in GOES
    ]
    board = laid_out(lines, tx.now)
    label = board.label
    handling = Handling() if label is None else handling_for(label, place.platform)
    handling = Handling(protect=handling.protect, silent=True)
    return Card(
        text=phrases.reports.board(board, tx.now, drill=phrases.alert_cards.drill()),
        buttons=_buttons(phrases, board),
        pin=True,
        handling=handling,
    )


async def of_person(
    tx: Transaction, services: Services, phrases: Phrases, person: Person, platform: str
) -> tuple[Board, Rows] | None:
    """Return the board of the reports that somebody on duty may have, with its buttons.

    None for whoever looks at no reports.
    """
    if not may(Who.DUTY, person, seats=True):
        return None
    directory = services.directory
    reader = reading(directory, person)
    lines = [
        _line(services, phrases, one, reader)
        for one in await tx.docket.opened(reports.KIND, Report, most=_MOST)
        if not one.value.exercise
        and for_person(directory, one.value, person, platform, tx.now).outcome in GOES
    ]
    board = laid_out(lines, tx.now)
    return board, _buttons(phrases, board)[:1]


def _line(services: Services, phrases: Phrases, filed: Filed[Report], reader: Reader) -> Line:
    report = filed.value
    where = names.cleaned(report.place)
    if len(where) > _LONGEST_PLACE:
        where = where[: _LONGEST_PLACE - 1].rstrip() + "…"
    return Line(
        number=filed.number,
        label=report.label or Label.RED,
        place=where,
        status=report.status,
        verdict=report.verification.verdict,
        owner=naming.officer(services, phrases, report.owner, reader),
        made=report.made,
        since=report.since,
        exercise=report.exercise,
    )


def _buttons(phrases: Phrases, board: Board) -> Rows:
    """Return `next`, and what may be done with the last that somebody has."""
    words = phrases.reports
    rows: list[tuple[Button, ...]] = []
    if board.waiting:
        oldest = board.oldest[0].number
        claim = Button(label=f"{words.claim()} R-{oldest}", line=f"claim {oldest}")
        rows.append((Button(label=words.next(), line="next", style="primary"), claim))
    for one in board.in_work[-_WITH_BUTTONS:]:
        number = one.number
        rows.append(
            (
                Button(label=f"{words.same()} R-{number}", line=f"same {number}"),
                Button(label=f"{words.ask()} R-{number}", line=f"ask {number}"),
                Button(label=f"{words.promote()} R-{number}", line=f"promote {number}"),
                Button(label=f"{words.close()} R-{number}", line=f"close {number}"),
            )
        )
    return tuple(rows)
