"""The queue for one person: in the home where a platform has one, and in private.

Its buttons do what is done first; whatever has changed is shown there as in the rooms.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Final, cast

from bot import cards, lanes
from bot.alerts import queue
from bot.alerts.queue import Known, Queue
from bot.calls import Answer, Call
from bot.cards import Card
from bot.desk import status
from bot.desk.rooms import duty_rooms
from bot.desk.status import BEAT, Shown, counted, is_due, label_of
from bot.intake import board
from bot.services import Services
from policies.alerts.alert import Alert
from policies.alerts.queue import Line
from policies.alerts.sharing import Portion
from policies.buttons import Button, Rows
from policies.community.people import Person
from policies.labels import Label, strictest
from policies.phrases import Phrases
from policies.sharing.handling import handling_for
from policies.text import Text
from storage.store import Notice, Transaction

QUEUE: Final = "queue"
"""The kind of the card in private; what stands in a home is of the kind `cards.HOME`."""
_VIEWERS: Final = "desk-viewer"
_WATCHED: Final = timedelta(days=1)
_MOST_VIEWERS: Final = 20
_LINES: Final = 8
_ROWS: Final = 4
_LETTERS: Final = 80
_NAME: Final = "homes"
_NEVER: Final = timedelta.max


@dataclass(frozen=True, slots=True, kw_only=True)
class _Viewer:
    """Somebody to whom a queue was shown not long ago."""

    kind: str
    door: str
    user: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """What was shown to a viewer, and when it was last looked whether that is so still."""

    shown: Shown
    everything: Known
    at: datetime

    def holds(self, everything: Known, now: datetime) -> bool:
        """Tell whether nothing can have changed since, but for what time changes."""
        return self.everything is everything and abs(now - self.at) < BEAT


async def home(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show the queue: to whoever opens a home there, else in private too; in a duty room, pinned.

    What is typed in a duty room posts its status anew, where somebody deleted or unpinned it.
    """
    if call.person is None:
        return Answer(refused=True)
    place = call.place
    if place is not None and place in duty_rooms(services.directory):
        return Answer(woken=await status.show(tx, place, anew=True))
    opened = call.private and not call.number and not call.card
    woken: list[str] = []
    for kind in (cards.HOME,) if opened else (cards.HOME, QUEUE):
        woken += await _show(tx, call, kind)
        viewer = _Viewer(kind=kind, door=call.door, user=call.sender.user)
        key = (kind, call.door, call.sender.user)
        found = await tx.affairs.find(_VIEWERS, key, _Viewer)
        affair = tx.new_id() if found is None else found[0]
        tx.affairs.put(_VIEWERS, affair, viewer, ends=tx.now + _WATCHED, key=key, loose=True)
    return Answer(woken=woken)


async def _show(tx: Transaction, call: Call, kind: str) -> list[str]:
    return await cards.show(
        tx,
        kind,
        door=call.door,
        user=call.sender.user,
        room=call.room,
        number=call.number,
        key=(QUEUE,),
        anew=kind == QUEUE,
    )


