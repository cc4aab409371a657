"""`new`, `change`, `discard`: an alert is written, looked at, changed or given up; nothing leaves.

A draft has its number already, so that its preview can be spoken of. A day later it is given up.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot import lanes
from bot.alerts import filing, paging, previewing
from bot.alerts.previewing import Drafted
from bot.alerts.readers import zone_of
from bot.alerts.sources import NOTHING, Source, bound, hidden, source_of
from bot.alerts.waiting import GIVEN_UP, LEAVES
from bot.calls import Answer, Asks, Call
from bot.services import Services
from policies.alerts.addressing import Names
from policies.alerts.alert import Alert, Entry
from policies.alerts.audience import Audience
from policies.alerts.draft import Desk, Draft
from policies.alerts.faults import Wrong, field_of
from policies.alerts.reading import fields_of, read_form, read_line
from policies.alerts.severity import NOT_RAISED
from policies.alerts.states import LIVE, Act, State, after
from policies.community.people import Person
from policies.community.risk import named
from policies.phrases import Phrases
from policies.speech.alert_faults import BEGINS
from policies.text import Text
from storage.store import Due, Filed, Transaction

STANDS: Final = timedelta(hours=24)


async def new(tx: Transaction, services: Services, call: Call) -> Answer:
    """Draft an alert of a line, a form, or the message that it answers, and show its preview."""
    return await draft(tx, services, call, call.line.rest)


async def draft(
    tx: Transaction,
    services: Services,
    call: Call,
    line: str,
    *,
    typed: str = "new",
    exercise: str = "",
) -> Answer:
    """Draft an alert of a line, or of the form that was sent off with it."""
    made = await written(tx, services, call, line, typed=typed, exercise=exercise)
    if isinstance(made, Answer):
        return made
    alert, source = made
    filed = await filing.file(tx, alert)
    tx.agenda.put(Due(kind=GIVEN_UP, subject=(filed.id,), due=tx.now + STANDS))
    beside = Drafted(door=call.door, user=call.sender.user, source=replace(source, text=""))
    return Answer(woken=await previewing.show(tx, services, filed, beside, call))


async def written(
    tx: Transaction,
    services: Services,
    call: Call,
    line: str,
    *,
    typed: str = "new",
    exercise: str = "",
) -> tuple[Alert, Source] | Answer:
    """Return the alert that a line or a form makes, which is not filed yet, and what it is made of.

    Without either it is asked for step by step, and `typed` is the line that this completes.
    """
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    person = call.person
    source = await source_of(tx, services, call)
    if person is None or source is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    for _ in range(source.cut):
        line = line.partition(" ")[2].strip()
    if not line and not call.fields:
        held = (("text", (source.text,)),) if source.text else ()
        asks = Asks(command="new", line=typed, held=held, beside=hidden(source))
        return Answer(asks=asks)
    found = _read(services, call, line, source, tx)
    if isinstance(found, Wrong):
        return amiss(phrases, found)
    alert = bound(services, alert_of(tx, person, found, exercise), source)
    return amiss(phrases, alert) if isinstance(alert, Wrong) else (alert, source)


async def drill(tx: Transaction, services: Services, call: Call) -> Answer:
    """Draft an alert that is only practised: marked everywhere, and for those who take part."""
    directory, person = services.directory, call.person
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    if person is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    name, _, rest = call.line.rest.partition(" ")
    mine = [one for one in directory.exercises if one.enrols(person)]
    found = next((one for one in mine if one.id == name.lower()), None)
    if found is None:
        return Answer(text=phrases.raising.unknown_exercise([one.id for one in mine]))
    return await draft(
        tx, services, call, rest.strip(), typed=f"drill {found.id}", exercise=found.id
    )


def amiss(phrases: Phrases, one: Wrong, *, begins: str = BEGINS) -> Answer:
    """Return the answer to an alert that is not taken, and in which field of a form that stands.

    `begins` is how the line begins that is shown instead.
    """
    return Answer(text=phrases.raising.faults.wrong(one, begins=begins), wrong=field_of(one))


def desk_of(tx: Transaction, services: Services, call: Call) -> Desk:
    """Return what a line of somebody's is read by."""
    directory = services.directory

    def person(word: str) -> Person | None:
        return named(directory, call.platform, call.door, word, asker=call.organisation)

    return Desk(
        names=Names(directory=directory, person=person),
        now=tx.now,
        zone="UTC" if call.person is None else zone_of(directory, call.person),
        elections=directory.elections,
    )


def _read(
    services: Services, call: Call, line: str, source: Source, tx: Transaction
) -> Draft | Wrong:
    desk = desk_of(tx, services, call)
    if call.fields:
        # The text of the message that a form is about was put into it, and may have been changed.
        return read_form(call.fields, desk)
    return read_line(line, desk, taken=source.text)


def alert_of(tx: Transaction, person: Person, draft: Draft, exercise: str = "") -> Alert:
    """Return the alert that a draft of somebody's makes, which is not filed yet."""
    return Alert(
        severity=draft.severity,
        label=draft.label,
        restrictions=draft.restrictions,
        text=draft.text,
        summary=draft.summary,
        summary_label=draft.summary_label,
        asked=draft.asked,
        origin=person.organisation,
        author=person.id,
        audience=draft.audience,
        interference=draft.interference,
        places=draft.places,
        elections=draft.elections,
        need=draft.need,
        made=tx.now,
        until=draft.until,
        exercise=exercise,
    )


