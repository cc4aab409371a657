"""Alerts that say what another says already: found by keyed digests, shown only to who may see."""

import contextlib
from datetime import timedelta
from typing import Final

from bot.alerts.filing import may_see
from bot.services import Services
from policies.alerts.alert import Alert
from policies.alerts.likeness import alike, bands, told
from policies.alerts.states import LIVE
from policies.community.people import Person
from storage.store import Filed, SealFault, Transaction

WINDOW: Final = timedelta(hours=24)
"""How long an alert is one that another may say again."""
_MOST: Final = 3


def remember(tx: Transaction, filed: Filed[Alert]) -> None:
    """Keep the digests of an alert's text in the place of those of its former text."""
    tx.fingerprints.put(filed.id, bands(told(filed.value.text)), expires=tx.now + WINDOW)


async def like(
    tx: Transaction, services: Services, filed: Filed[Alert], person: Person
) -> list[Filed[Alert]]:
    """Return the open alerts that say much the same and that somebody may see, the likest first."""
    words = told(filed.value.text)
    found: list[Filed[Alert]] = []
    for item in await tx.fingerprints.alike(bands(words)):
        with contextlib.suppress(SealFault):
            other = await tx.docket.by_id(item, Alert)
            if (
                other is not None
                and other.id != filed.id
                and other.value.state in LIVE
                and other.value.exercise == filed.value.exercise
                and alike(words, told(other.value.text))
                and may_see(tx, services, other, person)
            ):
                found.append(other)
    return found[:_MOST]
