"""Ringing: an edited card makes no sound, so what must be heard is a short post of its own."""

from typing import Final

from bot import cards
from bot.alerts.filing import ENTRY, RING
from bot.services import Services
from policies.alerts.alert import Alert, Entry, Reach
from storage.store import Filed, Transaction

WAITS: Final = "waits"
"""A ring that says that an answer is waited for; it is taken away once there is one."""
TROUBLE: Final = "trouble"
"""The word of the timeline for an organisation that needs help; it rings at whoever asked."""


async def ring(
    tx: Transaction, services: Services, filed: Filed[Alert], to: Reach, word: str, number: int
) -> list[str]:
    """Ring at a recipient, or bring that ring up to date; returns the lane that has work.

    `word` says what for: `WAITS`, of which `number` counts the pages there, or what was done, which
    the entry of that position in the timeline tells.
    """
    place = None if to.user else services.directory.place_by_id(to.target.partition(":")[2])
    if not to.user and place is None:
        return []
    about = (filed.id, word, str(number))
    return await cards.show(
        tx,
        RING,
        door=to.door,
        user=to.user,
        place=place,
        key=(*about, to.target),
        about=about,
        priority=filed.value.rank,
    )


async def last(tx: Transaction, filed: Filed[Alert], what: str) -> int:
    """Return the position of the last entry of an alert's timeline that says so, 0 for none."""
    found = await tx.sheets.of(filed.id, ENTRY, Entry)
    return max((one.position for one in found if one.value.what == what), default=0)
