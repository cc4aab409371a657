"""`send` and `undo`: a draft that its author has looked at leaves, now or in ten seconds (C17).

Whom it goes to is computed again as it leaves (C12): where that is more than the author has seen,
nothing leaves and the preview is shown anew.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Final

from bot import lanes
from bot.alerts import approving, escalating, filing, paging, previewing, reminding
from bot.alerts.chains import chain_for
from bot.alerts.drafting import give_up, own_draft
from bot.alerts.fallback import as_it_stands, page_fallback
from bot.alerts.likeness import remember
from bot.alerts.previewing import Drafted
from bot.alerts.waiting import GIVEN_UP, LEAVES
from bot.calls import Answer, Call
from bot.services import Services
from policies.alerts import approval
from policies.alerts.alert import Alert, Entry, Standing
from policies.alerts.preview import lost, seen, wider
from policies.alerts.severity import Severity
from policies.alerts.sharing import organisations_of
from policies.alerts.states import Act, State, after
from policies.community.directory import Directory
from storage.store import Due, Filed, Transaction

UNDONE_WITHIN: Final = timedelta(seconds=10)


async def send(tx: Transaction, services: Services, call: Call) -> Answer:
    """Let a draft leave whose preview its author has seen."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    words = phrases.raising
    filed = await own_draft(tx, call)
    beside = None if filed is None else await previewing.drafted(tx, filed.id)
    if filed is None:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if filed.value.state is not State.DRAFT or beside is None:
        return Answer(text=words.no_draft())
    if await tx.agenda.find(LEAVES, filed.id) is not None:
        return Answer(woken=await previewing.renew(tx, filed, beside))
    if call.line.words[1:2] not in ((), (str(filed.version),)):
        woken = await previewing.show(tx, services, filed, replace(beside, note=""))
        return Answer(text=words.newer(), woken=woken)
    goes = seen(await previewing.outlook(tx, services, filed.value))
    if not goes:
        return Answer(text=words.nobody())
    if wider(goes, beside.shown):
        woken = await previewing.show(tx, services, filed, replace(beside, note=""))
        return Answer(text=words.widened(), woken=woken)
    if filed.value.severity is Severity.CRITICAL:
        return Answer(woken=await _leave(tx, services, filed, beside, goes))
    tx.agenda.put(
        Due(
            kind=LEAVES,
            subject=(filed.id,),
            due=tx.now + UNDONE_WITHIN,
            rank=filed.value.rank,
        )
    )
    return Answer(woken=await previewing.renew(tx, filed, beside))


