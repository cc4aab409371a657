"""How often somebody may be wrong about a code: five times in ten minutes, whatever the code."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.calls import Call
from storage.store import Transaction

MOST: Final = 5
WITHIN: Final = timedelta(minutes=10)
_KIND: Final = "guesses"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """When one account was wrong, oldest first (UTC)."""

    at: tuple[datetime, ...] = ()


async def may_guess(tx: Transaction, call: Call) -> bool:
    """Tell whether a code that this account types is looked at."""
    _, recent = await _recent(tx, call)
    return len(recent) < MOST


async def wrong(tx: Transaction, call: Call) -> None:
    """Remember that this account typed a code that is none."""
    found, recent = await _recent(tx, call)
    tx.affairs.put(
        _KIND,
        found or tx.new_id(),
        Guesses(at=(*recent, tx.now)[-MOST:]),
        ends=tx.now + WITHIN,
        key=_key(call),
    )


async def _recent(tx: Transaction, call: Call) -> tuple[str, tuple[datetime, ...]]:
    found = await tx.affairs.find(_KIND, _key(call), Guesses)
    if found is None:
        return "", ()
    return found[0], tuple(at for at in found[1].at if tx.now - at < WITHIN)


def _key(call: Call) -> tuple[str, ...]:
    # Of one account, not of one conversation: another room is no other chance.
    return call.platform, call.sender.team, call.sender.user
