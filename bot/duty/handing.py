"""What was handed on with a duty: a written summary, kept for whoever has the duty now."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.duty import oncall
from bot.services import Services
from policies.duty.rota import Rota
from policies.forms import LONGEST_HANDED_ON
from storage.store import Transaction

LONGEST: Final = LONGEST_HANDED_ON
"""Characters of a summary."""
_KIND: Final = "handoff"
_KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """Who handed on a rota's duty to whom, when, until when, and with which words."""

    rota: str
    by: str
    to: str
    at: datetime
    until: datetime
    summary: str = field(repr=False)


def keep(tx: Transaction, former: str, handoff: Handoff) -> None:
    """Keep what was handed on, in the place of what was before (`former`, its id, or "")."""
    ends = handoff.until + _KEPT
    tx.affairs.put(_KIND, former or tx.new_id(), handoff, ends=ends, key=(handoff.rota,))


async def latest(tx: Transaction, rota: Rota) -> tuple[str, Handoff | None]:
    """Return what was last handed on by a rota, with its id; "" and None where nothing was."""
    found = await tx.affairs.find(_KIND, (rota.id,), Handoff)
    return ("", None) if found is None else found


async def standing(tx: Transaction, services: Services, rota: Rota) -> Handoff | None:
    """Return what was handed on to whoever is on duty by a rota now, None where it was not."""
    _, found = await latest(tx, rota)
    if found is None or not found.at <= tx.now < found.until:
        return None
    person = await oncall.on_rota(tx, services, rota, tx.now)
    return found if person is not None and person.id == found.to else None
