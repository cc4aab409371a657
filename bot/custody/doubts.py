"""After a restore: what may have been sent since the backup is marked when it is sent again.

Slack's history tells once more what was said since the backup, and Telegram an edit; nothing here
knows whether it had crossed. What waited at the time of the backup is another matter: that delivery
has the id that it had, and where a platform can be asked, it is looked for.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from storage.backups import Restored
from storage.store import Claim

_HELD: Final = timedelta(days=1)
"""How long before the backup something may have been written that crossed after it: it was held."""
_MICROSECONDS: Final = 1_000_000


def raised(restored: Restored | None, claim: Claim, *, standing: int) -> Claim:
    """Return a claim as it is to be taken where the database was restored.

    `standing` is how many copies are known at its place.
    """
    if restored is None or standing or claim.thing != "message":
        return claim
    written = claim.written / _MICROSECONDS
    if not _stamp(restored.taken - _HELD) <= written < _stamp(restored.until):
        return claim
    known = claim.attempted is not None and claim.attempted < _stamp(restored.at)
    return claim if known else replace(claim, repeat=True, attempted=None)


def _stamp(instant: datetime) -> float:
    return instant.timestamp()
