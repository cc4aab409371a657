"""Cards that follow a thing: whatever becomes of it, they are written again."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from bot import cards
from storage.store import Transaction

_FOLLOWED: Final = "followers"
_FOLLOWS: Final = timedelta(days=30)
_MOST_FOLLOWERS: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class _Follower:
    """A card that is written again whenever something becomes of what it is about."""

    kind: str
    door: str
    user: str = field(repr=False)
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Followers:
    standing: tuple[_Follower, ...]


async def follow(
    tx: Transaction, thing: str, kind: str, *, door: str, user: str, key: tuple[str, ...]
) -> None:
    """Have the card under `key` follow a thing for a month: whatever becomes of it is shown."""
    found = await tx.affairs.find(_FOLLOWED, (thing,), _Followers)
    others = () if found is None else found[1].standing
    one = _Follower(kind=kind, door=door, user=user, key=key)
    if one not in others:
        value = _Followers(standing=(*others, one)[-_MOST_FOLLOWERS:])
        affair = tx.new_id() if found is None else found[0]
        tx.affairs.put(_FOLLOWED, affair, value, ends=tx.now + _FOLLOWS, key=(thing,), loose=True)


async def missing(tx: Transaction, thing: str) -> None:
    """Write the cards again that follow a thing and were taken away meanwhile."""
    found = await tx.affairs.find(_FOLLOWED, (thing,), _Followers)
    for one in () if found is None else found[1].standing:
        if not await cards.standing(tx, one.kind, door=one.door, user=one.user, key=one.key):
            await cards.renew(tx, one.kind, door=one.door, user=one.user, key=one.key)


async def changed(tx: Transaction, thing: str) -> None:
    """Write every card again that follows a thing; their lanes find the work by themselves."""
    found = await tx.affairs.find(_FOLLOWED, (thing,), _Followers)
    for one in () if found is None else found[1].standing:
        await cards.renew(tx, one.kind, door=one.door, user=one.user, key=one.key)
