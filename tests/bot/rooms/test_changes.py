"""What becomes of a room itself, and of what was on its way to it."""

import json

import pytest

from bot.community import membership, rooms
from handlers.incoming import Census, Joined, Room, Sender
from policies.community.presence import Attested, Presence, vouched
from tests.bot.rooms.conftest import Side
from tests.bot.small_house import House
from tests.bot.whole.town import ANN, BO, DESK, WATCH

on_slack = pytest.mark.parametrize("side", ["slack"], indirect=True)
on_telegram = pytest.mark.parametrize("side", ["telegram"], indirect=True)


async def lowered(side: Side, why: str) -> None:
    await side.town.until(
        lambda: side.presence is not None and side.presence.pause == why, f"a pause: {why}"
    )
    side.from_outside("TLP:GREEN not there any more")
    await side.quiet()
    assert "not there any more" not in "\n".join(side.texts())


@on_slack
async def test_an_external_share_suspends_a_channel(side: Side) -> None:
    await side.look()
    side.town.slack.share(DESK, "T0OTHER")
    await lowered(side, "shared")


@on_slack
async def test_a_pending_share_is_found_by_asking(side: Side) -> None:
    await side.look()
    side.town.slack.share(DESK, "T0OTHER", pending=True)
    await side.look()
    await lowered(side, "shared")


@on_slack
async def test_a_channel_that_gets_another_id_is_suspended_and_never_followed(side: Side) -> None:
    await side.look()
    side.town.slack.share(DESK, "T0OTHER", new_id="C0OTHERID")
    await side.town.until(lambda: side.presence.pause == "moved", "the room to be suspended")
    side.from_outside("TLP:GREEN not followed")
    await side.quiet()
    assert side.town.app.services.directory.place_by_id("desk").address == DESK
    assert not [one for one in side.town.slack.messages("C0OTHERID") if one.get("bot_id")]


@on_slack
async def test_a_renamed_channel_stays_what_it_is(side: Side) -> None:
    side.town.slack.rename(DESK, "something-else")
    side.from_outside("TLP:AMBER by id and never by name")
    await side.shows("by id and never by name")


@on_telegram
async def test_a_public_name_makes_a_group_a_public_place(side: Side) -> None:
    await side.look()
    side.from_outside("TLP:GREEN said before")
    await side.quiet()
    side.town.telegram.publish(WATCH, "ballotwatch")
    await side.look()
    await lowered(side, "public")
    await side.town.until(
        lambda: "said before" not in "\n".join(side.texts()), "the copy to be withdrawn"
    )
    # Nobody opens it while it has that name.
    side.type(BO, f"attest {side.presence.count}")
    await side.quiet()
    assert side.presence.pause == "public"


@on_telegram
async def test_a_bot_that_is_no_administrator_any_more_suspends_its_group(side: Side) -> None:
    await side.look()
    side.town.telegram.demote(WATCH, side.town.bots[0], by=BO)
    await lowered(side, "demoted")


async def opened_by_attesting(side: Side) -> None:
    """Have what was lost looked at once more, the steward vouch, and something come in."""
    await side.look()
    side.type(side.steward, f"attest {side.presence.count}")
    await side.town.until(lambda: side.presence.pause is None, "the room to be open again")
    side.from_outside("TLP:AMBER in good hands again")
    await side.shows("in good hands again")


@on_telegram
async def test_a_bot_that_is_administrator_again_lets_its_group_be_attested(side: Side) -> None:
    await side.look()
    bot = side.town.bots[0]
    side.town.telegram.demote(WATCH, bot, by=BO)
    await side.town.until(lambda: side.presence.pause == "demoted", "the group to be suspended")
    await side.look()
    side.type(BO, f"attest {side.presence.count}")
    await side.quiet()
    assert side.presence.pause == "demoted"
    side.town.telegram.promote(WATCH, bot, by=BO)
    await opened_by_attesting(side)


async def test_a_bot_that_was_removed_and_added_again_lets_its_room_be_attested(
    side: Side,
) -> None:
    await side.look()
    bot = "U0BOTMAIN" if side.slack else side.town.bots[0]
    if side.slack:
        side.town.slack.leave(DESK, bot)
    else:
        side.town.telegram.set_status(WATCH, bot, "kicked", by=BO)
    await side.town.until(lambda: side.presence.pause == "removed", "the room to be suspended")
    await side.look()
    side.type(side.steward, f"attest {side.presence.count}")
    await side.quiet()
    assert side.presence.pause == "removed"
    side.come(bot)
    await opened_by_attesting(side)
    # What tells of its own coming was taken before the steward's word: it is nobody in the room.
    assert side.presence.member(str(bot)) is None


