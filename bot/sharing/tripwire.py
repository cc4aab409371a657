"""`vouch`: an author says whose words those are that read like something stricter.

The source is told of what was sent, never of what was merely held.
"""

from dataclasses import replace
from typing import Final

from bot import cards, lanes, reaching
from bot.calls import Answer, Call
from bot.cards import Card
from bot.messages.finding import short
from bot.messages.likeness import ALIKE
from bot.messages.spread import whereto
from bot.services import Services
from bot.sharing.bringing import bring, home, releasers, standing, withdraw
from bot.sharing.relabelling import relabelled
from bot.sharing.reports import label_of
from policies.messages.message import Message
from policies.sharing.decision import Outcome
from policies.sharing.relabelling import Standing
from storage.store import Notice, Stored, Transaction

KIND: Final = ALIKE
SENT: Final = "alike sent"


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the question to an author; None as soon as the message waits for it no longer."""
    stored = await tx.messages.known(notice.about[0])
    message = None if stored is None else stored.message
    if message is None or message.withdrawn or not message.resembles or message.vouched:
        return None
    source = await tx.messages.known(message.resembles)
    if source is None:
        return None
    permitting = services.phrases(lanes.private(notice.door, notice.user)).permitting
    label = label_of(source.message)
    return Card(
        text=permitting.alike(label, label_of(message)),
        buttons=permitting.alike_buttons(label),
        here=permitting.alike_here(),
    )


async def vouch(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take an author's answer."""
    answers = services.phrases(lanes.private(call.door, call.sender.user)).answers
    notice = await tx.notices.by_id(call.card) if call.card else None
    said = call.line.words[0] if call.line.words else ""
    if notice is None or notice.kind != KIND or said not in ("ours", "theirs", "drop"):
        return Answer(text=answers.stale(), refused=True)
    stored = await tx.messages.known(notice.about[0])
    if stored is None or standing(call, stored.message) is not Standing.AUTHOR:
        return Answer(text=answers.not_allowed(), refused=True)
    message = stored.message
    if message.withdrawn or not message.resembles or message.vouched:
        return Answer(text=answers.stale())
    if said == "drop":
        woken = await withdraw(tx, services, stored)
    elif said == "theirs":
        woken = await _as_theirs(tx, services, stored)
    else:
        after = replace(message, vouched=True)
        woken = await bring(tx, services, after, stored)
        woken |= await _tell_source(tx, services, after)
    await cards.renew(tx, KIND, door=notice.door, user=notice.user, key=(message.id,))
    return Answer(woken=woken)


async def _as_theirs(tx: Transaction, services: Services, stored: Stored) -> set[str]:
    source = await tx.messages.known(stored.message.resembles)
    if source is None or source.message.label is None:
        return await withdraw(tx, services, stored)
    return await relabelled(tx, services, stored, source.message.label, vouched=True)


async def _tell_source(tx: Transaction, services: Services, message: Message) -> set[str]:
    goes = (Outcome.ALLOW, Outcome.REDACT)
    decided = whereto(services, message, tx.now).values()
    source = await tx.messages.known(message.resembles)
    if source is None or not any(one.outcome in goes for one in decided):
        return set()
    author = source.message.author
    ways = [reaching.way(services, one) for one in releasers(services, source.message.organisation)]
    if author.person is not None and author.address:
        ways = [(home(services, source.message).door, author.address)]
    woken: set[str] = set()
    for way in ways:
        if way is not None:
            about = (source.message.id, message.id)
            shown = await cards.show(tx, SENT, door=way[0], user=way[1], key=about, about=about)
            woken |= set(shown)
    return woken


async def write_sent(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write to a source that something like its message was shared under a looser label."""
    source = await tx.messages.known(notice.about[0])
    sent = await tx.messages.known(notice.about[1])
    if source is None or sent is None:
        return None
    message = sent.message
    hidden = message.reading.restrictions.chatham
    who = "" if hidden else services.directory.shown_organisation(message.organisation)
    permitting = services.phrases(lanes.private(notice.door, notice.user)).permitting
    return Card(text=permitting.alike_was_sent(short(source.message), label_of(message), who))
