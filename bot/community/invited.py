"""Telling whoever invited who it is that accepted: a link may have gone to somebody else."""

from typing import Final

from bot import cards, lanes, reaching
from bot.calls import Call
from bot.cards import Card
from bot.services import Services
from policies import names
from policies.community.people import Person
from storage.store import Notice, Transaction

ACCEPTED: Final = "invitation accepted"
"""The kind of card."""


async def tell(
    tx: Transaction, services: Services, call: Call, by: str, person: Person
) -> list[str]:
    """Have whoever invited read who accepted; returns the lanes with work."""
    inviter = services.directory.person_by_id(by)
    way = None if inviter is None else reaching.way(services, inviter)
    if way is None:
        return []
    about = (person.id, call.platform, names.cleaned(call.sender.name))
    woken = await cards.show(
        tx, ACCEPTED, door=way[0], user=way[1], key=about[:2], about=about, anew=True
    )
    return list(woken)


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write who it is that accepted, and how that is undone."""
    del tx
    people = services.phrases(lanes.private(notice.door, notice.user)).people
    return Card(text=people.accepted(*notice.about))
