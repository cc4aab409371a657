"""`audience`: all whom a draft would go to, organisation by organisation, a page at a time.

A preview names the first of many and counts the rest; here stands each of them, as things are when
the page is asked for, on one card that is turned in place.
"""

from dataclasses import dataclass
from typing import Final

from bot import cards, lanes
from bot.alerts import schedules
from bot.alerts.drafting import own_draft
from bot.alerts.previewing import outlook, together
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import replies
from bot.services import Services
from policies import names
from policies.alerts.alert import Alert
from policies.alerts.schedule import Schedule
from policies.alerts.states import State
from policies.text import Text
from storage.store import Notice, Transaction

AUDIENCE: Final = "alert-audience"
"""The kind of the card that shows all whom a draft would go to."""
_USAGE: Final = "audience A-17 [page|name]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """What is asked about: a draft, or a schedule, by what it is called."""

    id: str
    number: str
    alert: Alert


async def audience(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show whom a draft or a schedule of the caller's would go to, each by name."""
    if not call.line.words:
        return replies.usage(services, call, _USAGE)
    filed = await own_draft(tx, call)
    if filed is not None and filed.value.state is not State.DRAFT:
        return Answer(text=replies.phrases(services, call).raising.no_draft())
    found = await _meant(tx, call)
    if found is None:
        return replies.refused(services, call)
    rest = names.cleaned(" ".join(call.line.words[1:]))
    text = await _page(tx, services, call.door, call.sender.user, found, rest)
    if not isinstance(text, Card):
        return Answer(text=text)
    key, user = (found.id,), call.sender.user
    pressed = await tx.notices.by_id(call.card) if call.card else None
    # What is turned stays where it is; what is asked for stands at the end of the conversation.
    turned = pressed is not None and pressed.kind == AUDIENCE
    woken = [] if turned else await cards.retire(tx, AUDIENCE, door=call.door, user=user, key=key)
    woken += await cards.show(
        tx,
        AUDIENCE,
        door=call.door,
        user=user,
        room=None if call.private else call.room,
        number="" if call.private else call.number,
        key=key,
        about=(found.number, found.id, rest),
        anew=not turned,
    )
    return Answer(woken=woken)


async def _meant(tx: Transaction, call: Call) -> _Meant | None:
    filed = await own_draft(tx, call)
    if filed is not None:
        return _Meant(id=filed.id, number=f"A-{filed.number}", alert=filed.value)
    # A bare number is an alert's.
    planned = None if call.line.words[0][:1].isdecimal() else await schedules.own(tx, call)
    if planned is None or planned.value.progress not in ("draft", "active", "paused"):
        return None
    return _Meant(id=planned.id, number=f"S-{planned.number}", alert=planned.value.alert)


async def _page(
    tx: Transaction, services: Services, door: str, user: str, meant: _Meant, rest: str
) -> Card | Text:
    """Return the page that is asked for; what is told instead where there is none such."""
    words = services.phrases(lanes.private(door, user)).raising.audiences
    every = [together(one) for one in await outlook(tx, services, meant.alert)]
    if not every:
        return words.nobody(meant.number)
    at = int(rest) if rest.isascii() and rest.isdecimal() and len(rest) <= len("9999") else 0
    searched = rest.casefold() if rest and not at else ""
    shown = [one for one in every if searched in one.name.casefold()]
    pages = words.pages(shown)
    at = max(at, 1)
    if at > len(pages):
        return words.none_named(meant.number, rest)
    text = words.page(meant.number, every, pages[at - 1], at, len(pages))
    turns = () if searched else words.turning(f"audience {meant.number}", at, len(pages))
    return Card(text=text, buttons=turns)


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the page as it is now; None, which takes it away, for what is no draft any more."""
    number, item, rest = notice.about
    platform = services.doors.get(notice.door, "")
    person = services.directory.person(platform, notice.door, "", notice.user)
    if person is None:
        return None
    alert: Alert | None = None
    if number.startswith("A"):
        filed = await tx.docket.by_id(item, Alert)
        if filed is not None and filed.value.author == person.id:
            alert = filed.value if filed.value.state is State.DRAFT else None
    else:
        planned = await tx.docket.by_id(item, Schedule)
        if planned is not None and schedules.may(person, planned.value):
            alert = planned.value.alert
    if alert is None:
        return None
    meant = _Meant(id=item, number=number, alert=alert)
    card = await _page(tx, services, notice.door, notice.user, meant, rest)
    if isinstance(card, Text):
        return Card(text=card)
    return card
