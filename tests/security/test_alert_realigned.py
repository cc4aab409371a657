"""Cards of alerts that stand somewhere follow the directory: walls, rooms, people, bridges."""

import pytest

from policies.alerts.audience import Audience
from policies.community.presence import Member, Presence, Standing
from policies.labels import Label
from storage.store import Transaction
from tests.bot.coalition import COALITION, Coalition

ALL = Audience(everybody=True)
MINISTRY_OUT = """
[[wall]]
organisation = "institute"
not_to = ["ministry"]
"""


async def outsider_enters(coalition: Coalition, room: str, *users: str) -> None:
    """Let a stranger into a room whose members are known."""
    members = (
        *(Member(user=one) for one in users),
        Member(user="7777", standing=Standing.OUTSIDER),
    )
    presence = Presence(
        place=room, members=members, count=len(members), explained=len(users), lowered=1
    )

    async def known(tx: Transaction) -> None:
        await tx.members.put(presence)

    await coalition.house.store.write(known)
    await coalition.house.take_up()
    await coalition.settle()


async def test_a_room_in_which_a_stranger_is_loses_the_card_of_an_amber_alert(
    coalition: Coalition,
) -> None:
    await coalition.raised(label=Label.AMBER, audience=ALL)
    await coalition.settle()
    assert coalition.room("group")
    await outsider_enters(coalition, "group", "1001", "1002", "1003")
    assert coalition.room("group") == []
    assert coalition.room("watchroom"), "nobody strange is there"


async def test_a_room_that_a_wall_excludes_loses_what_stands_and_what_rang(
    coalition: Coalition,
) -> None:
    await coalition.raised(label=Label.GREEN, audience=ALL)
    await coalition.settle()
    await coalition.typed("stan", "/update A-1 The hall is open again.")
    assert len(coalition.room("office")) == 2
    await coalition.apply(COALITION + MINISTRY_OUT)
    await coalition.settle()
    assert coalition.room("office") == []
    assert len(coalition.room("group")) == 2


async def test_whoever_was_removed_loses_the_card_in_private(coalition: Coalition) -> None:
    await coalition.raised(label=Label.AMBER, audience=ALL)
    await coalition.typed("dora", "/page A-1 @bo")
    await coalition.typed("stan", "/page A-1 @bo")
    await coalition.typed("dora", "/history A-1")
    assert any("Ballots" in one for one in coalition.told("bo"))
    gone = COALITION.replace(
        '[[person]]\nid = "bo"\norganisation = "watch"\nname = "Bo"\ntelegram = 1001\n', ""
    )
    assert gone != COALITION
    where, channel = coalition.account("bo")
    await coalition.apply(gone)
    await coalition.settle()
    assert not any("Ballots" in one for one in where.standing(f"D{channel}"))


async def test_the_end_of_a_bridge_takes_the_cards_that_came_by_it(coalition: Coalition) -> None:
    audience = Audience(bridges=("elections",))
    await coalition.raised(label=Label.AMBER, audience=audience)
    await coalition.settle()
    assert coalition.room("studio")
    start, end = COALITION.index("[[bridge]]"), COALITION.index("[[wall]]")
    await coalition.apply(COALITION[:start] + COALITION[end:])
    await coalition.settle()
    assert coalition.room("studio") == []


async def test_where_only_the_summary_may_be_the_text_gives_way_to_it(
    coalition: Coalition,
) -> None:
    await coalition.raised(
        label=Label.AMBER,
        audience=ALL,
        text="The full story of hall nine.",
        summary="Something in hall nine.",
        summary_label=Label.CLEAR,
    )
    await coalition.settle()
    assert "full story" in coalition.room("group")[0]
    await outsider_enters(coalition, "group", "1001", "1002", "1003")
    (card,) = coalition.room("group")
    assert "full story" not in card
    assert "Something in hall nine." in card


async def test_the_history_and_the_question_to_a_second_person_go_with_the_right_to_them(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", "/new critical TLP:AMBER to everybody: The marker of hall nine.")
    await coalition.press("ann", "send")
    await coalition.typed("mads", "/history A-1")
    assert any("hall nine" in one for one in coalition.told("mads")), coalition.told("mads")
    await coalition.apply(COALITION + MINISTRY_OUT)
    await coalition.settle()
    told = coalition.told("mads")
    assert not any("hall nine" in one or ("A-1" in one and "history" in one) for one in told), told


@pytest.mark.parametrize("times", [2])
async def test_nothing_is_touched_where_everything_may_stay(
    coalition: Coalition, times: int
) -> None:
    await coalition.raised(label=Label.GREEN, audience=ALL)
    await coalition.settle()
    calls = len(coalition.house.telegram.calls) + len(coalition.house.slack.calls)
    for turn in range(times):
        await coalition.apply(COALITION.replace("Ballot Institute", f"Ballot Institute {turn}"))
        await coalition.settle()
    assert len(coalition.house.telegram.calls) + len(coalition.house.slack.calls) == calls


async def test_what_is_open_comes_back_once_the_room_may_have_it_again(
    coalition: Coalition,
) -> None:
    await coalition.raised(label=Label.AMBER, audience=ALL)
    await coalition.settle()
    await outsider_enters(coalition, "group", "1001", "1002", "1003")
    assert coalition.room("group") == []
    await coalition.house.store.write(_gone)
    await coalition.house.take_up()
    await coalition.typed("wes", "/freeze", room="watchroom")
    await coalition.typed("dora", "/ack A-1")
    assert coalition.room("group") == []
    await coalition.typed("wes", "/thaw", room="watchroom")
    await coalition.agenda()
    for room in ("group", "watchroom"):
        assert sum("Kisumu" in one for one in coalition.room(room)) == 1, room


async def _gone(tx: Transaction) -> None:
    members = tuple(Member(user=one) for one in ("1001", "1002", "1003"))
    presence = Presence(place="group", members=members, count=3, explained=3, lowered=1)
    await tx.members.put(presence)
