"""Cards of alerts that stand somewhere follow the directory: walls, rooms, people, bridges."""

import pytest

from bot.community import removing
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


NOTED = '[[person]]\nid = "bo"\norganisation = "watch"\nname = "Bo"\ntelegram = 1001\n'


async def test_whoever_is_known_no_more_keeps_nothing_of_what_was_sent_to_them_alone(
    coalition: Coalition,
) -> None:
    """Cards, answers, histories and figures with their files: all that stands there is emptied."""
    await coalition.raised(label=Label.AMBER, audience=ALL)
    await coalition.typed("bo", "/report TLP:GREEN a queue at hall nine")
    for line in ("/history A-1", "/status A-1", "/list", "/figures", "/home", "/oncall"):
        await coalition.typed("bo", line)
    where, channel = coalition.account("bo")
    assert len(where.standing(f"D{channel}")) >= 7
    await coalition.apply(COALITION.replace(NOTED, ""))
    await coalition.settle()
    assert all(one == "-" for one in where.standing(f"D{channel}"))


async def test_whoever_left_while_the_bot_was_away_loses_the_cards_at_its_start(
    coalition: Coalition,
) -> None:
    await coalition.raised(label=Label.AMBER, audience=ALL)
    await coalition.typed("bo", "/history A-1")
    where, channel = coalition.account("bo")
    assert any("A-1" in one for one in where.standing(f"D{channel}"))
    await coalition.write(COALITION.replace(NOTED, ""))
    await coalition.house.restart()
    await coalition.house.take_up()
    await coalition.settle()
    assert not any("A-1" in one for one in where.standing(f"D{channel}"))


async def test_a_private_report_card_goes_with_a_wall(coalition: Coalition) -> None:
    await coalition.typed("ann", "/report TLP:GREEN the marker of hall nine")
    await coalition.typed("mads", "/claim 1")
    assert "hall nine" in coalition.last("mads")
    await coalition.apply(COALITION + MINISTRY_OUT)
    await coalition.settle()
    assert not any("hall nine" in one for one in coalition.told("mads"))


@pytest.mark.parametrize("restarted", [False, True])
async def test_whom_a_wall_hides_by_now_stands_in_no_card_and_no_history_that_is_there(
    coalition: Coalition, *, restarted: bool
) -> None:
    await coalition.raised(label=Label.GREEN, audience=ALL)
    await coalition.settle()
    await coalition.typed("dora", "/own A-1")
    await coalition.typed("mads", "/history A-1")
    await coalition.typed("mads", "/figures")
    assert any("Night officer" in one for one in coalition.room("office"))
    assert "Night officer" in "\n".join(coalition.told("mads"))
    assert "Ministry: Alerts from" in coalition.last("mads")
    await coalition.write(COALITION + '[[wall]]\norganisation = "watch"\nnot_to = ["ministry"]\n')
    if restarted:
        await coalition.house.restart()
    await coalition.house.take_up()
    await coalition.settle()
    (card,) = coalition.room("office")
    assert "Ballots" in card
    assert "Night officer" not in card
    told = "\n".join(coalition.told("mads"))
    assert "Night officer" not in told
    assert "A-1" in told
    assert ("Alerts from" in told) is not restarted, "they say the same; who knows after a restart"


async def test_figures_that_counted_what_a_wall_hides_by_now_are_taken_away(
    coalition: Coalition,
) -> None:
    await coalition.raised(label=Label.GREEN, audience=ALL)
    await coalition.typed("mads", "/figures")
    assert len([one for one in coalition.told("mads") if "Alerts from" in one]) == 3
    await coalition.apply(COALITION + MINISTRY_OUT)
    await coalition.settle()
    assert not any("Alerts from" in one for one in coalition.told("mads"))


async def test_a_name_chosen_to_be_shown_takes_the_place_of_the_other_on_every_card(
    coalition: Coalition,
) -> None:
    await coalition.raised(label=Label.GREEN, audience=ALL)
    await coalition.settle()
    await coalition.typed("ray", "/own A-1")
    await coalition.typed("dora", "/history A-1")
    assert "Ray" in coalition.room("group")[0]
    hidden = COALITION.replace('name = "Ray"\n', 'name = "Ray"\nshown_as = "Kite"\n')
    await coalition.apply(hidden)
    await coalition.settle()
    assert "Ray" not in "\n".join((*coalition.room("group"), *coalition.told("dora")))
    assert "Kite" in coalition.room("group")[0]
    assert "Kite" in "\n".join(coalition.told("dora"))


async def test_what_stood_in_private_stays_while_it_is_stopped_and_is_there_again_at_once(
    coalition: Coalition,
) -> None:
    await coalition.raised(label=Label.AMBER, audience=ALL)
    await coalition.typed("stan", "/page A-1 @dora")
    await coalition.typed("dora", "/page A-1 @bo")
    await coalition.typed("ann", "/report TLP:GREEN the marker of hall nine")
    await coalition.typed("dora", "/claim 1")
    told = "\n".join((*coalition.told("bo"), *coalition.told("dora")))
    assert "Ballots" in told
    assert "hall nine" in told
    await coalition.typed("wes", "/freeze", room="watchroom")
    await coalition.house.take_up()
    await coalition.settle()
    assert any("hall nine" in one for one in coalition.told("dora")), "it stays as it is"
    assert any("Ballots" in one for one in coalition.told("bo"))
    await coalition.typed("rosa", "/own A-1")
    await coalition.typed("stan", "/confirm R-1 from another desk")
    await coalition.typed("nia", "/checking R-1")
    await coalition.house.take_up()
    await coalition.settle()
    assert not any("Ballots" in one for one in coalition.told("bo")), "nothing new goes there"
    await coalition.typed("wes", "/thaw", room="watchroom")
    await coalition.house.take_up()
    await coalition.agenda()
    assert sum("Ballots" in one for one in coalition.told("bo")) == 1
    assert sum("hall nine" in one for one in coalition.told("dora")) == 1


async def test_what_an_organisation_raised_goes_with_it(coalition: Coalition) -> None:
    await coalition.raised(author="bo", label=Label.GREEN, audience=ALL)
    await coalition.typed("dora", "/report TLP:GREEN the marker of hall nine")
    await coalition.typed("mads", "/claim 1")
    await coalition.typed("mads", "/history A-1")
    assert coalition.room("office")
    house = coalition.house
    await house.store.write(lambda tx: removing.shred(tx, house.services, "watch"))
    await house.take_up()
    await coalition.settle()
    await house.store.write(removing.shredded)
    await house.take_up()
    await coalition.settle()
    assert coalition.room("office") == []
    assert not any("Ballots" in one or "hall nine" in one for one in coalition.told("mads"))
