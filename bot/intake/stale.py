"""The boards are stale once a report has changed: shown anew at once, and then at intervals.

However many reports come in, a room's board is edited at most ten times a minute.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.community.kinds import BOARDS, CHANGED
from storage.store import Due, Transaction

BOARD: Final = BOARDS
"""The kind of the due act that shows the boards anew."""
EVERY: Final = timedelta(seconds=6)
"""Between two edits of a board."""
AGES: Final = timedelta(minutes=5)
"""So often it is shown anew while something waits: the ages on it go on."""
RESTS: Final = "rests "
"""Stands before the instant of the last time in the note, where no age goes on."""


async def stale(tx: Transaction) -> None:
    """Have every board shown anew: now, or once the interval since the last time is over."""
    standing = await tx.agenda.find(BOARD, BOARD)
    if standing is None:
        tx.agenda.put(Due(kind=BOARD, subject=(BOARD,), due=tx.now, note=CHANGED, loose=True))
    elif standing.note != CHANGED:
        # It rests since it was shown, or waits for its ages to go on.
        soon = max(tx.now, _since(standing) + EVERY)
        tx.agenda.put(replace(standing, due=soon, note=CHANGED, attempts=0))


def _since(standing: Due) -> datetime:
    return datetime.fromisoformat(standing.note.removeprefix(RESTS))


def rest(tx: Transaction, *, waiting: bool) -> None:
    """Remember that the boards were shown just now; while something is `waiting`, ages go on."""
    note = tx.now.isoformat() if waiting else f"{RESTS}{tx.now.isoformat()}"
    due = tx.now + (AGES if waiting else EVERY)
    tx.agenda.put(Due(kind=BOARD, subject=(BOARD,), due=due, note=note, loose=True))
