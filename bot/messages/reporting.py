"""What is reported to a source: what becomes of copies that may stand no longer.

The card is written above (`bot/sharing/reports`), from what is true of each copy when it is sent.
"""

from collections.abc import Iterable
from typing import Final

from bot import cards, following
from policies.community.places import Place
from policies.messages.message import Message
from storage.store import Transaction

REPORT: Final = "report"
"""The kind of card."""
TIGHTENED: Final = "tightened"


async def show(
    tx: Transaction, message: Message, about: Iterable[str], *, door: str, user: str
) -> set[str]:
    """Show somebody a report in private, and keep it true; returns the lanes that have work."""
    key = (message.id,)
    woken = await cards.show(tx, REPORT, door=door, user=user, key=key, about=(message.id, *about))
    await following.follow(tx, message.id, REPORT, door=door, user=user, key=key)
    return set(woken)


async def tightened(
    tx: Transaction, place: Place, message: Message, places: Iterable[str]
) -> set[str]:
    """Report to an author what becomes of the copies that an edit of theirs withdraws."""
    user = message.author.address
    if not user:
        return set()
    return await show(tx, message, (TIGHTENED, *places), door=place.door, user=user)
