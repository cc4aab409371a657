"""Whether those whose word a second person would approve are there still.

Whoever was locked out may not have been who wrote it: their phone may be in other hands.
"""

from typing import Final

from bot.alerts.disowning import speaking
from bot.alerts.filing import timeline
from bot.community.locking import lock_of
from bot.services import Services
from policies.alerts.alert import Alert
from storage.store import Filed, Transaction

_SAID: Final = frozenset({"severity", "corrected", "merged", "reopened"})
"""What makes an alert say, or ask for, something else than was raised or approved."""


async def vouched(tx: Transaction, services: Services, filed: Filed[Alert]) -> bool:
    """Tell whether everybody stands for an alert who has raised or changed it since an approval."""
    by = {filed.value.author}
    for one in await timeline(tx, filed):
        if one.what == "approved":
            by.clear()
        elif one.what in _SAID and one.by:
            by.add(one.by)
    if not by <= speaking(services.directory):
        return False
    # What is durable counts, where this process has not taken it up yet.
    return not any([await lock_of(tx, one) for one in by])
