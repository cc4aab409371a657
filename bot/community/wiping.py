"""Emptying a private conversation: what we sent there, and what was written to us.

What a platform lets us delete is deleted; of ours, the rest is made blank by an edit.
"""

from typing import Final

from bot import lanes
from bot.matters import Loaded, Matter, Wanted
from handlers.door import Limits
from handlers.incoming import Room
from policies.sharing.decision import Decision, Outcome
from policies.text import Text
from storage.store import Claim, Copy, Transaction

OURS: Final = "wipe"
"""The thing that takes away what we sent to somebody, whatever it was."""
THEIRS: Final = "typed"
"""The thing that takes away what somebody wrote to us."""
WIPED: Final = Decision(outcome=Outcome.DENY, rule=18, why="its time in this chat is over")
LOCKED: Final = Decision(outcome=Outcome.HOLD, rule=1, why="whoever it is for is locked out")
STANDS: Final = Decision(outcome=Outcome.ALLOW, rule=18, why="it may stand")
_SOON: Final = 9
"""The priority of what is taken away: before whatever is to be sent there."""
_BLANK: Final = Text.of("-")


async def everything(tx: Transaction, lane: str) -> None:
    """Have all that we sent to somebody taken away."""
    for thing in await tx.copies.at(lane):
        await _want(tx, thing, lane, OURS)


async def away(tx: Transaction, thing: str, lane: str) -> None:
    """Have one thing that we sent to somebody taken away."""
    await _want(tx, thing, lane, OURS)


async def written(tx: Transaction, lane: str, room: Room, number: str) -> None:
    """Have a message that somebody wrote to us taken away, where the platform lets us."""
    thing = tx.new_id()
    place = (room.channel, room.topic)
    tx.copies.add(thing, lane, Copy(id=tx.new_id(), part=0, room=place, number=number, revision=0))
    await _want(tx, thing, lane, THEIRS)


async def _want(tx: Transaction, thing: str, lane: str, kind: str) -> None:
    when = lanes.moment(tx.now)
    await tx.deliveries.want(
        thing, lane, lane, priority=_SOON, written=when, sequence=tx.turn(), thing=kind
    )


class Blank:
    """Nothing stands there: of theirs only what the platform lets us take away goes."""

    def __init__(self, decision: Decision = WIPED, *, theirs: bool = False) -> None:
        self._decision = decision
        self._theirs = theirs

    def wanted(self, limits: Limits, *, standing: int, repeat: bool) -> Wanted:
        """Return that nothing is wanted, or, of what cannot be taken away, all that stands."""
        del repeat
        if self._theirs and not limits.clears:
            stays = (_BLANK,) * standing
            return Wanted(decision=STANDS, parts=stays, revision=0, tombstone=_BLANK)
        return Wanted(decision=self._decision, parts=(), revision=0, tombstone=_BLANK)

    async def settled(self, tx: Transaction, claim: Claim, decision: Decision) -> None:
        """Leave every record as it is: it outlives the chat; of theirs nothing is kept here."""
        del decision
        if self._theirs:
            for one in await tx.copies.of(claim.message_id, claim.place):
                tx.copies.remove(one.id)


class Chats:
    """The wing that takes away what stands in private conversations."""

    def __init__(self, *, theirs: bool = False) -> None:
        self._theirs = theirs

    async def load(self, tx: Transaction, claim: Claim) -> Loaded | None:
        """Return that nothing is to stand there; None where it is no private conversation."""
        del tx
        return emptied(claim, Blank(theirs=self._theirs))


def emptied(claim: Claim, matter: Matter) -> Loaded | None:
    """Return what is loaded where nothing is to stand in a private conversation, no file either."""
    home = lanes.home_of(claim.place)
    found = home or lanes.person_of(claim.place)
    if found is None:
        return None
    door, user = found
    return Loaded(
        door=door,
        person=user,
        room=Room(channel=user),
        matter=matter,
        place=lanes.room_of(claim.place),
        files=None,
        home=home is not None,
        safe=home is not None,
    )
