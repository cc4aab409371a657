"""`approve`, `reject` and `glass`, and what those see whom they concern."""

from typing import Final

from bot import cards, lanes, reaching
from bot.alerts import approving, pool
from bot.alerts.asked import Asked, asked
from bot.alerts.facing import Face
from bot.alerts.filing import called, may_see, timeline
from bot.alerts.readers import View, of_person
from bot.alerts.vouching import vouched
from bot.alerts.waiting import APPROVAL
from bot.calls import Answer, Call
from bot.cards import Card
from bot.services import Services
from policies.alerts.alert import LONGEST_NOTE, Alert
from policies.alerts.approval import WAITS, bound, could, needed, seconds
from policies.alerts.rights import Deed
from policies.alerts.sharing import organisations_of
from policies.alerts.states import LIVE, Act
from policies.audit import AuditKind
from policies.buttons import Button
from policies.community.directory import Directory
from policies.text import Text
from storage.store import Filed, Notice, Transaction

GLASS: Final = "glass"
"""The kind of the card that tells every steward that the glass was broken."""
_COUNTRY: Final = "country:"


async def approve(tx: Transaction, services: Services, call: Call) -> Answer:
    """Approve, as the second person, what the caller has read: it goes to everybody."""
    found = await _second(tx, services, call)
    if isinstance(found, Answer):
        return found
    if found.said and found.said != bound(found.alert):
        return Answer(text=found.phrases.escalation.changed_since(found.number))
    _, woken = await approving.approved(tx, services, found.filed, found.person)
    return Answer(text=found.phrases.escalation.approved(found.number), woken=woken)


async def reject(tx: Transaction, services: Services, call: Call) -> Answer:
    """Refuse, as the second person: it stays with those who have it."""
    found = await _second(tx, services, call)
    if isinstance(found, Answer):
        return found
    _, woken = await approving.refused(tx, services, found.filed, found.person, found.said)
    return Answer(text=found.phrases.escalation.rejected(found.number), woken=woken)


async def _second(tx: Transaction, services: Services, call: Call) -> Asked | Answer:
    """Return the alert to whose question a caller may answer now, or what they are told."""
    found = await asked(tx, services, call, deed=None)
    if isinstance(found, Answer):
        return found
    words, alert = found.phrases.escalation, found.alert
    if alert.approval == "none" and alert.state in LIVE:
        return Answer(text=words.not_asked(found.number, alert.approval))
    grader = await pool.graded_by(tx, found.filed)
    doubted = alert.approval in WAITS and not await vouched(tx, services, found.filed)
    if alert.state in LIVE and (doubted or alert.approval == "unvouched"):
        return Answer(text=words.not_asked(found.number, "unvouched"), refused=True)
    able = found.person.organisation != grader
    if not able or found.person not in seconds(services.directory, alert, tx.now):
        # Where a posture names the pool, who could else be the second person is told so.
        pooled = able and could(services.directory, alert, found.person, tx.now)
        return Answer(text=words.not_second(found.number, pooled=pooled), refused=True)
    if alert.state not in LIVE:
        return Answer(text=words.not_asked(found.number, "over"))
    due = await tx.agenda.find(APPROVAL, found.filed.id)
    if alert.approval not in WAITS or due is None:
        return Answer(text=words.not_asked(found.number, alert.approval))
    if due.due <= tx.now:
        return Answer(text=words.not_asked(found.number, "expired"))
    return found


async def glass(tx: Transaction, services: Services, call: Call) -> Answer:
    """Send an alert that waits for a second person to one country, for danger to life."""
    found = await asked(tx, services, call, deed=Deed.CHANGE, act=Act.CHANGE, longest=LONGEST_NOTE)
    if isinstance(found, Answer):
        return found
    words, alert, directory = found.phrases.escalation, found.alert, services.directory
    word, _, why = found.said.partition(" ")
    tag = next((one for one in _countries(found, directory) if one.lower() == word.lower()), word)
    waits = alert.approval in ("asked", "expired", "refused")
    doubted = waits and not await vouched(tx, services, found.filed)
    if doubted or alert.approval == "unvouched":
        return Answer(text=words.not_asked(found.number, "unvouched"), refused=True)
    if not waits or found.person.seat or not needed(alert, directory):
        return Answer(text=words.glass_closed(found.number), refused=True)
    if not tag.startswith(_COUNTRY):
        return Answer(text=words.glass_usage())
    before, _ = await _broken_for(tx, found.filed)
    if before not in ("", tag):
        # To one country, and no change of the text opens another one.
        return Answer(text=words.glass_closed(found.number), refused=True)
    theirs = [
        name
        for name in organisations_of(directory, alert)
        if (one := directory.organisation(name)) is not None and tag in one.tags
    ]
    if not theirs:
        return Answer(text=words.no_country(found.number, tag, _countries(found, directory)))
    if not why.strip():
        return Answer(text=words.glass_usage())
    filed, woken = await approving.broken(
        tx, services, found.filed, found.person, theirs, f"{tag} {why.strip()}"
    )
    tx.audit.add(
        AuditKind.GLASS,
        organisation=found.person.organisation,
        by=found.person.id,
        alert=filed.id,
        country=tag,
    )
    woken += await _tell_stewards(tx, services, filed)
    return Answer(text=words.glass_broken(found.number, len(theirs)), woken=woken)


