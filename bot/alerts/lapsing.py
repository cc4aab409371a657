"""Acknowledgements without progress: asked about, and then the same step is paged again (C13)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot import cards, lanes, reaching
from bot.alerts import escalating
from bot.alerts.fallback import as_it_stands, entry, show_soon
from bot.alerts.filing import called, keep, may_see, timeline
from bot.alerts.readers import zone_of
from bot.alerts.waiting import ACK_TIMEOUT
from bot.alerts.ways import chosen
from bot.cards import Card
from bot.services import Services
from policies.alerts.alert import Alert, Answered, Standing, Verdict
from policies.alerts.states import LIVE, State
from policies.buttons import Button
from storage.store import Due, Filed, Notice, Transaction

LAPSE: Final = "lapse"
"""The kind of the card that asks whether somebody is at it still."""
_ASKED: Final = "asked"
_GRACE: Final = 2
"""So many times the pace of the chain there is for an answer."""
_PROGRESS: Final = frozenset({"acknowledged", "noted", "updated", "owned", "assigned", "progress"})


async def ack_timeout(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Ask whoever acknowledged whether they are at it; unanswered, page the same step again."""
    item, organisation = due.subject
    filed = await tx.docket.by_id(item, Alert)
    standing = None if filed is None else filed.value.standing(organisation)
    if filed is None or standing is None or standing.answered is not Answered.ACKNOWLEDGED:
        return ()
    if filed.value.state not in LIVE or filed.value.verification.verdict is Verdict.FALSE:
        return ()
    if filed.value.until is not None and filed.value.until <= tx.now:
        # What is past its time is worth nobody's work any more (C5): what was answered stands.
        return ()
    if filed.value.state is State.SNOOZED and filed.value.snoozed is not None:
        _look(tx, filed, organisation, filed.value.snoozed, note=due.note)
        return ()
    patience = timedelta(seconds=standing.chain.patience)
    seen = await _progress(tx, filed, standing)
    if tx.now < seen + patience:
        _look(tx, filed, organisation, seen + patience)
        return ()
    if due.note != _ASKED:
        woken = await _ask(tx, services, filed, standing)
        if woken:
            grace = timedelta(seconds=_GRACE * standing.chain.then)
            _look(tx, filed, organisation, tx.now + grace, note=_ASKED)
            await keep(tx, filed, filed.value, entry(tx, "asked", organisation))
            return woken
    return await _lapsed(tx, services, filed, standing)


async def _progress(tx: Transaction, filed: Filed[Alert], standing: Standing) -> datetime:
    """Return when an organisation last did something about an alert."""
    done = [
        one.at
        for one in await timeline(tx, filed)
        if one.organisation == standing.organisation and one.what in _PROGRESS and one.by
    ]
    return max((*done, standing.at or filed.value.made))


async def _ask(
    tx: Transaction, services: Services, filed: Filed[Alert], standing: Standing
) -> list[str]:
    """Ask the acknowledger by each of the ways that they chose; nothing where there is none."""
    person = services.directory.person_by_id(standing.by)
    if person is None:
        return []
    woken: list[str] = []
    for door, user in chosen(services, person, filed.value.severity):
        woken += await cards.show(
            tx,
            LAPSE,
            door=door,
            user=user,
            key=(filed.id, standing.organisation),
            anew=True,
            about=(filed.id, standing.organisation),
            priority=filed.value.rank,
        )
    return woken


async def closed(
    tx: Transaction, services: Services, filed: Filed[Alert], organisation: str, by: str
) -> None:
    """Show where somebody was asked whether they are at it that it is asked no more."""
    person = services.directory.person_by_id(by)
    key = (filed.id, organisation)
    for door, user in () if person is None else reaching.ways(services, person):
        await cards.renew(tx, LAPSE, door=door, user=user, key=key)


async def _lapsed(
    tx: Transaction, services: Services, filed: Filed[Alert], standing: Standing
) -> list[str]:
    """Take an acknowledgement for none, and page the step again at which it was given."""
    stands = replace(standing, answered=Answered.SEEN, by="", at=None, note="")
    alert = as_it_stands(filed.value.having(stands))
    lapsed = entry(tx, "lapsed", standing.organisation)
    filed = await keep(tx, filed, alert, lapsed)
    filed, woken = await escalating.again(tx, services, filed, standing.organisation)
    await closed(tx, services, filed, standing.organisation, standing.by)
    show_soon(tx, filed)
    return woken


def _look(
    tx: Transaction, filed: Filed[Alert], organisation: str, when: datetime, *, note: str = ""
) -> None:
    tx.agenda.put(
        Due(
            kind=ACK_TIMEOUT,
            subject=(filed.id, organisation),
            due=when,
            rank=filed.value.rank,
            note=note,
        )
    )


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the question whether somebody is at it still; None once it is answered or over."""
    item, organisation = notice.about
    filed = await tx.docket.by_id(item, Alert)
    platform = services.doors.get(notice.door, "")
    person = services.directory.person(platform, notice.door, "", notice.user)
    if filed is None or person is None or not may_see(tx, services, filed, person):
        return None
    standing = filed.value.standing(organisation)
    due = await tx.agenda.find(ACK_TIMEOUT, item, organisation)
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    words, zone = phrases.escalation, zone_of(services.directory, person)
    number = called(phrases, filed)
    acknowledged = standing is not None and standing.answered is Answered.ACKNOWLEDGED
    if standing is None or not acknowledged or due is None or due.note != _ASKED:
        return Card(text=words.asked_before(number))
    buttons = (
        Button(label=words.still_button(), line=f"still {filed.number}", style="primary"),
        Button(label=words.back_button(), line=f"unack {filed.number}"),
    )
    since, until = (
        phrases.alert_cards.time(one, zone, now=tx.now) for one in (standing.at or tx.now, due.due)
    )
    return Card(text=words.still(number, since, until), buttons=(buttons,))
