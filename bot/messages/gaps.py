"""What is done when something can no longer be read: the bridged rooms that lost it are told."""

from collections.abc import Collection
from typing import Final

from bot.messages import notices
from bot.messages.relay import Act
from bot.services import Services
from handlers.incoming import Missed, Room
from policies.audit import AuditKind
from storage.store import Transaction

_KINDS: Final = {
    "everything": notices.MISSED,
    "meanwhile": notices.MISSED_MEANWHILE,
    "older": notices.MISSED_OLDER,
}


def missed(services: Services, door: str, gap: Missed) -> Act:
    """Return the act for a time of which something cannot be read any more."""

    async def act(tx: Transaction) -> Collection[str]:
        places = [
            place
            for place in services.directory.behind(door)
            if gap.channel in (None, place.address)
        ]
        tx.audit.add(
            AuditKind.GAP,
            organisation=None,
            door=door,
            place=None if gap.channel is None else ",".join(place.id for place in places),
            what=gap.what,
            since=gap.since.isoformat(timespec="minutes"),
            until=gap.until.isoformat(timespec="minutes"),
        )
        lanes: set[str] = set()
        for place in places:
            if services.directory.bridges_of(place.id):
                lanes |= set(
                    await notices.tell(
                        tx,
                        _KINDS[gap.what],
                        place,
                        user="",
                        room=Room(channel=place.address, topic=place.topic),
                        number="",
                        span=notices.Span(gap.since, gap.until, gap.before),
                    )
                )
        return lanes

    return act
