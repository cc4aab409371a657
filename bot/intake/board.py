"""The board of a duty room: one card, edited in place, of the reports that this room may have."""

from bot import cards
from bot.cards import Card
from bot.intake import naming, reports
from bot.intake.stale import BOARD, RESTS, rest
from bot.services import Services
from policies import names
from policies.buttons import Button, Rows
from policies.community.places import Place, PlaceKind
from policies.intake.board import Board, Line, laid_out
from policies.intake.report import Report
from policies.intake.sharing import for_place
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
    found = await tx.docket.opened(reports.KIND, Report, most=_MOST)
    lines = [line for one in found if (line := _line(tx, services, phrases, place, one))]
    board = laid_out(lines, tx.now)
    label = board.label
    handling = Handling() if label is None else handling_for(label, place.platform)
    handling = Handling(protect=handling.protect, silent=True)
    return Card(
        text=phrases.reports.board(board, tx.now),
        buttons=_buttons(phrases, board),
        pin=True,
        handling=handling,
    )


def _line(
    tx: Transaction, services: Services, phrases: Phrases, place: Place, filed: Filed[Report]
) -> Line | None:
    report = filed.value
    decision = for_place(services.directory, report, place, tx.now)
    if report.label is None or decision.outcome not in GOES:
        return None
    where = names.cleaned(report.place)
    if len(where) > _LONGEST_PLACE:
        where = where[: _LONGEST_PLACE - 1].rstrip() + "…"
    return Line(
        number=filed.number,
        label=report.label,
        place=where,
        status=report.status,
        verdict=report.verification.verdict,
        owner=naming.officer(services, phrases, report.owner),
        made=report.made,
        since=report.since,
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
