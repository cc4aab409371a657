"""`figures`: a period told in private, and as files: a picture, a page and a table.

What goes into them is decided when they are asked for, and again when each of them is sent.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.desk import period
from bot.desk.period import Period
from bot.matters import Loaded, Piece, Wanted
from bot.services import Services
from handlers.documents import writing
from handlers.door import Limits, Unfit
from handlers.incoming import Room
from policies.community.people import Person
from policies.community.risk import at_risk
from policies.messages.files import Carried
from policies.phrases import Phrases
from policies.sharing.decision import Decision, Outcome
from policies.sharing.handling import handling_for
from policies.text import Text
from storage.store import Claim, Notice, Transaction

FIGURES: Final = "figures"
_LATER: Final = -1
"""Behind what is said."""


async def figures(tx: Transaction, services: Services, call: Call) -> Answer:
    """Tell the figures of a period to whoever asks, and have the files follow."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    span = period.span_of(call.line.words, tx.now)
    if call.person is None or span is None:
        return Answer(text=phrases.figures.wrong_period())
    before = await tx.notices.get(_key(tx, call))
    if before is not None and await tx.deliveries.open_places(before.id):
        # What is counted over a thousand alerts is counted for one at a time.
        return Answer(text=phrases.figures.on_their_way())
    start, end = span
    found = await period.of_person(tx, services, call.person, start, end)
    if found.empty:
        return Answer(text=phrases.figures.empty(start, end))
    about = (start.isoformat(), end.isoformat())
    woken = await cards.show(
        tx,
        FIGURES,
        door=call.door,
        user=call.sender.user,
        room=call.room,
        number=call.number,
        key=(FIGURES,),
        about=about,
        anew=True,
    )
    if not at_risk(services.directory, call.person):
        keyed = _key(tx, call)
        woken.append(await cards.bring(tx, call, FIGURES, about, keyed=keyed, priority=_LATER))
    return Answer(woken=woken)


def _key(tx: Transaction, call: Call) -> bytes:
    return tx.keyed(FIGURES, call.door, call.sender.user)


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the figures as their reader may have them now."""
    person = _reader(services, notice)
    found = None if person is None else await _counted(tx, services, notice, person)
    if found is None:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    return Card(
        text=Text.of("\n".join(period.lines(services, phrases, found))),
        here=phrases.answers.in_private(),
        handling=handling_for(found.label, services.doors.get(notice.door, "")),
    )


def _reader(services: Services, notice: Notice) -> Person | None:
    platform = services.doors.get(notice.door, "")
    return services.directory.person(platform, notice.door, "", notice.user)


async def _counted(
    tx: Transaction, services: Services, notice: Notice, person: Person
) -> Period | None:
    start, end = (datetime.fromisoformat(one) for one in notice.about)
    found = await period.of_person(tx, services, person, start, end)
    return None if found.empty else found


class Files:
    """The wing of the files."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return the files for whoever asked; None where nothing of them is hers any more."""
        notice = await tx.notices.by_id(claim.message_id)
        person = None if notice is None else _reader(self._services, notice)
        if notice is None or person is None or at_risk(self._services.directory, person):
            return None
        found = await _counted(tx, self._services, notice, person)
        if found is None:
            return None
        phrases = self._services.phrases(lanes.private(notice.door, notice.user))
        platform = self._services.doors.get(notice.door, "")
        decision = Decision(
            outcome=Outcome.ALLOW,
            rule=18,
            why="figures",
            handling=handling_for(found.label, platform),
        )
        matter = _Matter(_pieces(self._services, phrases, found), phrases, decision)
        return Loaded(
            door=notice.door, person=notice.user, room=Room(channel=notice.user), matter=matter
        )


def _pieces(services: Services, phrases: Phrases, found: Period) -> list[tuple[str, Carried]]:
    """Return what is said below each file, and the file."""
    report = period.report(services, phrases, found)
    told = found.figures
    last = told.end - datetime.resolution
    stem = f"figures-{told.start:%Y-%m-%d}-{last:%Y-%m-%d}"
    caption = f"{report.marking} · {report.title}"
    pieces = []
    if report.chart is not None:
        described = f"{report.marking} · {report.chart.described}"
        pieces.append((described, writing.picture(report, stem, Unfit)))
    pieces.append((caption, writing.page(report, stem, Unfit)))
    pieces.append((caption, writing.table(report, stem, Unfit)))
    return pieces


class _Matter:
    """The files of one answer; each is a post of its own."""

    def __init__(
        self, pieces: Sequence[tuple[str, Carried]], phrases: Phrases, decision: Decision
    ) -> None:
        self._pieces = pieces
        self._phrases = phrases
        self._decision = decision

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return the posts; what cannot be sent is said instead."""
        del limits, standing, repeat
        instead = self._phrases.figures.no_file()
        return Wanted(
            decision=self._decision,
            parts=(),
            revision=1,
            tombstone=Text.of("-"),
            files=tuple(
                Piece(
                    part=part,
                    text=Text.of(text),
                    carried=(carried,),
                    silent=True,
                    without=lambda _: instead,
                )
                for part, (text, carried) in enumerate(self._pieces)
            ),
        )

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Leave everything as it is: nothing is kept of what was counted."""
        del tx, claim, decision
