"""What shows the queue is stale once anything in it has changed: it is shown anew, soon, once."""

from datetime import timedelta
from typing import Final

from storage.store import Due, Transaction

DESK: Final = "desk"
"""The kind of the due act that shows the queue anew wherever it stands."""
_SOON: Final = timedelta(seconds=2)
"""However much changes meanwhile, it is shown once."""


async def stale(tx: Transaction) -> None:
    """Have everything that shows the queue shown anew in two seconds, unless it is to be already.

    For whoever changes an alert, a report or who is on duty.
    """
    if await tx.agenda.find(DESK, DESK) is None:
        tx.agenda.put(Due(kind=DESK, subject=(DESK,), due=tx.now + _SOON, loose=True))
