"""`schedule`, `remind`, `checkin`: what is to be sent at a time is written, looked at, planned.

Its author sees the instants, by the clock of everybody whom it is for, and the next three runs
before anything is planned. A change is a schedule of its own that comes in the other's place once
it is planned: the run under way keeps its text.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot import cards, lanes
from bot.alerts import filing, schedules, turning
from bot.alerts.drafting import alert_of, amiss, desk_of
from bot.alerts.scheduled import line
from bot.alerts.schedules import KIND, PREVIEW, RUN, keep, number_of
from bot.alerts.sources import Source, bound_by, of_before, source_of
from bot.calls import Answer, Asks, Call
from bot.services import Services
from policies.alerts.alert import Alert, Need, Purpose
from policies.alerts.draft import Desk, Draft
from policies.alerts.faults import Fault, Wrong
from policies.alerts.reading import read_form, read_line
from policies.alerts.schedule import STILL_WORTH, Schedule, following
from policies.alerts.sharing import organisations_of
from policies.commands import LEADS
from policies.phrases import Phrases
from policies.times.refusals import Fault as Unread
from policies.times.refusals import Refusal, refused
from policies.times.series import Series
from policies.times.whens import When, leading_when, read_when
from storage.store import Due, Filed, Transaction

OVER: Final = "schedule-draft-over"
"""The kind of the due end of a schedule that was drafted and not planned: (schedule,)."""
_STANDS: Final = timedelta(hours=24)
_PURPOSES: Final[dict[str, Purpose]] = {
    "schedule": "alert",
    "remind": "reminder",
    "checkin": "check-in",
}
_EVERY: Final = Need(of="every")
_OF_A_TIME: Final = frozenset({"at", "every", "from", "in", "on", "starting", "till"})
"""Words that begin no text and nothing that stands in front of one."""


def _phrases(services: Services, call: Call) -> Phrases:
    return services.phrases(lanes.private(call.door, call.sender.user))


async def schedule(tx: Transaction, services: Services, call: Call) -> Answer:
    """Draft what is to be sent at a time; or list what is planned, or write one of it anew."""
    words = call.line.words
    first = words[0].lower() if words else ""
    if first == "list" and len(words) == 1:
        return await _list(tx, services, call)
    if first == "edit":
        edited = replace(call, line=replace(call.line, words=words[1:]))
        before = await schedules.own(tx, edited)
        if before is None:
            return Answer(text=_phrases(services, call).answers.not_on_duty(), refused=True)
        if before.value.progress not in ("active", "paused"):
            said, number = _phrases(services, call).scheduling, f"S-{before.number}"
            return Answer(text=said.not_running(number, before.value.progress))
        rest = call.line.rest.partition(" ")[2].strip().partition(" ")[2].strip()
        return await _draft(tx, services, call, rest, replaces=before)
    return await _draft(tx, services, call, call.line.rest)


async def _draft(
    tx: Transaction,
    services: Services,
    call: Call,
    line: str,
    *,
    replaces: Filed[Schedule] | None = None,
) -> Answer:
    value = await written(tx, services, call, line, replaces=replaces)
    if isinstance(value, Answer):
        return value
    filed = await tx.docket.add(KIND, value, organisation=value.alert.origin)
    await filing.follows(tx, KIND, filed.id, value.alert)
    tx.agenda.put(Due(kind=OVER, subject=(filed.id,), due=tx.now + _STANDS))
    return Answer(woken=await _show(tx, filed))


async def written(
    tx: Transaction,
    services: Services,
    call: Call,
    line: str,
    *,
    replaces: Filed[Schedule] | None = None,
) -> Schedule | Answer:
    """Return the schedule that a line or a form makes, which is not filed yet."""
    phrases = _phrases(services, call)
    person, source = call.person, await source_of(tx, services, call)
    if person is None or source is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if not line and not call.fields:
        if call.line.verb == "schedule" and replaces is None:
            return Answer(asks=Asks(command="schedule", line="schedule"))
        usage = f"{LEADS[call.platform]}{call.line.verb} tomorrow 18:00 TLP:GREEN to everybody: …"
        return Answer(text=phrases.answers.usage(usage))
    desk = desk_of(tx, services, call)
    of = "" if replaces is None else f" edit S-{replaces.number}"
    begins = f"{call.line.verb}{of} tomorrow 18:00"
    when, found = _read(call, line, desk, source.text)
    if isinstance(when, Refusal):
        return Answer(text=phrases.times.refused(when), wrong="when")
    if isinstance(found, Wrong) or found is None:
        return amiss(phrases, found or Wrong(fault=Fault.NO_TEXT), begins=begins)
    purpose = _PURPOSES[call.line.verb] if replaces is None else replaces.value.purpose
    sources = [source, *await _of_before(tx, services, call, replaces)]
    alert = bound_by(services, alert_of(tx, person, found), sources)
    if isinstance(alert, Wrong):
        return amiss(phrases, alert, begins=begins)
    alert = _for(purpose, alert)
    value = _planned(when, alert, call, replaces)
    if value.ends is None and alert.until is not None:
        first = following(value, tx.now, 1, desk.elections)
        if first and alert.until <= first[0].instant:
            return Answer(text=phrases.scheduling.over_before(), wrong="until")
    if not organisations_of(services.directory, alert):
        return Answer(text=phrases.raising.nobody(), wrong="audience")
    return value


async def _of_before(
    tx: Transaction, services: Services, call: Call, replaces: Filed[Schedule] | None
) -> list[Source]:
    made_of = () if replaces is None else replaces.value.alert.sources
    return await of_before(tx, services, call, made_of)


def _read(
    call: Call, line: str, desk: Desk, taken: str
) -> tuple[When | Refusal, Draft | Wrong | None]:
    if call.fields:
        said = " ".join(call.held("when"))
        when: When | Refusal = read_when(said, desk.now, desk.zone, desk.elections)
        rest = tuple(one for one in call.fields if one[0] != "when")
        return when, None if isinstance(when, Refusal) else read_form(rest, desk)
    # A colon ends a time as it ends the words in front of a text.
    when, left = leading_when(line, desk.now, desk.zone, desk.elections)
    if not isinstance(when, Refusal):
        when = _with_zone(line, left, desk) or when
    if isinstance(when, Refusal):
        return when, None
    found, word = read_line(left, desk, taken=taken), left.partition(" ")[0]
    if isinstance(found, Wrong) and word.lower() in _OF_A_TIME:
        # What is amiss is the time, of which this word is no part.
        return refused(Unread.UNKNOWN_WORD, word), None
    return when, found


def _with_zone(line: str, left: str, desk: Desk) -> Refusal | None:
    """Return what is wrong with a word behind a time that is written like a place and is none."""
    word = left.partition(" ")[0]
    if not word[:1].isupper() or not word.replace("_", "").replace("/", "").isalpha():
        return None
    told = f"{line[: len(line) - len(left)].strip()} {word}"
    found = read_when(told, desk.now, desk.zone, desk.elections)
    return found if isinstance(found, Refusal) else None


def _for(purpose: Purpose, alert: Alert) -> Alert:
    need = _EVERY if purpose == "check-in" else alert.need
    return replace(alert, purpose=purpose, need=need)


def _planned(when: When, alert: Alert, call: Call, replaces: Filed[Schedule] | None) -> Schedule:
    """Return the schedule; what is said to hold until a time ends a series, or a run's worth."""
    series = isinstance(when, Series)
    return Schedule(
        when=when,
        made=alert.made,
        alert=replace(alert, until=None) if series else alert,
        ends=alert.until if series else None,
        worth=int(STILL_WORTH.total_seconds()),
        replaces=0 if replaces is None else replaces.number,
        shown=(call.door, call.sender.user),
    )