async def own_draft(tx: Transaction, call: Call) -> Filed[Alert] | None:
    """Return the alert of a line that is its caller's own, whatever became of it; None for others.

    What is not there and what is somebody else's are the same.
    """
    words = call.line.words
    number = filing.number_of(words[0]) if words else None
    if number is None or call.person is None:
        return None
    filed = await tx.docket.numbered(filing.KIND, number, Alert)
    if filed is None or filed.value.author != call.person.id:
        return None
    tx.docket.concern(filed)
    return filed


async def change(tx: Transaction, services: Services, call: Call) -> Answer:
    """Write a draft anew, by the words behind its number or by the form; its preview follows."""
    made = await rewritten(tx, services, call)
    if isinstance(made, Answer):
        return made
    filed, alert, beside = made
    await tx.agenda.drop(LEAVES, filed.id)
    filed = await filing.keep(tx, filed, alert)
    anew = replace(beside, door=call.door, user=call.sender.user, note="")
    return Answer(woken=await previewing.show(tx, services, filed, anew))


async def rewritten(
    tx: Transaction, services: Services, call: Call
) -> tuple[Filed[Alert], Alert, Drafted] | Answer:
    """Return a draft, the alert that is to come in its place, and what is kept beside it."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    filed, person = await own_draft(tx, call), call.person
    if filed is None or person is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    beside = await previewing.drafted(tx, filed.id)
    if filed.value.state is not State.DRAFT or beside is None:
        return Answer(text=phrases.raising.no_draft())
    line = filing.rest_of(call)
    if not line and not call.fields:
        line = f"change {filed.number}"
        return Answer(asks=Asks(command="new", line=line, held=fields_of(filed.value)))
    found = _read(services, call, line, NOTHING, tx)
    if isinstance(found, Wrong):
        return amiss(phrases, found)
    again = alert_of(tx, person, found, filed.value.exercise)
    alert = bound(services, replace(again, made=filed.value.made), beside.source)
    return amiss(phrases, alert) if isinstance(alert, Wrong) else (filed, alert, beside)


async def discard(tx: Transaction, services: Services, call: Call) -> Answer:
    """Give a draft up; its words are not kept."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    filed = await own_draft(tx, call)
    if filed is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if filed.value.state is not State.DRAFT:
        return Answer(text=_not_a_draft(phrases, filed))
    return Answer(woken=await give_up(tx, filed))


def _not_a_draft(phrases: Phrases, filed: Filed[Alert]) -> Text:
    if filed.value.raised is not None:
        return phrases.raising.too_late(f"A-{filed.number}")
    return phrases.raising.no_draft()


async def folded(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Give a draft up because another alert says it already; None where the line names no draft.

    Nothing of the draft's text goes there, only that somebody else has told the same (C15).
    """
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    filed = await own_draft(tx, call)
    if filed is None or filed.value.state is not State.DRAFT or call.person is None:
        return None
    typed = [one for one in filing.rest_of(call).split() if one.lower() != "into"]
    number = filing.number_of(typed[0]) if len(typed) == 1 else None
    into = None if number is None else await tx.docket.numbered(filing.KIND, number, Alert)
    seen = into is not None and filing.may_see(tx, services, into, call.person)
    if into is None or not seen or into.value.exercise != filed.value.exercise:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if into.value.state not in LIVE:
        return Answer(text=phrases.raising.over(f"A-{into.number}"))
    entry = Entry(
        what="alike",
        at=tx.now,
        organisation=call.person.organisation,
        by=call.person.id,
        to=f"A-{filed.number}",
    )
    kept = await filing.keep(tx, into, into.value, entry)
    woken = [*await give_up(tx, filed), *await paging.refresh(tx, services, kept)]
    text = phrases.raising.folded(f"A-{filed.number}", f"A-{into.number}")
    return Answer(text=text, woken=woken)


async def give_up(tx: Transaction, filed: Filed[Alert]) -> list[str]:
    """End a draft and forget its words; returns the lanes that have work."""
    state = after(filed.value.state, Act.CANCEL)
    if not isinstance(state, State) or filed.value.raised is not None:
        return []
    empty = replace(
        filed.value,
        state=state,
        text="",
        summary="",
        summary_label=None,
        asked="",
        audience=Audience(),
        places=(),
        ended=tx.now,
    )
    for kind in (LEAVES, GIVEN_UP):
        await tx.agenda.drop(kind, filed.id)
    beside = await previewing.drafted(tx, filed.id)
    await tx.docket.put(filed, empty, rank=NOT_RAISED, ends=tx.now)
    await previewing.forget_drafted(tx, filed.id)
    return [] if beside is None else await previewing.renew(tx, filed, beside)


async def over(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Give up a draft that nobody sent for a day."""
    del services
    filed = await tx.docket.by_id(due.subject[0], Alert)
    if filed is None or filed.value.state is not State.DRAFT:
        return ()
    return await give_up(tx, filed)
