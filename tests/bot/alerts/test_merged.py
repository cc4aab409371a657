"""Two alerts that have become one: what their cards, receipts and histories say then."""

from policies.alerts.audience import Audience
from tests.bot.coalition import Coalition

BOTH = Audience(organisations=("watch", "radio"))
ONE = Audience(organisations=("watch",))


async def merged(coalition: Coalition) -> None:
    """Raise two, have the second acknowledged, and merge it into the first."""
    await coalition.raised(audience=ONE)
    await coalition.raised(audience=BOTH, text="Ballots are gone in Kisumu.")
    await coalition.settle()
    await coalition.typed("bo", "ack 2")
    await coalition.typed("dora", "merge 2 into 1")


async def test_cards_say_with_which_where_both_may_be_seen_and_nowhere_else(
    coalition: Coalition,
) -> None:
    await merged(coalition)
    first, second = coalition.room("group")
    assert "merged, Night officer: A-2" in first
    assert "The same as A-1, which goes on" in second
    assert "merged, Night officer: A-1" in second
    (elsewhere,) = coalition.room("studio")
    assert "RESOLVED" in elsewhere
    assert "A-1" not in elsewhere


async def test_who_had_acknowledged_the_one_is_counted_in_the_receipt_of_the_other(
    coalition: Coalition,
) -> None:
    await merged(coalition)
    await coalition.pass_(3)
    assert "A-1: 1 of 1 delivered; 1 of 1 organisation acknowledged." in coalition.told("ann")


async def test_the_receipt_of_what_was_cancelled_says_so(coalition: Coalition) -> None:
    await coalition.raised(audience=ONE)
    await coalition.settle()
    await coalition.typed("ann", "cancel 1 it was last year")
    await coalition.pass_(3)
    assert "A-1: 1 of 1 delivered; cancelled." in coalition.told("ann")


async def test_a_correction_counts_nobody_who_has_nothing_of_it_any_more(
    coalition: Coalition,
) -> None:
    await coalition.raised(audience=ONE)
    await coalition.typed("dora", "page 1 @bo")
    await coalition.settle()
    told = await coalition.typed("ann", "update 1 the police are there")
    before = len(await coalition.reached(1))
    assert f"It goes to {before} recipients" in told
    await coalition.typed("wes", "remove @bo")
    told = await coalition.typed("ann", "correct 1 Ballots were found in Kisumu.")
    assert f"It goes to {before - 1} recipient" in told