async def _show(tx: Transaction, filed: Filed[Schedule]) -> list[str]:
    door, user = filed.value.shown
    return await cards.show(tx, PREVIEW, door=door, user=user, key=(filed.id,), about=(filed.id,))


async def plan(tx: Transaction, services: Services, call: Call) -> Answer:
    """Plan a schedule that its author has looked at: nothing leaves before its time."""
    phrases = _phrases(services, call)
    filed = await schedules.own(tx, call)
    if filed is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    value = filed.value
    if value.progress != "draft":
        return Answer(woken=await _show(tx, filed))
    if call.line.words[1:2] not in ((), (str(filed.version),)):
        return Answer(text=phrases.raising.newer(), woken=await _show(tx, filed))
    if not following(value, tx.now, 1, services.directory.elections):
        return Answer(text=phrases.scheduling.past(f"S-{filed.number}"))
    await tx.agenda.drop(OVER, filed.id)
    filed = await keep(tx, filed, replace(value, progress="active", last=tx.now))
    await turning.plan(tx, services, filed)
    woken = await _show(tx, filed)
    if value.replaces:
        before = await tx.docket.numbered(KIND, value.replaces, Schedule)
        if before is not None and before.value.progress in ("active", "paused"):
            woken += await _end(tx, before, call)
    return Answer(woken=woken)


