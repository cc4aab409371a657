"""The boards are stale once a report has changed: shown anew at once, and then at intervals.

However many reports come in, a room's board is edited at most ten times a minute.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.alerts.stale import stale as desk_stale
from bot.community.kinds import BOARDS
from storage.store import Due, Transaction

BOARD: Final = BOARDS
"""The kind of the due act that shows the boards anew."""
EVERY: Final = timedelta(seconds=6)
"""Between two edits of a board."""
AGES: Final = timedelta(minutes=5)
"""So often it is shown anew while something waits: the ages on it go on."""
_CHANGED: Final = "changed"


async def stale(tx: Transaction) -> None:
    """Have every board shown anew: now, or once the interval since the last time is over."""
    standing = await tx.agenda.find(BOARD, BOARD)
    if standing is None:
        tx.agenda.put(Due(kind=BOARD, subject=(BOARD,), due=tx.now, note=_CHANGED, loose=True))
    elif standing.note != _CHANGED:
        # It rests since it was shown, or waits for its ages to go on.
        soon = max(tx.now, _since(standing) + EVERY)
        tx.agenda.put(replace(standing, due=soon, note=_CHANGED, attempts=0))
    await desk_stale(tx)


def _since(standing: Due) -> datetime:
    return datetime.fromisoformat(standing.note)


def rest(tx: Transaction) -> None:
    """Remember that the boards were shown just now; unless something changes, their ages go on."""
    note = tx.now.isoformat()
    tx.agenda.put(Due(kind=BOARD, subject=(BOARD,), due=tx.now + AGES, note=note, loose=True))
