"""A message to one person goes to another account of theirs where the first takes nothing.

Once for each account and message, and only where it is certain that nothing stands at the first.
"""

from dataclasses import replace

from bot import lanes, reaching
from bot.services import Services
from bot.sharing.bringing import bring
from policies.community.risk import at_risk
from policies.sharing.privately import decide_person
from policies.sharing.spreading import GOES
from storage.store import Claim, Transaction


async def taken(tx: Transaction, services: Services, claim: Claim) -> bool:
    """Have another account of its reader get a message; False where there is none that may.

    Nobody at risk is written to in a place where it was not expected: a bot that is blocked may
    mean that the phone was taken.
    """
    found = lanes.person_of(claim.place)
    stored = await tx.messages.get(claim.message_id)
    if found is None or stored is None or stored.message.withdrawn:
        return False
    door, user = found
    message, directory = stored.message, services.directory
    person = directory.person(services.doors.get(door, ""), door, "", user)
    if person is None or at_risk(directory, person):
        return False
    turned = tuple(dict.fromkeys((*message.turned, claim.place)))
    others = (one for one in reaching.ways(services, person) if lanes.private(*one) not in turned)
    other = next(others, None)
    if other is None:
        return False
    platform = services.doors[other[0]]
    decision = decide_person(directory, message, person, platform, now=tx.now)
    if decision.outcome not in GOES:
        return False
    await bring(tx, services, replace(message, turned=turned), stored)
    return True
