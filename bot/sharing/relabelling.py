"""`label`: another label afterwards, by the source; a colleague's wish is put to the author."""

from dataclasses import replace
from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.messages.finding import meant, short
from bot.services import Services
from bot.sharing import reports
from bot.sharing.bringing import bring, has_words, home, standing
from policies.audit import AuditKind
from policies.labels import Label, canonical, stricter_than
from policies.messages.message import Message, PartKind
from policies.readings import Kind
from policies.sharing.answering import may_restrict
from policies.sharing.relabelling import Standing, Verdict, Wish, judge
from storage.store import Notice, Stored, Transaction

KIND: Final = "relabel"
_USAGE: Final = "label 1a2b3c4d TLP:AMBER"


async def label(tx: Transaction, services: Services, call: Call) -> Answer:
    """Give a message another label."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    found = await meant(tx, services, call)
    if found is None or found.message.withdrawn:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    wanted = _label(found.words[0]) if found.words else None
    if wanted is None:
        return Answer(text=phrases.answers.usage(_USAGE))
    message = found.message
    # A button says what it confirms: the step from the label that the message had then.
    confirmed = bool(call.card) and found.words[1:] == ("yes", reports.label_of(message))
    wish = Wish(by=standing(call, message), before=message.label, after=wanted, confirmed=confirmed)
    verdict = judge(wish)
    if verdict is Verdict.REFUSED or await _bound(tx, message, wanted):
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    sharing, digits = phrases.sharing, short(message)
    if verdict is Verdict.SAME:
        return Answer(text=sharing.same_label(digits, wanted))
    if wanted is not Label.RED and may_restrict(message, services.directory.known):
        return Answer(text=phrases.holding.restricts())
    if verdict is Verdict.ASK:
        return await _ask_author(tx, services, call, message, wanted)
    if verdict is Verdict.CONFIRM:
        before = message.label or Label.AMBER
        question = sharing.confirm_public(digits, before)
        return Answer(text=question, buttons=sharing.make_public(digits, before))
    if not _tightens(message, wanted) and not has_words(message):
        return Answer(text=sharing.no_text(digits))
    woken = await relabelled(tx, services, found.stored, wanted)
    if _tightens(message, wanted):
        woken |= await reports.tell(tx, call, message, reports.TIGHTENED)
    return Answer(text=sharing.relabelled(digits, wanted), woken=woken)


async def relabelled(
    tx: Transaction, services: Services, stored: Stored, wanted: Label, *, vouched: bool = False
) -> set[str]:
    """Label a message as its source wants it, and bring every copy in line."""
    message = stored.message
    after = replace(
        message,
        label=wanted,
        given=wanted,
        reading=replace(message.reading, kind=Kind.LABEL, label=wanted, mere_mention=False),
        revision=message.revision + 1,
        edited=True,
        vouched=message.vouched or vouched,
    )
    return await bring(tx, services, after, stored)


def _label(word: str) -> Label | None:
    written = word.upper().replace("WHITE", "CLEAR")
    try:
        return canonical(written if written.startswith("TLP:") else f"TLP:{written}")
    except ValueError:
        return None


def _tightens(message: Message, wanted: Label) -> bool:
    return message.label is not None and stricter_than(wanted, message.label)


async def _bound(tx: Transaction, message: Message, wanted: Label) -> bool:
    """Tell whether somebody else's words in a message, or above it, forbid so loose a label."""
    for part in message.parts:
        theirs = part.reading.label
        if part.kind is not PartKind.OWN and theirs is not None and stricter_than(theirs, wanted):
            return True
    root = None if message.reply_to is None else await tx.messages.known(message.reply_to)
    if root is None or root.message.organisation == message.organisation:
        return False
    return root.message.label is not None and stricter_than(root.message.label, wanted)


async def _ask_author(
    tx: Transaction, services: Services, call: Call, message: Message, wanted: Label
) -> Answer:
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    if call.person is None or not message.author.address:
        return Answer(text=phrases.answers.not_allowed(), refused=True)
    woken = await cards.show(
        tx,
        KIND,
        door=home(services, message).door,
        user=message.author.address,
        key=(message.id, call.person.id),
        about=(message.id, call.person.id, wanted.value),
    )
    return Answer(text=phrases.sharing.asked_author(), woken=woken)


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write the question to an author, or that it has been answered."""
    message_id, colleague, wanted, *answered = notice.about
    stored = await tx.messages.known(message_id)
    if stored is None:
        return None
    sharing = services.phrases(lanes.private(notice.door, notice.user)).sharing
    if answered:
        return Card(text=sharing.answered(yes=answered[0] == "yes"))
    before = "-" if stored.message.label is None else stored.message.label.value
    who = services.directory.shown_person(colleague, to=stored.message.organisation)
    text = sharing.colleague_relabels(who, short(stored.message), before, wanted)
    return Card(text=text, buttons=sharing.yes_or_no("relabel"))


async def answer(tx: Transaction, services: Services, call: Call) -> Answer:
    """Take an author's answer to a colleague's wish: the first one counts."""
    answers = services.phrases(lanes.private(call.door, call.sender.user)).answers
    notice = await tx.notices.by_id(call.card) if call.card else None
    if notice is None or notice.kind != KIND or call.line.words not in (("yes",), ("no",)):
        return Answer(text=answers.stale(), refused=True)
    message_id, colleague, wanted, *answered = notice.about
    stored = await tx.messages.known(message_id)
    if stored is None or answered or stored.message.withdrawn:
        return Answer(text=answers.stale())
    if standing(call, stored.message) is not Standing.AUTHOR:
        return Answer(text=answers.not_allowed(), refused=True)
    said = call.line.words[0]
    woken = set(
        await cards.show(
            tx,
            KIND,
            door=notice.door,
            user=notice.user,
            key=(message_id, colleague),
            about=(message_id, colleague, wanted, said),
        )
    )
    target = Label(wanted)
    doubted = target is not Label.RED and may_restrict(stored.message, services.directory.known)
    if said == "yes" and not doubted and not await _bound(tx, stored.message, target):
        if _tightens(stored.message, target):
            woken |= await reports.tell(tx, call, stored.message, reports.TIGHTENED)
        woken |= await relabelled(tx, services, stored, target)
        tx.audit.add(
            AuditKind.RELABELLED,
            organisation=stored.message.organisation,
            message=message_id,
            by=colleague,
            confirmed="author",
        )
    return Answer(woken=woken)
