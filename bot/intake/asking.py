"""`ask`: a question to whoever reported, in private, and the answer that lands in the report."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Asks, Call
from bot.cards import Card
from bot.community import locking, replies
from bot.intake import reports, showing, working
from bot.intake.reports import entry
from bot.reaching import way
from bot.services import Services
from bot.sharing import holding
from handlers.incoming import Typed
from policies import names
from policies.access import Who, may
from policies.alerts.alert import LONGEST_NOTE, Entry
from policies.buttons import Button
from policies.community.risk import nobodys
from policies.intake.reading import fits
from policies.intake.report import OPEN, Report, Status
from policies.labels import Label
from policies.readings import Kind
from policies.readings import read_text as read_label
from policies.text import Text
from policies.turning import straight
from policies.verbs.table import BY_NAME
from storage.store import Filed, Notice, Transaction

QUESTION: Final = "report question"
"""The kind of card that asks a reporter, and of the affair while the answer is awaited."""
ANSWERED: Final = "report answered"
"""The kind of the card that tells whoever asked that there is an answer."""
UNREAD: Final = "unread report"
"""The kind of the card that asks a reporter for a label that can be read."""
_OPEN: Final = "asked reporter"
_WAITS: Final = timedelta(days=7)
_ASK: Final = "ask 31 what you want to know"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a reporter was asked; `by` is the organisation that asks, `card` tells cards apart."""

    report: str
    by: str
    text: str = field(repr=False)
    card: str = ""
    open: bool = True


async def ask(tx: Transaction, services: Services, call: Call) -> Answer:
    """Ask whoever made a report; without a report, be asked again about what has no label here."""
    named = bool(call.line.words) and reports.number_of(call.line.words[0]) is not None
    if not named and not await reports.pointed(tx, call):
        if call.private and not call.card:
            if may(Who.DUTY, call.person, seats=True):
                return replies.usage(services, call, _ASK)
            return Answer(text=replies.phrases(services, call).answers.only_room())
        return await holding.ACTS["ask"](tx, services, call)
    filed = await reports.meant(tx, services, call)
    if filed is None or not may(Who.DUTY, call.person, seats=True):
        return replies.refused(services, call)
    words = replies.phrases(services, call).intake
    text = reports.rest_of(call) or "".join(call.held("text"))
    if len(text) > LONGEST_NOTE:
        return Answer(text=words.too_long(LONGEST_NOTE), wrong="text")
    if not fits(text, filed.value.label):
        return Answer(text=words.stricter(), wrong="text")
    hindered = working.taken(services, call, filed)
    if hindered is not None:
        return hindered
    to = _reporter(services, filed.value)
    if to is None:
        return Answer(text=words.nobody_to_ask(), wrong="")
    if not text:
        return Answer(asks=Asks(command="ask", line=f"ask {filed.number}"))
    return await _ask(tx, services, call, filed, to, text)


def _reporter(services: Services, report: Report) -> tuple[str, str] | None:
    """Return the door and user by which a reporter is asked; None for nobody, or a locked one."""
    person = services.directory.person_by_id(report.reporter)
    if report.reporter and (person is None or person.id in services.directory.locked):
        return None
    found = None if person is None else way(services, person, report.door)
    if found is not None:
        return found
    platform = services.doors.get(report.door, "")
    if not report.user or not platform or nobodys(services.directory, platform, report.user):
        return None
    return report.door, report.user


