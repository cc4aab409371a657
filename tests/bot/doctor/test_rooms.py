"""What rooms need: two who answer, accounts for all, rights for a gate, word of who comes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.community.directory import load_text
from bot.doctor import rooms, telegram
from bot.sandbox.telegram.server import TelegramStandIn
from handlers.telegram.examining import examine
from policies.community.directory import Directory
from policies.community.presence import Member, Pause, Presence, Standing
from tests.stage import DIRECTORY

ACCOUNTS = {"slack": ["main"], "telegram": ["main"]}
TOKEN = "110201543:AAmade-up-for-tests-0000000000000"
GROUP = -1001000000901


def directory(more: str = "", **presence: object) -> Directory:
    found = load_text(DIRECTORY + more, "directory.toml", ACCOUNTS)
    known = (Presence(place="group", **presence),) if presence else ()
    return Directory(
        organisations=found.organisations,
        people=found.people,
        places=found.places,
        bridges=found.bridges,
        presences=known,
    )


def lines(known: Directory) -> list[str]:
    return [one.line for one in rooms.judge(known)]


def test_fewer_than_two_stewards_are_named_for_each_organisation_that_agreed() -> None:
    told = lines(directory())
    assert told == [
        "institute has no stewards with an account; there should be two",
        "watch has no stewards with an account; there should be two",
    ]
    more = '[[person]]\nid = "x"\norganisation = "watch"\nname = "X"\nroles = ["steward"]\n'
    assert "watch has 1 steward with an account; there should be two" in lines(
        directory(more + "telegram = 5\n")
    )
    # One without an account answers for nothing, and is counted as unreached.
    told = lines(directory(more))
    assert "watch has no stewards with an account; there should be two" in told
    assert "watch: 1 person is without an account: nothing reaches them" in told


def test_who_is_only_vouched_for_and_a_paused_room_are_told_without_names() -> None:
    strangers = tuple(
        Member(user=str(one), name="Zed", standing=Standing.VOUCHED) for one in (7, 8)
    )
    told = lines(directory(members=strangers, count=3, explained=3))
    assert any(one.startswith("group: 3 people are there without a link") for one in told)
    paused = lines(directory(pause=Pause.OUTSIDER, since=datetime.now(UTC)))
    assert "sharing into group is paused (outsider)" in paused
    assert "Zed" not in str(told)


@pytest.fixture
async def stand_in() -> AsyncIterator[TelegramStandIn]:
    """A bot that administers a group."""
    telegram = TelegramStandIn()
    await telegram.start()
    bot = telegram.add_bot(TOKEN, "tocsin_bot", privacy=False)
    telegram.add_user(1001, "Bo")
    telegram.add_chat(GROUP, "Watch", members=[1001, bot], admins=[bot])
    yield telegram
    await telegram.stop()


async def _found(stand_in: TelegramStandIn) -> list[str]:
    facts = await examine(token=TOKEN, api_url=stand_in.api_url, rooms=[str(GROUP)], poll=False)
    judged = telegram.judge("telegram.main", facts, {str(GROUP): "group"}, gated={str(GROUP)})
    return [one.line for one in judged]


async def test_a_gate_without_its_rights_is_told(stand_in: TelegramStandIn) -> None:
    assert await _found(stand_in) == []
    bot = next(iter(stand_in.world.bots.values())).user.id
    stand_in.promote(GROUP, bot, rights=["can_pin_messages"], by=1001)
    assert await _found(stand_in) == [
        "the gate of group cannot work: the bot lacks can_invite_users and can_restrict_members"
    ]


async def test_that_nobody_tells_who_comes_and_goes_is_told(stand_in: TelegramStandIn) -> None:
    async with aiohttp.ClientSession() as session:
        url = f"{stand_in.api_url}/bot{TOKEN}/getUpdates"
        fields = {"allowed_updates": '["message", "my_chat_member"]', "timeout": "0"}
        async with session.post(url, data=fields) as answer:
            assert answer.status == 200
    assert await _found(stand_in) == [
        "Telegram does not tell who comes and goes: chat_join_request, chat_member is not asked for"
    ]
