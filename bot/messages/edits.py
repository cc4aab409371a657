"""Edits that wait for their author: sealed like the message, until confirmed, dropped or a day old.

The latest edit of a message counts. That it waits stands in the outbox (`deliveries.hold_edit`);
what it says stands here, in a row of its own beside the message's.
"""

from dataclasses import replace
from datetime import timedelta

from policies.messages.message import Message
from policies.text import Text
from storage.store import Transaction

KEPT: timedelta = timedelta(hours=24)


async def keep(tx: Transaction, edited: Message) -> None:
    """Keep what a message would say; raises SealFault where an earlier edit does not open."""
    number = _number(edited)
    found = await tx.messages.by_number(edited.place, number)
    expires = tx.now + KEPT
    if found is None:
        kept = replace(edited, id=tx.new_id(), number=number)
        tx.messages.add(kept, status="edit", rule=0, expires=expires)
    else:
        kept = replace(edited, id=found.message.id, number=number)
        tx.messages.replace(kept, status="edit", rule=0, expires=expires)


async def waiting(tx: Transaction, message: Message) -> Message | None:
    """Return what a message would say once confirmed; None where no edit of it waits."""
    if all(one.message != message.id for one in await tx.deliveries.edits()):
        return None
    found = await tx.messages.by_number(message.place, _number(message))
    if found is None or found.status != "edit" or not found.message.parts:
        return None
    return replace(found.message, id=message.id, number=message.number)


async def drop(tx: Transaction, message: Message) -> None:
    """Forget the edit of a message that waited."""
    tx.deliveries.drop_edit(message.id)
    found = await tx.messages.by_number(message.place, _number(message))
    if found is not None and found.status == "edit":
        empty = tuple(replace(part, text=Text()) for part in found.message.parts)
        tx.messages.replace(
            replace(found.message, parts=empty), status="edit", rule=0, expires=tx.now + KEPT
        )


def _number(message: Message) -> str:
    return f"{message.number}/edit"
