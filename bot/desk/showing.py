"""Showing the queue anew, wherever it stands: when it has changed, and again and again."""

from datetime import timedelta
from typing import Final

from bot.desk import home, outages, status
from bot.services import Services
from storage.store import Due, Transaction

PULSE: Final = "pulse"
EVERY: Final = timedelta(seconds=15)


async def begin(tx: Transaction) -> None:
    """Have the pulse fall due from now on, where it does not."""
    tx.agenda.put(_pulse(tx, timedelta()))


async def pulse(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Look at the platforms and show what changes with time; nothing else keeps it going."""
    del due
    tx.agenda.put(_pulse(tx, EVERY))
    return [*await outages.look(tx, services), *await _shown(tx, services)]


async def anew(tx: Transaction, services: Services, due: Due) -> list[str]:
    """Show the queue where it has changed."""
    del due
    return await _shown(tx, services)


async def _shown(tx: Transaction, services: Services) -> list[str]:
    await home.renew(tx, services)
    return await status.renew(tx, services)


def _pulse(tx: Transaction, after: timedelta) -> Due:
    return Due(kind=PULSE, subject=(PULSE,), due=tx.now + after, loose=True)