def _countries(found: Asked, directory: Directory) -> list[str]:
    """Return the countries of those whom an alert is for, as far as the caller may know of them."""
    known = (
        directory.organisation(one)
        for one in organisations_of(directory, found.alert)
        if found.seen.knows(one)
    )
    every = {tag for one in known if one is not None for tag in one.tags}
    return sorted(tag for tag in every if tag.startswith(_COUNTRY))


async def _tell_stewards(tx: Transaction, services: Services, filed: Filed[Alert]) -> list[str]:
    """Tell every steward of the coalition, by every way that they have."""
    woken: list[str] = []
    for organisation in services.directory.organisations:
        for person in reaching.stewards(services.directory, organisation.id):
            for door, user in reaching.ways(services, person):
                woken += await cards.show(
                    tx,
                    GLASS,
                    door=door,
                    user=user,
                    key=(filed.id,),
                    about=(filed.id,),
                    priority=filed.value.rank,
                )
    return woken


async def write_question(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write what is asked of the second person, with all that they approve; then what became."""
    filed = await tx.docket.by_id(notice.about[0], Alert)
    platform = services.doors.get(notice.door, "")
    person = services.directory.person(platform, notice.door, "", notice.user)
    if filed is None or person is None:
        return None
    if person not in seconds(services.directory, filed.value, tx.now):
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    words, number = phrases.escalation, called(phrases, filed)
    seen = of_person(tx, services, filed.value, person, notice.door, notice.user)
    due = await tx.agenda.find(APPROVAL, filed.id)
    alert = filed.value
    doubted = alert.approval in WAITS and not await vouched(tx, services, filed)
    if alert.state not in LIVE or alert.approval not in WAITS or due is None or doubted:
        state = ("unvouched" if doubted else alert.approval) if alert.state in LIVE else "over"
        told = await _became(tx, filed, seen, number, state)
        return Card(text=told, handling=seen.given.decision.handling)
    until = phrases.alert_cards.time(due.due, seen.zone, now=tx.now)
    question = words.asks(number, seen.organisation(alert.origin), until)
    buttons = (
        Button(
            label=words.approve_button(),
            line=f"approve {filed.number} {bound(alert)}",
            style="primary",
        ),
        Button(label=words.reject_button(), line=f"reject {filed.number}", style="danger"),
    )
    face = Face(seen, filed.number, [], now=tx.now)
    return Card(
        text=Text.of(question + "\n\n") + face.whole(),
        buttons=(buttons,),
        handling=seen.given.decision.handling,
    )


async def write_outcome(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write for the author what became of the question to the second person."""
    filed = await tx.docket.by_id(notice.about[0], Alert)
    platform = services.doors.get(notice.door, "")
    person = services.directory.person(platform, notice.door, "", notice.user)
    if filed is None or person is None:
        return None
    seen = of_person(tx, services, filed.value, person, notice.door, notice.user)
    state: str = filed.value.approval if filed.value.state in LIVE else "over"
    if state == "asked":
        pool = any(True for _ in seconds(services.directory, filed.value, tx.now))
        state = "asked" if pool else "nobody"
    number = called(seen.phrases, filed)
    told = await _became(tx, filed, seen, number, state)
    return Card(text=told, handling=seen.given.decision.handling)


async def _became(
    tx: Transaction, filed: Filed[Alert], seen: View, number: str, state: str
) -> Text:
    """Return what became of a question: by whom and why, for whoever may know that."""
    words = seen.phrases.escalation
    wanted = {"given": "approved", "refused": "refused"}.get(state)
    found = [one for one in await timeline(tx, filed) if one.what == wanted]
    if not found:
        return words.outcome(number, state)
    why = found[-1].note if seen.given.portion == "text" else ""
    return words.outcome(number, state, seen.person(found[-1].by), why)


async def write_glass(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write for a steward that the glass was broken; who and why, for whom the alert is."""
    filed = await tx.docket.by_id(notice.about[0], Alert)
    platform = services.doors.get(notice.door, "")
    person = services.directory.person(platform, notice.door, "", notice.user)
    if filed is None or person is None:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    tag, why = await _broken_for(tx, filed)
    seen = of_person(tx, services, filed.value, person, notice.door, notice.user)
    sees = may_see(tx, services, filed, person)
    who = seen.organisation(filed.value.origin) if sees else ""
    number = called(phrases, filed)
    whole = sees and seen.given.portion != "summary"
    told = phrases.escalation.glass_told(number, who, tag, why if whole else "")
    return Card(text=told, handling=seen.given.decision.handling)


async def _broken_for(tx: Transaction, filed: Filed[Alert]) -> tuple[str, str]:
    """Return for which country the glass was broken last, and why; "" where it was not."""
    for one in reversed(await timeline(tx, filed)):
        if one.what == "glass":
            tag, _, why = one.note.partition(" ")
            return tag, why
    return "", ""
