"""Who could be reached tonight, and the test lines by which that is known."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot import cards, lanes
from bot.calls import Answer, Call
from bot.cards import Card
from bot.community import replies
from bot.community.flags import flags, unflag
from bot.community.rights import manages
from bot.reaching import stewards, way, ways
from bot.services import Services
from policies.buttons import Button
from policies.community.directory import Directory
from policies.text import Text
from storage.store import Notice, Transaction

TEST: Final = "test-line"
FRESH: Final = timedelta(days=7)
"""So long a test line that was answered counts."""
TWO: Final = 2
_TESTED: Final = "tested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """When somebody last said that a test line had arrived at one of their accounts."""

    person: str
    at: datetime


async def test(tx: Transaction, services: Services, call: Call) -> Answer:
    """Send a test line to each account of the caller's."""
    if call.person is None:
        return replies.refused(services, call)
    woken = []
    every = ways(services, call.person)
    for door, user in every:
        # A new one each time: an edit rings nowhere.
        woken += await cards.show(
            tx, TEST, door=door, user=user, key=("test",), about=("",), anew=True
        )
    return Answer(
        text=replies.phrases(services, call).readiness.tests_sent(len(every)), woken=woken
    )


async def arrived(tx: Transaction, services: Services, call: Call) -> Answer:
    """Remember that a test line arrived; only its own button says so."""
    notice = await tx.notices.by_id(call.card) if call.card else None
    if call.person is None or notice is None or notice.kind != TEST:
        return replies.refused(services, call)
    key = (call.person.id,)
    found = await tx.affairs.find(_TESTED, key, Tested)
    tested = Tested(person=call.person.id, at=tx.now)
    affair_id = tx.new_id() if found is None else found[0]
    tx.affairs.put(_TESTED, affair_id, tested, ends=tx.now + FRESH, key=key)
    await unflag(tx, lanes.private(notice.door, notice.user))
    woken = await cards.show(
        tx, TEST, door=notice.door, user=notice.user, key=("test",), about=("arrived",)
    )
    return Answer(woken=woken)


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write a test line, or that it has arrived."""
    del tx
    readiness = services.phrases(lanes.private(notice.door, notice.user)).readiness
    if notice.about == ("arrived",):
        return Card(text=readiness.tested())
    button = Button(label=readiness.test_button(), line="arrived", style="primary")
    return Card(text=readiness.test(), buttons=((button,),))


async def ready(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show of each organisation whether it could be reached tonight, or what is missing.

    An operator sees every one; a steward the own one, and those that share a bridge with it.
    """
    fresh = {
        one.person for _, one in await tx.affairs.listed(_TESTED, Tested) if tx.now - one.at < FRESH
    }
    directory = services.directory
    partners = _partners(directory, call.organisation)
    readiness = replies.phrases(services, call).readiness
    lines = []
    for one in directory.organisations:
        whole = manages(call.person, one.id)
        if whole or one.id in partners:
            missing = _missing(services, call, one.id, fresh)
            closed = len(await flags(tx, one.id))
            missing += [readiness.closed(closed)] if closed else []
            lines.append(readiness.ready(directory.shown_organisation(one.id), missing))
    return Answer(text=Text.of("\n".join(lines) or "-"))


def _missing(services: Services, call: Call, organisation: str, fresh: set[str]) -> list[str]:
    directory = services.directory
    readiness = replies.phrases(services, call).readiness
    members = [one for one in directory.people if one.organisation == organisation]
    missing = []
    unlinked = sum(1 for one in members if not ways(services, one))
    if unlinked:
        missing.append(readiness.unlinked(unlinked))
    answerable = [one for one in stewards(directory, organisation) if way(services, one)]
    if len(answerable) < TWO:
        missing.append(readiness.few_stewards(len(answerable)))
    if not any(one.id in fresh for one in members):
        missing.append(readiness.untested())
    if not any(organisation in one.agreed for one in directory.bridges):
        missing.append(readiness.unsigned())
    return missing


def _partners(directory: Directory, organisation: str) -> set[str]:
    return {
        other
        for bridge in directory.bridges
        if organisation in bridge.agreed
        for other in bridge.agreed
    }
