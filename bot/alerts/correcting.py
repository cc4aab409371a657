"""Changing what an alert says, or how bad it is: everybody who was reached hears of it, once."""

from dataclasses import replace

from bot.alerts import anew, approving, paging
from bot.alerts.asked import Asked, asked
from bot.alerts.filing import keep, rest_of
from bot.calls import Answer, Call
from bot.services import Services
from policies.alerts import approval
from policies.alerts.alert import LONGEST_NOTE, LONGEST_TEXT, Alert
from policies.alerts.rights import Deed, may
from policies.alerts.severity import Severity
from policies.alerts.states import Act
from policies.alerts.tearing import summarised, torn
from policies.text import Text
from storage.store import Transaction


async def note(tx: Transaction, services: Services, call: Call) -> Answer:
    """Write a line beside an alert: it stands on the card and rings nowhere."""
    found = await asked(tx, services, call, deed=Deed.NOTE, field="text")
    if isinstance(found, Answer):
        return found
    if not found.said:
        return found.lacks()
    filed = await keep(tx, found.filed, found.alert, found.entry("noted", note=found.said))
    woken = await paging.refresh(tx, services, filed)
    return Answer(text=found.phrases.alert_changes.noted(found.number), woken=woken)


async def update(tx: Transaction, services: Services, call: Call) -> Answer:
    """Tell everybody who was reached what is new; the alert's own text stays as it is."""
    found = await asked(tx, services, call, deed=Deed.TELL, act=Act.CHANGE, field="text")
    if isinstance(found, Answer):
        return found
    if not found.said:
        return found.lacks()
    filed = await keep(tx, found.filed, found.alert, found.entry("updated", note=found.said))
    told, woken = await paging.tell(tx, services, filed, "updated")
    return Answer(text=found.phrases.alert_changes.told(found.number, told), woken=woken)


async def correct(tx: Transaction, services: Services, call: Call) -> Answer:
    """Put another text in the place of the alert's; everybody who was reached is told.

    Below a line that begins with "summary:" stands what takes the place of its summary. Until it
    has gone anywhere nobody is told. An approval holds only where a typing error was mended.
    """
    found, below = await _correction(tx, services, call)
    if isinstance(found, Answer):
        return found
    before = found.alert
    if not found.said and below is None:
        whole = found.seen.given.portion == "text"
        return found.lacks(begins=(("text", (_written(before),)),) if whole else ())
    words = found.phrases.alert_changes
    summary = before.summary if below is None else summarised(before, below)
    if summary is None and before.summary_label is not None:
        stays = words.summary_stays(found.number, before.summary_label)
        return Answer(text=stays, wrong="text")
    alert = replace(before, text=found.said or before.text, summary=summary or "")
    if alert == before:
        return Answer(text=words.same_text(found.number), wrong="text")
    alert = replace(alert, revision=before.revision + 1)
    entry = found.entry("corrected", note=before.text[:LONGEST_NOTE])
    filed = await keep(tx, found.filed, alert, entry)
    told, woken = await paging.tell(tx, services, filed, "corrected")
    filed, more = await approving.changed(tx, services, before, filed)
    text = words.told(found.number, told) + _unvouched(found, filed.value)
    return Answer(text=text, woken=woken + more)


def _unvouched(found: Asked, alert: Alert) -> Text:
    """Return, behind an answer, that nobody can approve it; nothing where somebody can."""
    if alert.approval != "unvouched":
        return Text.of("")
    said = found.phrases.escalation.not_asked(found.number, "unvouched")
    return Text.of("\n") + said


async def _correction(
    tx: Transaction, services: Services, call: Call
) -> tuple[Asked | Answer, str | None]:
    """Return the alert that is corrected, with what is right in it; beside it, its new summary.

    Below the tear line stands something only where the alert has a summary.
    """
    held, rest = " ".join(call.held("text")), rest_of(call)
    text, below = torn(held or rest)
    above = call
    if below is not None:
        fields = tuple((name, (text,) if name == "text" else of) for name, of in call.fields)
        named = call.line.rest.strip().removesuffix(rest)
        line = call.line if held else replace(call.line, rest=f"{named}{text}")
        above = replace(call, line=line, fields=fields)
    for one, beside in ((above, below), (call, None)):
        found = await asked(
            tx, services, one, deed=Deed.CHANGE, act=Act.CHANGE, field="text", longest=LONGEST_TEXT
        )
        if isinstance(found, Answer) or beside is None or found.alert.summary_label is not None:
            break
    return found, beside


def _written(alert: Alert) -> str:
    """Return an alert's text with its summary below the tear line, where both fit one field."""
    if alert.summary_label is None:
        return alert.text
    both = f"{alert.text}\nsummary: {alert.summary_label.value} {alert.summary}"
    return both if len(both) <= LONGEST_TEXT else alert.text


async def severity(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that an alert is worse, or less bad, than it was.

    Worse opens it again, for those who had acknowledged too, and what was held goes now.
    """
    found = await asked(tx, services, call, deed=Deed.GRADE, act=Act.CHANGE)
    if isinstance(found, Answer):
        return found
    words = found.phrases.alert_changes
    word = found.said.casefold()
    if word not in tuple(Severity):
        return Answer(text=words.which_severity(found.line))
    wanted, before = Severity(word), found.alert.severity
    shown = found.phrases.alert_cards.severity(wanted)
    told = words.graded(found.number, shown)
    if wanted is before:
        return Answer(text=told)
    entry = found.entry("severity", note=f"{before.value} → {wanted.value}")
    if wanted.rank < before.rank:
        if not may(Deed.CHANGE, found.alert, found.person):
            told = found.words.not_yours(found.number, Deed.CHANGE)
            return Answer(text=told, refused=True)
        filed = await keep(tx, found.filed, replace(found.alert, severity=wanted), entry)
        await paging.lowered(tx, filed)
        filed, woken = await approving.changed(tx, services, found.alert, filed)
        return Answer(text=told, woken=woken + await paging.refresh(tx, services, filed))
    worse = replace(found.alert, severity=wanted)
    if approval.needed(worse, services.directory):
        # Everybody hears of that once two have said so (C10); who is on duty, at once.
        filed = await keep(tx, found.filed, worse, entry)
        filed, woken = await approving.changed(tx, services, found.alert, filed)
        woken += await anew.call_duty(tx, services, filed)
        if filed.value.approval == "asked":
            told = told + Text.of(" ") + words.graded_first()
        told = told + _unvouched(found, filed.value)
        return Answer(text=told, woken=woken + await paging.refresh(tx, services, filed))
    filed = await keep(tx, found.filed, anew.opened(worse), entry)
    return Answer(text=told, woken=await anew.ask(tx, services, filed, "severity"))
