"""What was found false pages nobody any further, and goes on where it is not false after all."""

from policies.alerts.audience import Audience
from tests.bot.alerts.escalation.conftest import Watched

_DUES = ("escalate", "ack-timeout", "unanswered")


async def due(watched: Watched) -> set[tuple[str, str]]:
    """Return what falls due: of which kind, at which organisation."""
    found = [one for kind in _DUES for one in await watched.coalition.dues(kind)]
    return {(one.kind, one.subject[-1]) for one in found}


async def test_what_is_false_pages_nobody_until_it_is_found_not_to_be(watched: Watched) -> None:
    number = await watched.raised(audience=Audience(organisations=("watch", "radio")))
    typed = watched.coalition.typed
    assert "acknowledged" in await typed("dora", f"ack {number}")
    running = {("ack-timeout", "watch"), ("escalate", "radio")}
    assert await due(watched) == running
    assert "FALSE" in await typed("dora", f"false A-{number} from our observer")
    assert await due(watched) == set()
    before = await watched.paged(number)
    await watched.coalition.pass_(3)
    receipt = watched.coalition.last("ann")
    assert receipt.startswith(f"A-{number}: ")
    assert "FALSE: it was found not to be so" in receipt
    await typed("nia", f"escalate {number}")
    await typed("rosa", f"decline {number} it is not so")
    await watched.pass_(3_600)
    assert (await watched.paged(number), await due(watched)) == (before, set())
    assert "confirmed" in await typed("dora", f"confirm A-{number} from two photographs")
    assert await due(watched) == running
    assert await watched.paged(number) != before


async def test_the_card_of_what_is_false_asks_nobody_to_act(watched: Watched) -> None:
    """Until it is found not to be false after all: then it asks as before."""
    coalition = watched.coalition
    number = await watched.raised(audience=Audience(organisations=("watch", "radio")))
    await coalition.settle()
    asks = {"Acknowledge", "Decline", "Own", "Escalate"}
    assert asks <= set(coalition.buttons(room="studio"))
    await coalition.typed("dora", f"false A-{number} they are here")
    assert asks.isdisjoint(coalition.buttons(room="studio"))
    assert "Resolve" in coalition.buttons(room="studio")
    await coalition.typed("dora", f"confirm A-{number} from the hall")
    await coalition.pass_(2)
    assert asks <= set(coalition.buttons(room="studio"))
