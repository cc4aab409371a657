"""`confirm`, `false`, `checking`, `cannot tell`: of a report, or in every copy of an alert."""

import re
from dataclasses import replace
from typing import Final

from bot.alerts import escalating, filing, paging, quieting, tracking
from bot.calls import Answer, Call
from bot.community import replies
from bot.intake import reports
from bot.intake.reports import entry
from bot.services import Services
from policies.alerts.alert import LONGEST_NOTE, Alert, Entry, Verdict, Verification
from policies.alerts.states import LIVE, Act, Illegal, after
from policies.commands import LEADS
from policies.intake.reading import fits
from policies.intake.report import Report, Status
from policies.intake.verifying import may_say
from storage.store import Filed, Transaction

_ALERT: Final = re.compile(r"[Aa]-[0-9]+")
_USAGE: Final = {
    Verdict.CONFIRMED: "confirm 31 from whom or what you know it",
    Verdict.FALSE: "false 31 from whom or what you know it",
    Verdict.CHECKING: "checking 31",
    Verdict.CANNOT_TELL: "cannot tell 31",
}
_FROM: Final = re.compile(r"(?i)^from\b[ \t]*")


async def confirm(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that it is so."""
    return await _said(tx, services, call, Verdict.CONFIRMED)


async def false(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that it is not so: every copy says it, and everybody who was reached is told once."""
    return await _said(tx, services, call, Verdict.FALSE)


async def checking(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that one looks into it."""
    return await _said(tx, services, call, Verdict.CHECKING)


async def cannot(tx: Transaction, services: Services, call: Call) -> Answer:
    """Say that it cannot be told."""
    words = call.line.words
    if words and words[0].lower() == "tell":
        rest = call.line.rest[len(words[0]) :].strip()
        call = replace(call, line=replace(call.line, words=words[1:], rest=rest))
    return await _said(tx, services, call, Verdict.CANNOT_TELL)


async def _said(tx: Transaction, services: Services, call: Call, verdict: Verdict) -> Answer:
    word = call.line.words[0] if call.line.words else ""
    unnamed = reports.number_of(word) is None
    if _ALERT.fullmatch(word) or (unnamed and await reports.pointed(tx, call, filing.CARD)):
        return await _of_alert(tx, services, call, verdict)
    if unnamed and not await reports.pointed(tx, call):
        return replies.usage(services, call, _USAGE[verdict])
    filed = await reports.meant(tx, services, call)
    if filed is None:
        return await _other_number(tx, services, call)
    source = _FROM.sub("", reports.rest_of(call))
    hindered = _hindered(services, call, verdict, filed.value, {filed.value.origin}, source)
    if hindered is not None:
        return hindered
    if filed.value.status is Status.MERGED:
        words = replies.phrases(services, call).intake
        return Answer(text=words.over(filed.number, filed.value.status))
    return await _of_report(tx, services, call, filed, _verification(tx, call, verdict, source))


async def _other_number(tx: Transaction, services: Services, call: Call) -> Answer:
    """Answer a number that is no report of the caller's; where it is an alert's, how to say so."""
    number = reports.number_of(call.line.words[0]) if call.line.words else None
    other = None if number is None else await tx.docket.numbered(filing.KIND, number, Alert)
    if other is None or not filing.may_see(tx, services, other, call.person):
        return replies.refused(services, call)
    phrases = replies.phrases(services, call)
    verb = f"{LEADS[call.platform]}{call.line.verb}"
    return Answer(text=phrases.alerts.of_alert(verb, f"A-{other.number}"), refused=True)


def _hindered(
    services: Services,
    call: Call,
    verdict: Verdict,
    of: Report | Alert,
    origins: set[str],
    source: str,
) -> Answer | None:
    words = replies.phrases(services, call).intake
    if len(source) > LONGEST_NOTE:
        return Answer(text=words.too_long(LONGEST_NOTE))
    if not fits(source, of.label):
        return Answer(text=words.stricter())
    if not may_say(verdict, origins=origins, organisation=call.organisation, source=source):
        return Answer(text=words.needs_another(), refused=True)
    if of.verification.verdict is verdict:
        return Answer(text=words.said_already(verdict))
    return None


def _verification(tx: Transaction, call: Call, verdict: Verdict, source: str) -> Verification:
    by = "" if call.person is None else call.person.id
    return Verification(
        verdict=verdict, organisation=call.organisation, by=by, source=source, at=tx.now
    )


async def _of_report(
    tx: Transaction,
    services: Services,
    call: Call,
    filed: Filed[Report],
    verification: Verification,
) -> Answer:
    """Keep what was found of a report; where it became an alert, that says it too."""
    words = replies.phrases(services, call).intake
    verdict = verification.verdict
    said = entry(tx, call, verdict.value, verification.source)
    filed = await reports.keep(tx, filed, replace(filed.value, verification=verification), said)
    woken: list[str] = []
    if filed.value.alert:
        alert = await tx.docket.numbered(filing.KIND, filed.value.alert, Alert)
        if alert is not None and alert.value.verification.verdict is not verdict:
            told = await verified(tx, services, alert, *_unsaid(verification, said))
            woken = [] if told is None else told[0]
    return Answer(text=words.noted(f"R-{filed.number}", verdict), woken=woken)


def _unsaid(verification: Verification, said: Entry) -> tuple[Verification, Entry]:
    """Return what was found without the words: others read the report than read its alert."""
    return replace(verification, source=""), replace(said, note="")


async def _of_alert(tx: Transaction, services: Services, call: Call, verdict: Verdict) -> Answer:
    words = replies.phrases(services, call).intake
    filed = await filing.meant(tx, services, call)
    if filed is None:
        return await _other_number(tx, services, call)
    source = _FROM.sub("", filing.rest_of(call))
    origins = await _origins(tx, filed.value)
    hindered = _hindered(services, call, verdict, filed.value, origins, source)
    if hindered is not None:
        return hindered
    verification = _verification(tx, call, verdict, source)
    said = entry(tx, call, verdict.value, source)
    told = await verified(tx, services, filed, verification, said)
    if told is None:
        if call.card:
            return replies.stale(services, call)
        phrases = replies.phrases(services, call)
        return Answer(text=phrases.alerts.cannot(filing.called(phrases, filed), filed.value.state))
    woken, reached = told
    name = filing.called(replies.phrases(services, call), filed)
    text = words.noted(name, verdict)
    if verdict is Verdict.FALSE:
        text = words.corrected(name, reached)
    return Answer(text=text, woken=woken)


async def _origins(tx: Transaction, alert: Alert) -> set[str]:
    """Return whose information an alert is: its own organisation's, and that of its reports."""
    found = {alert.origin}
    for number in alert.reports:
        one = await reports.numbered(tx, number)
        found |= set() if one is None else {one.value.origin}
    return found


async def verified(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    verification: Verification,
    said: Entry,
) -> tuple[list[str], int] | None:
    """Have every copy of an alert say what was found; returns the lanes, and how many have it.

    None where it never went out, or is over in a way that nobody reads any more. What is false
    rings once wherever it stands, and nobody is paged for it any more; the pages go on where it
    is found not to be false after all.
    """
    alert = filed.value
    if isinstance(after(alert.state, Act.VERIFY), Illegal):
        return None
    filed = await filing.keep(tx, filed, replace(alert, verification=verification), said)
    found, unsaid = _unsaid(verification, said)
    for number in alert.reports:
        one = await reports.numbered(tx, number)
        if one is not None and one.value.verification.verdict is not verification.verdict:
            await reports.keep(tx, one, replace(one.value, verification=found), unsaid)
    tracking.told(tx, filed.id)
    if verification.verdict is Verdict.FALSE:
        told, woken = await paging.tell(tx, services, filed, Verdict.FALSE.value)
        return woken, told
    woken = []
    if alert.verification.verdict is Verdict.FALSE and filed.value.state in LIVE:
        woken = await quieting.release(tx, services, filed)
        filed, more = await escalating.goes_on(tx, services, filed)
        woken += more
    return woken + await paging.refresh(tx, services, filed), 0