async def undo(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take back what is about to leave: it is a draft again."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    named = bool(call.line.words)
    filed = await own_draft(tx, call) if named else await _about_to_leave(tx, call)
    if filed is None and named:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    if filed is None:
        return Answer(text=phrases.raising.no_draft())
    tx.docket.concern(filed)
    beside = await previewing.drafted(tx, filed.id)
    if filed.value.raised is not None:
        return Answer(text=phrases.raising.too_late(filing.called(phrases, filed)))
    if await tx.agenda.find(LEAVES, filed.id) is None or beside is None:
        return Answer(text=phrases.raising.no_draft())
    await tx.agenda.drop(LEAVES, filed.id)
    return Answer(woken=await previewing.show(tx, services, filed, replace(beside, note="")))


async def _about_to_leave(tx: Transaction, call: Call) -> Filed[Alert] | None:
    """Return the one alert of the caller's that is about to leave; None for none, or several."""
    found = []
    for due in await tx.agenda.listed(LEAVES):
        filed = await tx.docket.by_id(due.subject[0], Alert)
        if filed is not None and call.person is not None and filed.value.author == call.person.id:
            found.append(filed)
    return found[0] if len(found) == 1 else None


async def leaves(tx: Transaction, services: Services, due: Due) -> Collection[str]:
    """Let a draft leave whose ten seconds are over, as it may be now."""
    filed = await tx.docket.by_id(due.subject[0], Alert)
    beside = None if filed is None else await previewing.drafted(tx, filed.id)
    if filed is None or beside is None or filed.value.state is not State.DRAFT:
        return ()
    directory, alert = services.directory, filed.value
    if not speaks(directory, alert):
        # Whoever was removed or locked out meanwhile says nothing any more.
        return await give_up(tx, filed)
    if alert.until is not None and alert.until <= tx.now:
        return await _missed(tx, filed, beside)
    goes = seen(await previewing.outlook(tx, services, alert))
    if not goes or wider(goes, beside.shown):
        note = "widened" if goes else ""
        return await previewing.show(tx, services, filed, replace(beside, note=note))
    return await _leave(tx, services, filed, beside, goes)


def speaks(directory: Directory, alert: Alert) -> bool:
    """Tell whether an alert's author still speaks for its origin."""
    person = directory.person_by_id(alert.author)
    here = person is not None and person.organisation == alert.origin
    return here and alert.author not in directory.locked


async def _missed(tx: Transaction, filed: Filed[Alert], beside: Drafted) -> list[str]:
    """End what was to leave and was not worth sending any more once it could (C5)."""
    missed = replace(filed.value, state=State.MISSED)
    filed = await filing.keep(tx, filed, missed, Entry(what="missed", at=tx.now))
    return await previewing.renew(tx, filed, beside)


async def _leave(
    tx: Transaction,
    services: Services,
    filed: Filed[Alert],
    beside: Drafted,
    goes: tuple[str, ...],
) -> list[str]:
    fewer = lost(goes, beside.shown)
    filed, woken = await raise_now(tx, services, filed)
    await previewing.keep_drafted(tx, filed.id, replace(beside, fewer=fewer, note=""))
    return [*woken, *await previewing.renew(tx, filed, beside)]


async def raise_now(
    tx: Transaction, services: Services, filed: Filed[Alert]
) -> tuple[Filed[Alert], list[str]]:
    """Raise an alert: whom it goes to is frozen, the first of them are paged, the rest falls due.

    One that cannot be raised from where it stands is returned as it is. Returns it as it is then,
    and the lanes that have work.
    """
    alert = filed.value
    state = after(alert.state, Act.RAISE)
    if not isinstance(state, State):
        return filed, []
    organisations = organisations_of(services.directory, alert)
    standings = tuple(
        Standing(
            organisation=one,
            named=_named(services.directory, alert, one),
            chain=chain_for(services, alert, one),
        )
        for one in organisations
    )
    raised = replace(alert, state=state, raised=tx.now, standings=standings)
    entry = Entry(what="raised", at=tx.now, organisation=alert.origin, by=alert.author)
    filed = await filing.keep(tx, filed, raised, entry)
    for kind in (LEAVES, GIVEN_UP):
        await tx.agenda.drop(kind, filed.id)
    remember(tx, filed)
    if approval.needed(raised, services.directory):
        filed, woken = await approving.ask(tx, services, filed)
        reminding.ends(tx, filed)
    elif raised.purpose == "reminder":
        filed, woken = await reminding.tell(tx, services, filed)
    else:
        filed, woken = await escalating.begin(tx, services, filed, organisations)
        if not organisations:
            # Nobody whom it is for is there any more: its origin has it, and is told so (C8).
            filed = await filing.keep(tx, filed, as_it_stands(filed.value))
            woken += await page_fallback(tx, services, filed, (), ring=False)
    return filed, [*woken, *await _to_the_named(tx, services, filed)]


def _named(directory: Directory, alert: Alert, organisation: str) -> bool:
    """Tell whether an organisation is addressed by its own name, or somebody of it is."""
    people = (directory.person_by_id(one) for one in alert.audience.people)
    theirs = any(one is not None and one.organisation == organisation for one in people)
    return theirs or organisation in alert.audience.organisations


async def _to_the_named(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Bring an alert to those whom its author named and no chain has paged, such as at risk."""
    reached = {sheet.value.target for sheet in await paging.reached(tx, filed)}
    found = []
    for name in filed.value.audience.people:
        person = services.directory.person_by_id(name)
        target = f"person:{name}"
        if (
            person is not None
            and target not in reached
            and filed.value.standing(person.organisation)
        ):
            one = paging.recipient(services, person.organisation, target, filed.value.severity)
            found += [] if one is None else [one]
    return await paging.page(tx, services, filed, found)
