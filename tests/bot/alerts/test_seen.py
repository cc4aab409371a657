"""What "seen" means: somebody did something with an alert or asked about it; nothing else does."""

from policies.alerts.alert import Answered
from tests.bot.coalition import Coalition


async def answered(coalition: Coalition, organisation: str) -> Answered:
    standing = (await coalition.alert(1)).value.standing(organisation)
    assert standing is not None
    return standing.answered


async def sent(coalition: Coalition) -> None:
    """Raise an alert to watch and radio, and let it come to their rooms and duty officers."""
    await coalition.typed("ann", "new high TLP:GREEN to watch, radio: Ballots are missing.")
    await coalition.press("ann", "Send")
    for _ in range(3):
        await coalition.pass_(11)
    assert await answered(coalition, "watch") is Answered.SENT


async def test_whoever_presses_below_a_card_or_asks_by_number_has_seen_it_and_others_have_not(
    coalition: Coalition,
) -> None:
    await sent(coalition)
    before = {one.target: one.state for one in await coalition.reached(1)}
    assert before["person:dora"] == before["channel:group"] == "sent"
    await coalition.press("dora", "More")
    found = {one.target: (one.state, one.seen) for one in await coalition.reached(1)}
    assert found["person:dora"] == ("seen", coalition.now)
    assert found["channel:group"] == ("sent", None)
    assert await answered(coalition, "watch") is Answered.SEEN
    assert await answered(coalition, "radio") is Answered.SENT
    await coalition.typed("ray", "status 1")
    assert await answered(coalition, "radio") is Answered.SEEN


async def test_a_button_in_a_room_says_that_the_room_has_seen_it(coalition: Coalition) -> None:
    await sent(coalition)
    await coalition.press("bo", "More", room="group")
    found = {one.target: one.state for one in await coalition.reached(1)}
    assert (found["channel:group"], found["person:dora"]) == ("seen", "sent")
    assert await answered(coalition, "watch") is Answered.SEEN


async def test_its_author_reads_how_many_have_seen_it_and_each_when_it_has_itself(
    coalition: Coalition,
) -> None:
    await sent(coalition)
    assert "seen" not in await coalition.typed("ann", "status 1")
    await coalition.press("dora", "More")
    await coalition.pass_(3)
    receipt = next(one for one in coalition.told("ann") if one.startswith("A-1: 2 of 2 delivered"))
    assert "1 more has seen it" in receipt
    assert "1 more has seen it" in await coalition.typed("ann", "status 1")
    await coalition.typed("dora", "history 1")
    assert " seen, Night officer" in coalition.last("dora")
    await coalition.typed("ray", "history 1")
    assert "Night officer" not in coalition.last("ray")
    await coalition.typed("dora", "ack 1")
    await coalition.pass_(3)
    status = await coalition.typed("ann", "status 1")
    assert "1 of 2 organisations acknowledged" in status
    assert "1 more has seen it" in status  # radio, which asked for its history


async def test_whoever_took_an_answer_back_has_seen_it(coalition: Coalition) -> None:
    await sent(coalition)
    await coalition.typed("dora", "ack 1")
    assert [one.what for one in await coalition.timeline(1) if one.what == "seen"] == []
    await coalition.typed("dora", "unack 1")
    assert await answered(coalition, "watch") is Answered.SEEN


async def test_a_home_that_is_opened_and_a_call_that_is_refused_tell_nothing(
    coalition: Coalition,
) -> None:
    await sent(coalition)
    await coalition.typed("dora", "home")
    await coalition.typed("dora", "cancel 1")
    assert await answered(coalition, "watch") is Answered.SENT
    await coalition.typed("mads", "status 1")
    assert [one.what for one in await coalition.timeline(1) if one.what == "seen"] == []
