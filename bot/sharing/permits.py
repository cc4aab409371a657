"""`permit` and `request`: the source lets others have a message too, by itself or when asked."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot import cards, lanes, reaching
from bot.calls import Answer, Call
from bot.cards import Card
from bot.messages.finding import meant, short
from bot.messages.spread import whereto
from bot.services import Services
from bot.sharing.bringing import bring, has_words, home, names_of, releasers, standing
from bot.sharing.reports import label_of
from policies.audit import AuditKind
from policies.labels import Label
from policies.messages.message import Leave, Message
from policies.phrases import Phrases
from policies.sharing.decision import Outcome
from policies.sharing.permissions import Unreadable, resolved, tagged, until
from policies.sharing.privately import decide_person
from policies.sharing.relabelling import Standing
from policies.sharing.spreading import GOES
from policies.text import Text
from storage.store import Notice, Stored, Transaction

REQUEST: Final = "request"
ANSWERED: Final = "request answered"
_SOURCE: Final = (Standing.AUTHOR, Standing.RELEASER)
_A_DAY: Final = timedelta(days=1)
_USAGE: Final = "permit 1a2b3c4d to @person organisation country:KE until 2026-12-01"


async def permit(tx: Transaction, services: Services, call: Call) -> Answer:
    """Record a permission on a message, and bring its copies to whoever may have them now."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    found = await meant(tx, services, call)
    if (
        found is None
        or standing(call, found.message) not in _SOURCE
        or found.message.withdrawn
        or call.person is None
    ):
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    message, permitting = found.message, phrases.permitting
    if message.label is Label.RED:
        return Answer(text=permitting.red_is_not_permitted())
    names, times = _divided(found.words)
    if not names or names[0].lower() != "to" or len(names) == 1:
        return Answer(text=phrases.answers.usage(_USAGE))
    wanted, unknown = _known(services, names[1:])
    if unknown is not None:
        return Answer(text=permitting.unknown_name(unknown))
    try:
        end = None if times is None else until(times, tx.now)
    except Unreadable:
        return Answer(text=permitting.unreadable_time())
    if not has_words(message):
        return Answer(text=phrases.sharing.no_text(short(message)))
    leave = Leave(to=wanted, by=call.person.id, given=tx.now, until=end)
    before = _reached(services, message, tx)
    woken, after = await _given(tx, services, found.stored, leave)
    more = len(_reached(services, after, tx) - before)
    text = permitting.permission_given(names_of(services, wanted, phrases.sharing), more, end)
    lines = [text, *_by_tags(services, phrases, after, wanted, tx.now)]
    return Answer(text=Text.of("\n".join(one.plain for one in lines)), woken=woken)


def _by_tags(
    services: Services, phrases: Phrases, message: Message, names: tuple[str, ...], now: datetime
) -> list[Text]:
    """Return what each tag means: organisations, and people of others who may have it."""
    directory = services.directory
    found = []
    for name in names:
        if directory.organisation(name) is not None or directory.person_by_id(name) is not None:
            continue
        alone = replace(message, leave=(Leave(to=(name,), by="", given=now),))
        people = 0
        for person in tagged(directory, alone, now):
            way = reaching.way(services, person)
            if way is not None:
                platform = services.doors[way[0]]
                decided = decide_person(directory, alone, person, platform, now=now)
                people += decided.outcome in GOES
        found.append(phrases.permitting.tag_means(name, len(resolved(directory, (name,))), people))
    return found


