"""Asking for history, conversations and people, with pages."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, BEN, BOT, DESK, EVE, OLD, OUTSIDE, PRIVATE, TEAM, refusal


def say(stand_in: SlackStandIn, count: int, **how: Any) -> list[str]:
    return [stand_in.say(DESK, ANN, str(number), **how) for number in range(count)]


async def every_page(call: Any, name: str, **arguments: Any) -> list[list[Any]]:
    pages: list[list[Any]] = []
    cursor = None
    while True:
        answer = await call(cursor=cursor, **arguments)
        pages.append(answer[name])
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            return pages


async def test_history_comes_newest_first_in_pages(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    said = say(stand_in, 25)
    pages = await every_page(client.conversations_history, "messages", channel=DESK, limit=10)
    assert [len(page) for page in pages] == [10, 10, 5]
    assert [one["ts"] for page in pages for one in page] == said[::-1]
    first = await client.conversations_history(channel=DESK, limit=10)
    assert (first["has_more"], first["pin_count"]) == (True, 0)


async def test_100_are_usual_999_the_most_and_odd_limits_are_put_right(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    say(stand_in, 1100)
    for limit, count in ((None, 100), (5000, 999), (0, 100), (-3, 100), ("x", 100), (999, 999)):
        answer = await client.conversations_history(channel=DESK, limit=limit)
        assert len(answer["messages"]) == count, limit


async def test_a_span_leaves_its_ends_out_unless_told_otherwise(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    ts = say(stand_in, 5)

    async def within(**span: Any) -> list[str]:
        answer = await client.conversations_history(channel=DESK, **span)
        return [one["text"] for one in answer["messages"]]

    assert await within(oldest=ts[1], latest=ts[3]) == ["2"]
    assert await within(oldest=ts[1], latest=ts[3], inclusive=True) == ["3", "2", "1"]
    assert await within(latest=ts[2], inclusive=True, limit=1) == ["2"]
    assert await within(inclusive=True) == ["4", "3", "2", "1", "0"]


async def test_a_thread_is_read_with_its_root_first_and_in_pages(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    root = stand_in.say(DESK, BEN, "root")
    said = say(stand_in, 12, thread_ts=root)
    pages = await every_page(
        client.conversations_replies, "messages", channel=DESK, ts=root, limit=5
    )
    assert [one["ts"] for page in pages for one in page] == [root, *said]
    late = await client.conversations_replies(channel=DESK, ts=root, oldest=said[9])
    assert [one["text"] for one in late["messages"]] == ["root", "10", "11"]
    alone = stand_in.say(DESK, BEN, "alone")
    answer = await client.conversations_replies(channel=DESK, ts=alone)
    assert [one["text"] for one in answer["messages"]] == ["alone"]


async def test_what_a_conversation_is(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    desk = (await client.conversations_info(channel=DESK))["channel"]
    assert (desk["name"], desk["is_channel"], desk["is_member"]) == ("desk", True, True)
    assert (desk["is_private"], desk["is_archived"], desk["is_ext_shared"]) == (False,) * 3
    assert "num_members" not in desk
    counted = await client.conversations_info(channel=DESK, include_num_members=True)
    assert counted["channel"]["num_members"] == 3
    private = (await client.conversations_info(channel=PRIVATE))["channel"]
    assert (private["is_group"], private["is_private"]) == (True, True)
    assert (await client.conversations_info(channel=OLD))["channel"]["is_archived"]
    outside = (await client.conversations_info(channel=OUTSIDE))["channel"]
    assert outside["is_member"] is False
    opened = (await client.conversations_open(users=ANN))["channel"]["id"]
    direct = (await client.conversations_info(channel=opened))["channel"]
    assert (direct["is_im"], direct["user"]) == (True, ANN)


async def test_which_conversations_there_are(client: AsyncWebClient) -> None:
    async def listed(**how: Any) -> set[str]:
        pages = await every_page(client.conversations_list, "channels", limit=2, **how)
        return {one["id"] for page in pages for one in page}

    assert await listed() == {DESK, OUTSIDE, OLD}
    assert await listed(exclude_archived=True) == {DESK, OUTSIDE}
    assert await listed(types="private_channel") == {PRIVATE}
    refused = await refusal(client.conversations_list(types="secret"))
    assert refused["error"] == "invalid_types"


async def test_who_is_in_a_conversation(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    pages = await every_page(client.conversations_members, "members", channel=DESK, limit=2)
    assert [one for page in pages for one in page] == [ANN, BEN, BOT]
    stand_in.join(DESK, EVE)
    stand_in.leave(DESK, BEN)
    assert (await client.conversations_members(channel=DESK))["members"] == [ANN, BOT, EVE]


async def test_conversations_with_one_and_with_several_are_opened_once(
    client: AsyncWebClient,
) -> None:
    one = (await client.conversations_open(users=ANN))["channel"]
    assert (await client.conversations_open(users=[ANN]))["channel"] == one
    again = await client.conversations_open(channel=one["id"], return_im=True)
    assert again["already_open"]
    two = (await client.conversations_open(users=[ANN, BEN]))["channel"]["id"]
    assert (await client.conversations_open(users=f"{BEN},{ANN}"))["channel"]["id"] == two
    assert (await client.conversations_info(channel=two))["channel"]["is_mpim"]
    assert await client.chat_postMessage(channel=two, text="to both")


async def test_guests_strangers_and_the_deactivated_are_told_apart(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.add_user(TEAM, "U0MULTI", "Multi", guest="multi")
    stand_in.add_user(TEAM, "U0SINGLE", "Single", guest="single")
    stand_in.add_user(TEAM, "W0FAR", "Far", home="T0FAR")
    stand_in.deactivate(TEAM, BEN)

    async def flags(user: str) -> tuple[Any, ...]:
        told = (await client.users_info(user=user))["user"]
        names = ("is_restricted", "is_ultra_restricted", "is_stranger", "deleted")
        return (*(told[name] for name in names), told["team_id"])

    assert await flags(ANN) == (False, False, False, False, TEAM)
    assert await flags("U0MULTI") == (True, False, False, False, TEAM)
    assert await flags("U0SINGLE") == (True, True, False, False, TEAM)
    assert await flags("W0FAR") == (False, False, True, False, "T0FAR")
    assert await flags(BEN) == (False, False, False, True, TEAM)
    listed = (await client.users_list())["members"]
    assert [one["id"] for one in listed if one["deleted"]] == [BEN]
    assert len((await client.users_list(limit=3))["members"]) == 3


async def test_the_deactivated_are_in_no_channel_and_cannot_be_written_to(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    await client.conversations_open(users=BEN)
    stand_in.deactivate(TEAM, BEN)
    assert BEN not in (await client.conversations_members(channel=DESK))["members"]
    assert (await refusal(client.conversations_open(users=BEN)))["error"] == "user_disabled"
    posted = client.chat_postMessage(channel=BEN, text="x")
    assert (await refusal(posted))["error"] == "channel_not_found"
    whispered = client.chat_postEphemeral(channel=DESK, user=BEN, text="x")
    assert (await refusal(whispered))["error"] == "user_not_in_channel"
    with pytest.raises(ValueError, match="deactivated"):
        stand_in.say(DESK, BEN, "still here?")


async def test_a_channel_of_slack_connect_says_so(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.share(DESK, "T0FAR", pending=True)
    told = (await client.conversations_info(channel=DESK))["channel"]
    assert (told["is_ext_shared"], told["is_pending_ext_shared"]) == (False, True)
    stand_in.share(DESK, "T0FAR")
    told = (await client.conversations_info(channel=DESK))["channel"]
    assert (told["is_ext_shared"], told["is_pending_ext_shared"]) == (True, False)
    assert told["shared_team_ids"] == [TEAM, "T0FAR"]


async def test_permalinks_and_reactions(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    ts = stand_in.say(DESK, ANN, "x")
    link = (await client.chat_getPermalink(channel=DESK, message_ts=ts))["permalink"]
    assert link == f"https://example.slack.com/archives/{DESK}/p{ts.replace('.', '')}"
    await client.reactions_add(channel=DESK, timestamp=ts, name="eyes")
    again = await refusal(client.reactions_add(channel=DESK, timestamp=ts, name="eyes"))
    assert again["error"] == "already_reacted"
    assert stand_in.messages(DESK)[0]["reactions"] == [{"name": "eyes", "users": [BOT], "count": 1}]