async def unplan(tx: Transaction, services: Services, call: Call) -> Answer:
    """Give up the draft of a schedule; its words are not kept."""
    filed = await schedules.own(tx, call)
    if filed is None or filed.value.progress != "draft":
        return Answer(text=_phrases(services, call).answers.not_allowed(), refused=True)
    await tx.agenda.drop(OVER, filed.id)
    await turning.over(tx, services, Due(kind=OVER, subject=(filed.id,), due=tx.now))
    return Answer(woken=await _show(tx, filed))


def _unmeant(phrases: Phrases, call: Call) -> Answer:
    """Return the answer where no schedule is meant: how one is named, else that there is none."""
    if call.line.words:
        return Answer(text=phrases.answers.not_on_duty(), refused=True)
    return Answer(text=phrases.answers.usage(f"{LEADS[call.platform]}{call.line.verb} S-4"))


async def pause(tx: Transaction, services: Services, call: Call) -> Answer:
    """Let nothing of a schedule fall due until it is resumed; what falls into that is left out."""
    filed = await schedules.own(tx, call)
    phrases = _phrases(services, call)
    if filed is None:
        return _unmeant(phrases, call)
    number = f"S-{filed.number}"
    if filed.value.progress != "active":
        return Answer(text=phrases.scheduling.not_running(number, filed.value.progress))
    await tx.agenda.drop(RUN, filed.id)
    filed = await keep(tx, filed, replace(filed.value, progress="paused", by=_by(call)))
    return Answer(text=phrases.scheduling.paused(number), woken=await _show(tx, filed))


async def resume(tx: Transaction, services: Services, call: Call) -> Answer:
    """Let a schedule go on from now; what fell into its pause is not made up for."""
    filed = await schedules.own(tx, call)
    phrases = _phrases(services, call)
    if filed is None:
        return _unmeant(phrases, call)
    number = f"S-{filed.number}"
    if filed.value.progress != "paused":
        return Answer(text=phrases.scheduling.not_paused(number))
    value = replace(filed.value, progress="active", last=tx.now, by=_by(call))
    if not following(value, tx.now, 1, services.directory.elections):
        return Answer(text=phrases.scheduling.past(number))
    filed = await keep(tx, filed, value)
    await turning.plan(tx, services, filed)
    return Answer(text=phrases.scheduling.resumed(number), woken=await _show(tx, filed))


async def cancel(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Cancel a schedule; None where the first word names none. What it has raised stays."""
    if not call.line.words or number_of(call.line.words[0]) is None:
        return None
    filed = await schedules.own(tx, call)
    phrases = _phrases(services, call)
    if filed is None:
        return Answer(text=phrases.answers.not_on_duty(), refused=True)
    number = f"S-{filed.number}"
    if filed.value.progress not in ("active", "paused"):
        return Answer(text=phrases.scheduling.not_running(number, filed.value.progress))
    return Answer(text=phrases.scheduling.cancelled(number), woken=await _end(tx, filed, call))


def _by(call: Call) -> str:
    return "" if call.person is None else call.person.id


async def _end(tx: Transaction, filed: Filed[Schedule], call: Call) -> list[str]:
    await tx.agenda.drop(RUN, filed.id)
    filed = await keep(tx, filed, replace(filed.value, progress="cancelled", by=_by(call)))
    return await _show(tx, filed)


async def _list(tx: Transaction, services: Services, call: Call) -> Answer:
    phrases = _phrases(services, call)
    if call.person is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    found = await schedules.listed(tx, call.person)
    lines = [line(services, phrases, call.person, one, tx.now) for one in found]
    return Answer(text=phrases.scheduling.listed(lines))