async def test_who_vouched_for_too_many_vouched_for_nobody_to_come(house: House) -> None:
    """Before the platform has counted any number is taken; the program counts at its start."""
    place = house.services.directory.place_by_id("group")
    assert place is not None
    before = Presence(place="group")
    many = Attested(number=500, by="bo", organisation="watch", at=house.clock.now)
    after = vouched(before, many, frozenset())
    await house.store.write(lambda tx: rooms.keep(tx, house.services, place, before, after))
    for count, pause in ((3, None), (4, "count")):
        census = Census(people=(), count=count, complete=False, asked=frozenset())
        await house.store.write(
            lambda tx, one=census: membership.taken(tx, house.services, place, one)
        )
        presence = house.services.directory.presence("group")
        assert presence is not None
        assert presence.pause == pause


@on_telegram
async def test_a_forged_migration_moves_nothing(side: Side) -> None:
    side.town.telegram.say(WATCH, BO, "migrate_to_chat_id -1009999999999")
    side.town.telegram.inject(side.town.bots[0], _migration(to=-1009999999999))
    await side.quiet()
    assert side.town.app.services.directory.place_by_id("group").address == str(WATCH)


def _migration(to: int) -> str:
    """Return a message in a supergroup that claims what only a basic group can."""
    chat = {"id": WATCH, "type": "supergroup", "title": "Watch"}
    author = {"id": 1666, "is_bot": False, "first_name": "X"}
    message = {"message_id": 900001, "date": 1700000000, "chat": chat, "from": author}
    whole = {"update_id": "{update_id}", "message": message | {"migrate_to_chat_id": to}}
    return json.dumps(whole).replace('"{update_id}"', "{update_id}")


@on_telegram
async def test_a_gate_lets_in_those_of_the_rooms_organisations_and_no_others(side: Side) -> None:
    telegram = side.town.telegram
    telegram.promote(WATCH, BO, by=BO)
    telegram.leave(WATCH, side.member)
    side.type(side.steward, "gate on")
    await side.quiet()
    link = telegram.invite_link(WATCH, BO, asks=True)
    for user in (side.member, side.stranger):
        assert telegram.join(WATCH, user, link) == "asked"
    await side.town.until(lambda: not telegram.asking(WATCH), "both to be answered")
    await side.quiet()
    world = telegram.world.chats[WATCH]
    assert world.member(side.member).inside
    assert not world.member(side.stranger).inside
    assert side.presence.pause is None


@pytest.mark.parametrize("to", [WATCH, DESK])
async def test_what_waited_an_hour_meets_the_audience_of_now(house: House, to: object) -> None:
    source = DESK if to == WATCH else WATCH
    user = "1001" if source == WATCH else "U0ANN"
    await house.hear(house.said(source, "TLP:AMBER said an hour ago", user=user))
    stranger = Sender(user="1666" if to == WATCH else "U0STRANGER")
    await house.hear(Joined(event="came", room=Room(channel=str(to)), people=(stranger,)))
    house.pass_(3600)
    await house.deliver()
    door = house.telegram if to == WATCH else house.slack
    assert not any("said an hour ago" in one for one in door.sent("post", to))
    assert [(one.rule, one.place) for one in await house.listed("held") if one.rule == 12]


async def test_an_event_that_is_told_again_changes_nothing(house: House) -> None:
    event = Joined(event="once", room=Room(channel=DESK), people=(Sender(user="U0X"),))
    await house.hear(event, event, event)
    presence = house.services.directory.presence("desk")
    assert presence is not None
    assert (len(presence.members), presence.lowered) == (1, 1)
    assert len(await house.store.read(lambda tx: tx.members.load())) == 1


async def test_who_was_counted_before_his_coming_was_told_is_an_outsider_all_the_same(
    house: House,
) -> None:
    """The first look at a room may be quicker than the event of somebody who came just before."""
    place = house.services.directory.place_by_id("desk")
    assert place is not None
    people = tuple(Sender(user=one, team="T0MAIN") for one in (ANN, "U0X"))
    census = Census(people=people, count=2, complete=True)
    await house.store.write(lambda tx: membership.taken(tx, house.services, place, census))
    first = house.services.directory.presence("desk")
    assert first is not None
    assert first.pause is None
    await house.hear(Joined(event="late", room=Room(channel=DESK), people=people[1:]))
    after = house.services.directory.presence("desk")
    assert after is not None
    assert (after.pause, after.count) == ("outsider", 2)
