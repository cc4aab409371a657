"""What was made of something follows it: an alert of a message or of a report, a schedule too.

Whoever makes it remembers so; whoever makes its source stricter, or takes it back, says so here,
and what was made of it is looked at as soon as that is durable.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from storage.store import Due, Transaction

STRICTER: Final = "stricter source"
"""The kind of the due look at what was made of a source that became stricter: (source,)."""
_DERIVED: Final = "derived"
_KEPT: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    things: tuple[str, ...]


def report(number: int) -> str:
    """Return the name of a report as a source; a message's is its id."""
    return f"R-{number}"


async def remember(tx: Transaction, source: str, thing: str) -> None:
    """Remember that a thing was made of a source, or of what was made of it."""
    found = await tx.affairs.find(_DERIVED, (source,), _Made)
    others = () if found is None else found[1].things
    if thing not in others:
        affair = tx.new_id() if found is None else found[0]
        value = _Made(things=(*others, thing))
        tx.affairs.put(_DERIVED, affair, value, ends=tx.now + _KEPT, key=(source,), loose=True)


async def made_of(tx: Transaction, source: str) -> tuple[str, ...]:
    """Return what was made of a source, oldest first."""
    found = await tx.affairs.find(_DERIVED, (source,), _Made)
    return () if found is None else found[1].things


async def stricter(tx: Transaction, source: str) -> None:
    """Have what was made of a source follow it: it is stricter by now, or was taken back."""
    if await made_of(tx, source):
        tx.agenda.put(Due(kind=STRICTER, subject=(source,), due=tx.now))