def _divided(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """Return the words before "until", and those behind it, None where it does not stand there."""
    small = [one.lower() for one in words]
    if "until" not in small:
        return words, None
    at = small.index("until")
    return words[:at], words[at + 1 :]


def _known(services: Services, words: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Return the ids and tags that words mean, and the first word that means none."""
    found: dict[str, None] = {}
    for word in words:
        bare = word.strip(",;").lstrip("@")
        name = next((one for one in (bare, bare.lower()) if services.directory.known(one)), None)
        if name is None:
            return (), bare[:64]
        found[name] = None
    return tuple(found), None


def _reached(services: Services, message: Message, tx: Transaction) -> set[str]:
    found = whereto(services, message, tx.now)
    return {to for to, one in found.items() if one.outcome in (Outcome.ALLOW, Outcome.REDACT)}


async def _given(
    tx: Transaction, services: Services, stored: Stored, leave: Leave
) -> tuple[set[str], Message]:
    message = stored.message
    # A new permission takes the place of an older one to the same.
    others = tuple(one for one in message.leave if one.to != leave.to)
    after = replace(message, leave=(*others, leave))
    tx.audit.add(
        AuditKind.PERMISSION,
        organisation=message.organisation,
        message=message.id,
        by=leave.by,
        to=",".join(leave.to),
        until="" if leave.until is None else leave.until.isoformat(),
    )
    return await bring(tx, services, after, stored), after


async def request(tx: Transaction, services: Services, call: Call) -> Answer:
    """Put a request to the source: to the author, or to whoever speaks for them."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    found = await meant(tx, services, call)
    caller = call.person
    if found is None or caller is None or found.message.label in (Label.RED, None):
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    message, permitting = found.message, phrases.permitting
    if message.withdrawn:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    words = found.words[1:] if found.words and found.words[0].lower() == "for" else found.words
    names, unknown = _known(services, words or (caller.organisation,))
    if unknown is not None:
        return Answer(text=permitting.unknown_name(unknown))
    asked = _asked(services, message)
    if not asked:
        return Answer(text=permitting.nobody_to_ask())
    about = (message.id, caller.id, call.door, call.sender.user, ",".join(names))
    woken: set[str] = set()
    for door, user in asked:
        shown = await cards.show(tx, REQUEST, door=door, user=user, key=about, about=about)
        woken |= set(shown)
    return Answer(text=permitting.requested(len(asked)), woken=woken)


def _asked(services: Services, message: Message) -> list[tuple[str, str]]:
    """Return the doors and accounts of those who may permit something: author, else releasers."""
    author = message.author
    if author.person is not None and author.address:
        return [(home(services, message).door, author.address)]
    ways = (reaching.way(services, one) for one in releasers(services, message.organisation))
    return [one for one in ways if one is not None]


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write a request to its source, or that it has been answered."""
    message_id, who, _, _, names, *answered = notice.about
    stored = await tx.messages.known(message_id)
    if stored is None:
        return None
    message = stored.message
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    permitting = phrases.permitting
    if answered:
        return Card(text=phrases.sharing.answered(yes=answered[0] != "no"))
    if message.withdrawn:
        return None
    directory = services.directory
    person = directory.person_by_id(who)
    gone = phrases.sharing.removed() if person is None else phrases.sharing.unnamed()
    shown = directory.shown_person(who, to=message.organisation) or gone
    if person is not None and person.organisation != message.organisation:
        shown = f"{directory.shown_organisation(person.organisation)} ({shown})"
    asked = tuple(names.split(","))
    whom = names_of(services, asked, phrases.sharing)
    lines = [permitting.asks(shown, short(message), label_of(message), whom)]
    lines += _by_tags(services, phrases, message, asked, tx.now)
    text = Text.of("\n".join(one.plain for one in lines))
    return Card(text=text, buttons=permitting.grant_buttons())


async def grant(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take the source's answer to a request: the first one counts, and whoever asked is told."""
    answers = services.phrases(lanes.private(call.door, call.sender.user)).answers
    notice = await tx.notices.by_id(call.card) if call.card else None
    said = call.line.words[0] if call.line.words else ""
    if notice is None or notice.kind != REQUEST or said not in ("yes", "day", "no"):
        return Answer(text=answers.stale(), refused=True)
    message_id, _, door, user, names, *answered = notice.about
    stored = await tx.messages.known(message_id)
    if stored is None or answered or stored.message.withdrawn:
        return Answer(text=answers.stale())
    message = stored.message
    if standing(call, message) not in _SOURCE or call.person is None:
        return Answer(text=answers.not_allowed(), refused=True)
    woken: set[str] = set()
    key = notice.about[:5]
    for whose, account in {*_asked(services, message), (notice.door, notice.user)}:
        shown = await cards.show(tx, REQUEST, door=whose, user=account, key=key, about=(*key, said))
        woken |= set(shown)
    if said != "no" and message.label is not Label.RED:
        end = tx.now + _A_DAY if said == "day" else None
        leave = Leave(to=tuple(names.split(",")), by=call.person.id, given=tx.now, until=end)
        woken |= (await _given(tx, services, stored, leave))[0]
    told = await cards.show(
        tx, ANSWERED, door=door, user=user, key=key, about=(message_id, said), anew=True
    )
    return Answer(woken=woken | set(told))


async def write_answered(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write to whoever had asked what the source said."""
    message_id, said = notice.about
    stored = await tx.messages.known(message_id)
    if stored is None:
        return None
    permitting = services.phrases(lanes.private(notice.door, notice.user)).permitting
    text: Text = permitting.request_answered(short(stored.message), yes=said != "no")
    return Card(text=text)
