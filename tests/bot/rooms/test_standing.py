"""Attesting, gates, closed rooms and freezes, on both platforms alike."""

from policies.phrases import ENGLISH
from tests.bot.rooms.conftest import Side, alike

ANSWERED = "Linked:"


async def attested(side: Side) -> None:
    """Have the room looked at, and its steward vouch for those who are there."""
    await side.look()
    side.type(side.steward, f"attest {side.presence.count}")
    await side.quiet()
    assert side.presence.attested is not None


async def test_a_steward_attests_the_number_that_the_platform_counts_and_no_other(
    side: Side,
) -> None:
    await side.look()
    counted = side.presence.count
    side.type(side.steward, f"attest {counted + 3}")
    await side.quiet()
    assert f"counts {counted}" in side.told(side.steward)[-1]
    assert side.presence.attested is None
    side.type(side.steward, f"attest {counted}")
    await side.quiet()
    answer = side.told(side.steward)[-1]
    assert "Linked: 2." in answer
    assert ("Ann, Cy" if side.slack else "Bo, Eva") in answer
    assert side.presence.attested.number == counted


async def test_who_is_not_a_steward_of_the_room_is_told_nothing_of_it(side: Side) -> None:
    await side.look()
    for line in ("room", "attest 2", "gate on", "freeze"):
        side.type(side.member, line)
    await side.quiet()
    answers = side.told(side.member)
    assert answers
    assert not any(ANSWERED in one or "counts" in one for one in answers)
    # Which of the two it is hangs on what was typed alone: some of it those on duty may do.
    said = ENGLISH.answers
    assert set(answers) == {said.not_allowed().plain, said.not_on_duty().plain}
    assert not side.presence.gate
    assert not side.town.app.services.directory.frozen


async def test_a_gate_removes_who_comes_and_the_room_stays_open(side: Side) -> None:
    await attested(side)
    side.type(side.steward, "gate on")
    await side.quiet()
    side.come(side.stranger)
    await side.town.until(
        lambda: side.town.calls(side.platform, "conversations.kick", "banChatMember"),
        "the stranger to be removed",
    )
    await side.quiet()
    side.from_outside("TLP:AMBER among ourselves")
    await side.shows("among ourselves")
    assert not any("paused" in one for one in side.texts())
    assert side.presence.pause is None


async def test_where_a_stranger_cannot_be_removed_a_gate_pauses_the_room(side: Side) -> None:
    await attested(side)
    side.type(side.steward, "gate on")
    await side.quiet()
    if side.slack:
        side.town.slack.allow_kicks("T0MAIN", "none")
    else:
        side.town.telegram.promote(
            side.room, side.town.bots[0], by=side.steward, rights=["can_delete_messages"]
        )
    side.come(side.stranger)
    await side.town.until(lambda: side.presence.pause is not None, "the room to be paused")
    await side.quiet()
    assert sum("paused" in one for one in side.texts()) == 1


@alike("telegram")
async def test_a_freeze_stops_what_waits_both_ways_survives_a_restart_and_is_let_go(
    side: Side,
) -> None:
    side.type(side.steward, "freeze")
    await side.quiet()
    side.from_outside("TLP:GREEN into the frozen")
    await side.quiet()
    assert "into the frozen" not in "\n".join(side.texts())
    other = Side(side.town, "telegram" if side.slack else "slack")
    other.from_outside("TLP:GREEN out of the frozen")
    await side.quiet()
    assert "out of the frozen" not in "\n".join(other.texts())
    again = await side.town.app._remembered.of(side.town.store)
    assert again.services.directory.frozen == {"institute" if side.slack else "watch"}
    side.type(side.steward, "thaw")
    await side.town.until(
        lambda: (
            "into the frozen" in "\n".join(side.texts())
            and "out of the frozen" in "\n".join(other.texts())
        ),
        "what waited to go on",
    )


@alike("slack")
async def test_two_stewards_of_two_organisations_stop_everything_and_neither_alone(
    side: Side,
) -> None:
    other = Side(side.town, "telegram" if side.slack else "slack")
    directory = lambda: side.town.app.services.directory  # noqa: E731 - read anew each time
    side.type(side.steward, "freeze all")
    side.type(side.steward, "freeze all")
    await side.quiet()
    assert "*" not in directory().frozen
    other.type(other.steward, "freeze all")
    await side.town.until(lambda: "*" in directory().frozen, "everything to be stopped")
    side.type(side.steward, "thaw all")
    await side.quiet()
    assert "*" in directory().frozen
    other.type(other.steward, "thaw all")
    await side.town.until(lambda: "*" not in directory().frozen, "everything to go on")


async def test_closed_rooms_may_have_red_among_those_named_until_somebody_joins(
    side: Side,
) -> None:
    other = Side(side.town, "telegram" if side.slack else "slack")
    far = side.town.bots[1]
    side.town.telegram.set_status(-1001000000001, far, "left", by=1001)
    await side.quiet()
    for one in (side, other):
        await attested(one)
        one.type(one.steward, "gate on")
        await side.quiet()
        one.type(one.steward, "close @cy @ann" if one.slack else "close @bo @eva")
        await side.quiet()
        assert len(one.presence.named) == 2
    side.from_outside("TLP:RED among these alone")
    await side.shows("among these alone")
    side.come(side.stranger)
    await side.town.until(
        lambda: "among these alone" not in "\n".join(side.texts()), "RED to be taken back"
    )
    assert not side.presence.named


@alike("telegram")
async def test_a_room_with_somebody_unnamed_is_not_closed(side: Side) -> None:
    await attested(side)
    side.type(side.steward, "gate on")
    await side.quiet()
    side.type(side.steward, "close @ann" if side.slack else "close @bo")
    await side.quiet()
    assert side.presence.named == frozenset()
    side.from_outside("TLP:RED to nobody here")
    await side.quiet()
    assert "to nobody here" not in "\n".join(side.texts())
