"""`unsay`: a RED message is deleted where it was written, where the platform lets a bot do that.

Telegram lets an administrator delete any message of a supergroup, and others' for 48 hours
(https://core.telegram.org/bots/api#deletemessage); Slack lets a bot delete its own alone
(https://docs.slack.dev/reference/methods/chat.delete).
"""

from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.messages.withdrawing import gone
from bot.services import Services
from bot.sharing.asking import SHORT
from storage.store import Copy, Notice, Transaction

UNSAID: Final = "unsaid"
"""The kind of card that takes an author's own message out of a room."""
_DELETES_OTHERS: Final = frozenset({"telegram"})


async def unsay(tx: Transaction, services: Services, call: Call) -> Answer:
    """Delete the caller's own RED message in its room, or say how it is done by hand."""
    phrases = services.phrases(lanes.private(call.door, call.sender.user))
    notice = await tx.notices.by_id(call.card) if call.card else None
    if notice is None or notice.user != call.sender.user or not notice.about:
        return Answer(text=phrases.answers.stale(), refused=True)
    stored = await tx.messages.known(notice.about[0])
    place = services.directory.place_by_id(notice.place)
    named = "".join(call.line.words)[:SHORT]
    if stored is None or place is None or not named or not stored.message.id.startswith(named):
        return Answer(text=phrases.answers.stale(), refused=True)
    message = stored.message
    if place.platform not in _DELETES_OTHERS:
        return Answer(text=phrases.modes.remove_by_hand())
    channel, _, number = message.number.rpartition(":")
    woken = set(await gone(tx, services, place, stored))
    key = (message.id,)
    woken |= set(await cards.show(tx, UNSAID, door=place.door, key=key, place=place))
    # The original stands in the outbox like a copy of ours that is not to stand any more.
    card = await tx.notices.get(tx.keyed("card", UNSAID, place.door, "", *key))
    if card is not None:
        room = (channel, place.topic)
        original = Copy(id=tx.new_id(), part=0, room=room, number=number, revision=0)
        tx.copies.add(card.id, place.id, original)
    return Answer(text=phrases.modes.removing(), woken=woken)


async def nothing(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Show nothing: what stood there is taken away."""
    del tx, services, notice
    return None