async def _ask(
    tx: Transaction,
    services: Services,
    call: Call,
    filed: Filed[Report],
    to: tuple[str, str],
    text: str,
) -> Answer:
    report = filed.value
    door, user = to
    lane = lanes.private(door, user)
    card = tx.new_id()
    question = Question(report=filed.id, by=call.organisation, text=text, card=card)
    found = await tx.affairs.find(QUESTION, (lane, filed.id), Question)
    affair = tx.new_id() if found is None else found[0]
    tx.affairs.put(QUESTION, affair, question, ends=tx.now + _WAITS, key=(lane, filed.id))
    await _awaited(tx, lane, filed.id)
    by = "" if call.person is None else call.person.id
    after = replace(report, status=Status.ASKED, owner=by)
    filed = await reports.keep(tx, filed, after, entry(tx, call, "asked", text))
    working.patient(tx, filed, working.ASKED_FOR)
    place = services.directory.place_by_id(report.room)
    near = place is not None and place.door == door and report.number != ""
    woken = await cards.show(
        tx,
        QUESTION,
        door=door,
        user=user,
        key=(filed.id, card),
        place=place if near else None,
        number=report.number.rpartition(":")[2] if near else "",
        about=(filed.id, affair),
    )
    woken += await showing.show(tx, call, filed)
    return Answer(text=replies.phrases(services, call).intake.asked(filed.number), woken=woken)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The reports about which somebody was asked and has not answered yet, in order."""

    reports: tuple[str, ...]


async def _awaited(tx: Transaction, lane: str, report: str) -> None:
    found = await tx.affairs.find(_OPEN, (lane,), _Asked)
    others = () if found is None else found[1].reports
    value = _Asked(reports=tuple(dict.fromkeys((*others, report))))
    affair = tx.new_id() if found is None else found[0]
    tx.affairs.put(_OPEN, affair, value, ends=tx.now + _WAITS, key=(lane,))


async def answered(tx: Transaction, services: Services, call: Call, typed: Typed) -> Answer | None:
    """Take what a reporter has typed in private as an answer; None where it is none.

    A reply to the question, or, where one question alone is open, whatever is no command.
    """
    sender = call.sender
    if typed.pressed or not call.private or not sender.user or not sender.verified:
        return None
    if await locking.nobodys(tx, services.directory, call.platform, sender.user):
        # Whoever has that phone learns nothing.
        return None
    lane = lanes.private(call.door, call.sender.user)
    found = await tx.affairs.find(_OPEN, (lane,), _Asked)
    if found is None or not found[1].reports:
        return None
    command = call.line.verb in BY_NAME
    item = await reports.pointed(tx, call, QUESTION)
    if not item and len(found[1].reports) == 1 and not call.reply_to and not command:
        item = found[1].reports[0]
    words = typed.line.strip()
    if item not in found[1].reports or not words:
        return None
    filed = await tx.docket.by_id(item, Report)
    question = await tx.affairs.find(QUESTION, (lane, item), Question)
    label = None if filed is None else filed.value.label
    phrases = replies.phrases(services, call).intake
    if filed is not None and not fits(words, label):
        # A stricter label of the reporter's holds for all of it; RED is told to nobody here.
        reading = read_label(Text.of(words))
        if reading.kind is not Kind.LABEL or reading.label in (None, Label.RED):
            return Answer(text=phrases.no_red() if reading.label else phrases.doubtful_label())
        label = reading.label
    left = tuple(one for one in found[1].reports if one != item)
    tx.affairs.put(_OPEN, found[0], _Asked(reports=left), ends=tx.now + _WAITS, key=(lane,))
    if filed is None or question is None or filed.value.withdrawn:
        return None
    closed = replace(question[1], open=False)
    tx.affairs.put(QUESTION, question[0], closed, ends=tx.now + _WAITS, key=(lane, item))
    report = filed.value
    status = Status.CLAIMED if report.status is Status.ASKED else report.status
    note = words[:LONGEST_NOTE]
    told = Entry(
        what="answered", at=tx.now, organisation=report.origin, by=report.reporter, note=note
    )
    filed = await reports.keep(tx, filed, replace(report, status=status, label=label), told)
    if report.status is Status.ASKED:
        working.patient(tx, filed)
    key = (filed.id, closed.card)
    await cards.renew(tx, QUESTION, door=call.door, user=sender.user, key=key)
    woken = [lane, *await _tell_owner(tx, services, filed)]
    return Answer(text=phrases.answer_kept(), woken=woken)


async def _tell_owner(tx: Transaction, services: Services, filed: Filed[Report]) -> list[str]:
    """Have whoever asked hear that there is an answer; it stands in the report."""
    owner = services.directory.person_by_id(filed.value.owner)
    to = None if owner is None else way(services, owner)
    if to is None:
        return []
    key = (filed.id, str(filed.version))
    return await cards.show(tx, ANSWERED, door=to[0], user=to[1], key=key, about=(filed.id,))


async def answered_card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write that a question was answered; what was answered stands in the report alone."""
    filed = await tx.docket.by_id(notice.about[0], Report)
    if filed is None:
        return None
    words = services.phrases(lanes.private(notice.door, notice.user)).intake
    claim = Button(label=f"R-{filed.number}", line=f"claim {filed.number}")
    return Card(text=words.was_answered(filed.number), buttons=((claim,),))


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the question for the reporter; once it was answered nothing of it stands there."""
    filed = await tx.docket.by_id(notice.about[0], Report)
    question = await tx.affairs.get(QUESTION, notice.about[1], Question)
    if filed is None or question is None:
        return None
    words = services.phrases(lanes.private(notice.door, notice.user)).intake
    if not question.open or filed.value.status not in OPEN:
        return Card(text=words.asks_no_more())
    shown = names.cleaned(services.directory.shown_organisation(question.by))
    here = words.asks_you_here() if notice.place else None
    asks = words.asks_you(filed.number, shown, straight(question.text))
    return Card(text=asks, here=here)


async def unread(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Ask for a label that can be read; it goes once there is one."""
    filed = await tx.docket.by_id(notice.about[0], Report)
    if filed is None or filed.value.label is not None or filed.value.withdrawn:
        return None
    words = services.phrases(lanes.private(notice.door, notice.user)).intake
    return Card(text=Text.of(words.unread(filed.number).plain), here=words.unread_here())