async def renew(tx: Transaction, services: Services) -> None:
    """Show their queue anew to those who looked at it lately, where it says something else now.

    Or where something else can be pressed below it. The lanes find the work by themselves.
    """
    looks = cast("dict[tuple[str, str], _Look]", services.derived.setdefault(_NAME, {}))
    viewers = [one for _, one in await tx.affairs.listed(_VIEWERS, _Viewer)]
    everything = await queue.known(tx, services)
    for one in viewers[-_MOST_VIEWERS:]:
        platform = services.doors.get(one.door, "")
        person = services.directory.person(platform, one.door, "", one.user)
        lane = lanes.private(one.door, one.user)
        last = looks.get((one.kind, lane))
        if person is None or (last is not None and last.holds(everything, tx.now)):
            continue
        found = queue.view(everything, services, person, tx.now, platform=platform)
        text, buttons, _ = await _written(tx, services, person, lane, found)
        pressed = (f"{one.label}\n{one.line}" for row in buttons for one in row)
        whole = "\n".join((text.plain, *pressed))
        shown = Shown(text=whole, at=tx.now)
        if last is None or is_due(last.shown, whole, tx.now, beat=_NEVER):
            await cards.renew(tx, one.kind, door=one.door, user=one.user, key=(QUEUE,))
        else:
            shown = last.shown
        look = _Look(shown=shown, everything=everything, at=tx.now)
        tx.afterwards(partial(looks.__setitem__, (one.kind, lane), look))


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the queue for a person as she may know it now."""
    platform = services.doors.get(notice.door, "")
    person = services.directory.person(platform, notice.door, "", notice.user)
    if person is None:
        return None
    lane = lanes.private(notice.door, notice.user)
    found = await queue.seen(tx, services, person, platform=platform)
    text, buttons, label = await _written(tx, services, person, lane, found)
    phrases = services.phrases(lane)
    return Card(
        text=text,
        buttons=buttons,
        here=phrases.answers.in_private(),
        handling=handling_for(label, platform),
    )


async def _written(
    tx: Transaction, services: Services, person: Person, lane: str, found: Queue
) -> tuple[Text, Rows, Label | None]:
    phrases = services.phrases(lane)
    label = label_of(found)
    platform = services.doors.get((lanes.person_of(lane) or ("", ""))[0], "")
    reports = await board.of_person(tx, services, phrases, person, platform)
    if reports is not None and reports[0].label is not None:
        label = strictest(reports[0].label, *(() if label is None else (label,)))
    lines = [phrases.desk.title("" if label is None else label.value), *counted(phrases, found)]
    lines += await status.around(tx, services, phrases, (person.organisation,))
    mine: list[Line] = []
    others: list[Line] = []
    for one in found.lines():
        (mine if one.concerns(person.id, person.organisation) else others).append(one)
    if mine:
        lines += ["", phrases.desk.yours(len(mine))]
    elif others:
        lines.append("")
    rows: list[tuple[Button, ...]] = []
    opened = await queue.page(tx, iter([*mine, *others]), most=_LINES)
    for line, filed in opened:
        if mine and others and line is others[0]:
            lines += ["", phrases.desk.others()]
        lines.append(told(phrases, line, filed.value, found.given(line).portion, tx))
        if len(rows) < _ROWS:
            rows.append(_buttons(phrases, line, filed.value, person))
    rest = len(mine) + len(others) - len(opened)
    if rest > 0:
        lines.append(phrases.desk.more(rest))
    if reports is not None and reports[0].waiting + reports[0].taken:
        lines += ["", *phrases.reports.brief(reports[0])]
        rows += reports[1]
    return Text.of("\n".join(lines)), tuple(rows), label


def told(phrases: Phrases, line: Line, alert: Alert, portion: Portion, tx: Transaction) -> str:
    """Return one line of the queue, with as much of its words as may be there."""
    words = phrases.alert_cards
    label = alert.label if portion == "text" else alert.summary_label or alert.label
    said = " ".join((alert.text if portion == "text" else alert.summary).split())
    marks = [label.value, words.severity(line.severity)]
    if line.exercise:
        marks.insert(0, words.drill())
    if line.is_overdue(tx.now):
        marks.append(phrases.desk.overdue())
    verdict = words.verdict(alert.verification.verdict) if alert.claims else ""
    if verdict:
        marks.append(verdict)
    if not line.owner:
        marks.append(words.nobody())
    short = said if len(said) <= _LETTERS else f"{said[:_LETTERS].rstrip()}…"
    return phrases.desk.line(f"A-{line.number}", [*marks, short])


def _buttons(phrases: Phrases, line: Line, alert: Alert, person: Person) -> tuple[Button, ...]:
    labels, number = phrases.alert_cards.buttons(), f"A-{line.number}"
    answers = ["calm", "trouble"] if alert.purpose == "check-in" else ["ack"]
    verbs = answers if person.organisation in line.waiting else []
    verbs = [*verbs, *([] if line.owner else ["own"])]
    return tuple(
        Button(label=f"{labels[verb]} {number}", line=f"{verb} {line.number}")
        for verb in (*verbs, "status")
    )
