"""Who is in a room, who comes and goes, and what becomes of the room: told as Slack tells it."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import (
    ANN,
    BEN,
    BOT,
    DESK,
    EVE,
    OLD,
    OUTSIDE,
    PRIVATE,
    TEAM,
    TOKEN,
    Ear,
    client_of,
    refusal,
)  # fmt: skip


def only(events: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{name: one[name] for name in names if name in one} for one in events]


async def test_who_comes_and_who_goes_is_told_where_the_app_is_a_member(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    stand_in.join(DESK, EVE, inviter=ANN)
    stand_in.join(DESK, EVE)
    stand_in.join(OUTSIDE, EVE)
    stand_in.leave(PRIVATE, ANN)
    stand_in.leave(PRIVATE, ANN)
    stand_in.slip_in(DESK, BEN)
    stand_in.leave(PRIVATE, BOT)
    stand_in.join(PRIVATE, ANN)
    stand_in.join(PRIVATE, BOT, announced=True)
    names = ("type", "user", "channel", "channel_type", "team", "inviter", "subtype", "text")
    assert only(await ear.heard(5), *names) == [
        {
            "type": "member_joined_channel", "user": EVE, "channel": DESK, "channel_type": "C",
            "team": TEAM, "inviter": ANN,
        },
        {
            "type": "member_left_channel", "user": ANN, "channel": PRIVATE, "channel_type": "G",
            "team": TEAM,
        },
        {"type": "group_left", "channel": PRIVATE},
        {
            "type": "member_joined_channel", "user": BOT, "channel": PRIVATE, "channel_type": "G",
            "team": TEAM,
        },
        {
            "type": "message", "subtype": "group_join", "user": BOT, "channel": PRIVATE,
            "channel_type": "group", "team": TEAM, "text": f"<@{BOT}> has joined the group",
        },
    ]  # fmt: skip
    assert stand_in.members(DESK) == [ANN, BOT, EVE]


async def test_what_becomes_of_a_channel_is_told(stand_in: SlackStandIn, ear: Ear) -> None:
    stand_in.rename(PRIVATE, "secret")
    stand_in.rename(OUTSIDE, "open")
    stand_in.archive(DESK, by=ANN)
    stand_in.archive(DESK, archived=False)
    stand_in.convert(DESK, private=True)
    stand_in.remove_channel(OLD)
    told = await ear.heard(6)
    assert [one.get("subtype", one["type"]) for one in told] == [
        "group_rename", "channel_rename", "channel_archive", "channel_unarchive",
        "channel_convert_to_private", "channel_deleted",
    ]  # fmt: skip
    assert (told[0]["channel"]["name"], told[1]["channel"]["id"]) == ("secret", OUTSIDE)
    assert (told[2]["user"], told[4]["channel_type"]) == (ANN, "group")


async def test_a_channel_that_is_shared_outside_says_with_whom(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    async def room() -> dict[str, Any]:
        asked = await client.conversations_info(channel=PRIVATE, include_num_members=True)
        found: dict[str, Any] = asked["channel"]
        return found

    assert ((await room())["is_ext_shared"], (await room())["num_members"]) == (False, 2)
    stand_in.share(PRIVATE, "T0FAR", pending=True)
    assert ((await room())["is_pending_ext_shared"], (await room())["is_ext_shared"]) == (
        True, False,
    )  # fmt: skip
    stand_in.share_outside(PRIVATE, "T0FAR", {"W0FAR": "Far"})
    stand_in.say(PRIVATE, "W0FAR", "from afar")
    shared = await room()
    assert (shared["is_ext_shared"], shared["is_pending_ext_shared"], shared["num_members"]) == (
        True, False, 3,
    )  # fmt: skip
    assert shared["connected_team_ids"] == ["T0FAR"]
    stranger = (await client.users_info(user="W0FAR"))["user"]
    assert (stranger["is_stranger"], stranger["team_id"]) == (True, "T0FAR")
    stand_in.unshare(PRIVATE, "T0FAR")
    came, joined, said, ended = await ear.heard(4)
    assert (came["type"], came["connected_team_id"]) == ("channel_shared", "T0FAR")
    assert (joined["user"], joined["team"], said["user_team"]) == ("W0FAR", "T0FAR", "T0FAR")
    assert (ended["type"], ended["previously_connected_team_id"], ended["is_ext_shared"]) == (
        "channel_unshared", "T0FAR", False,
    )  # fmt: skip
    assert (await room())["num_members"] == 2


async def test_people_change_and_newcomers_are_told_of(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    stand_in.welcome(TEAM, "U0NEW", "New", guest="single")
    stand_in.make_guest(TEAM, BEN)
    stand_in.rename_user(TEAM, ANN, "Anna")
    stand_in.deactivate(TEAM, ANN)
    new, guest, renamed, gone = await ear.heard(4)
    assert [one["type"] for one in (new, guest, renamed, gone)] == [
        "team_join",
        *["user_change"] * 3,
    ]
    assert (new["user"]["is_restricted"], new["user"]["is_ultra_restricted"]) == (True, True)
    assert (guest["user"]["id"], guest["user"]["is_restricted"]) == (BEN, True)
    assert (guest["user"]["is_ultra_restricted"], renamed["user"]["real_name"]) == (False, "Anna")
    assert (gone["user"]["deleted"], (await client.users_info(user=ANN))["user"]["deleted"]) == (
        True, True,
    )  # fmt: skip
    assert ANN not in stand_in.members(DESK)


async def test_the_app_removes_and_invites_within_what_it_may(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    async def kick(user: str, channel: str = DESK) -> str:
        return str((await refusal(client.conversations_kick(channel=channel, user=user)))["error"])

    await client.conversations_kick(channel=DESK, user=BEN)
    assert stand_in.members(DESK) == [ANN, BOT]
    assert await kick(BEN) == "not_in_channel"
    assert await kick(BOT) == "cant_kick_self"
    assert await kick("U0NONE") == "user_not_found"
    assert await kick(ANN, OUTSIDE) == "not_in_channel"
    stand_in.share_outside(DESK, "T0FAR", {"W0FAR": "Far"})
    assert await kick("W0FAR") == "not_supported"
    stand_in.allow_kicks(TEAM, "none")
    assert await kick(ANN) == "restricted_action"
    stand_in.allow_kicks(TEAM, "all")
    await client.conversations_kick(channel=DESK, user="W0FAR")
    stand_in.add_channel(TEAM, "C0GENERAL", members=[ANN], general=True)
    assert await kick(ANN, "C0GENERAL") == "cant_kick_from_general"
    direct = (await client.conversations_open(users=ANN))["channel"]["id"]
    assert await kick(ANN, direct) == "method_not_supported_for_channel_type"
    await client.conversations_invite(channel=DESK, users=[BEN, EVE])
    told = await ear.heard(6)
    assert (told[-1]["user"], told[-1]["inviter"]) == (EVE, BOT)


async def test_an_invitation_that_cannot_be_is_refused_by_each_name(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    async def invite(users: list[str], channel: str = DESK) -> dict[str, Any]:
        return await refusal(client.conversations_invite(channel=channel, users=users))

    stand_in.add_user(TEAM, "U0GUEST", "Guest", guest="single")
    stand_in.add_channel(TEAM, "C0GUESTS", members=["U0GUEST"])
    stand_in.add_user(TEAM, "W0FAR", "Far", home="T0FAR")
    why = await invite([ANN, EVE])
    assert (why["error"], why["errors"]) == (
        "already_in_channel", [{"user": ANN, "ok": False, "error": "already_in_channel"}],
    )  # fmt: skip
    assert EVE not in stand_in.members(DESK)
    for users, error in (
        (["U0NONE"], "user_not_found"), ([BOT], "cant_invite_self"), ([], "no_user"),
        (["U0GUEST"], "ura_max_channels"), (["W0FAR"], "cant_invite"),
        ([EVE] * 101, "too_many_users"),
    ):  # fmt: skip
        assert (await invite(users))["error"] == error
    assert (await invite([EVE], OLD))["error"] == "is_archived"
    await client.conversations_invite(channel=DESK, users=[ANN, EVE], force=True)
    assert EVE in stand_in.members(DESK)


async def test_the_app_joins_public_channels_and_leaves(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    await client.conversations_join(channel=OUTSIDE)
    assert (await client.conversations_join(channel=OUTSIDE))["warning"] == "already_in_channel"
    assert BOT in stand_in.members(OUTSIDE)
    await client.conversations_leave(channel=OUTSIDE)
    assert (await client.conversations_leave(channel=OUTSIDE))["not_in_channel"]
    why = await refusal(client.conversations_join(channel=PRIVATE))
    assert why["error"] == "method_not_supported_for_channel_type"


@pytest.mark.parametrize(
    ("scopes", "events", "heard"),
    [
        (["channels:read", "groups:read", "users:read"], None, 4),
        (["channels:read"], None, 2),
        (["channels:read", "groups:read", "users:read"], ["member_joined_channel"], 2),
        (["channels:history"], None, 0),
    ],
)
async def test_of_what_its_scopes_do_not_cover_an_app_is_told_nothing(
    scopes: list[str], events: list[str] | None, heard: int,
    stand_in: SlackStandIn, web: aiohttp.ClientSession,
) -> None:  # fmt: skip
    stand_in.subscribe(TEAM, events)
    workspace = stand_in.world.workspaces[TEAM]
    workspace.scopes = set(scopes)
    ear = Ear(stand_in, web)
    await ear.client.connect()
    stand_in.join(DESK, EVE)
    stand_in.join(PRIVATE, EVE)
    stand_in.rename(OUTSIDE, "open")
    stand_in.rename_user(TEAM, ANN, "Anna")
    workspace.scopes = None
    stand_in.subscribe(TEAM, None)
    stand_in.say(DESK, ANN, "the last")
    assert len(await ear.heard(heard + 1)) == heard + 1
    assert ear.events[-1]["text"] == "the last"
    await ear.client.close()


async def test_managing_needs_the_scope_of_the_kind_of_channel(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    stand_in.world.workspaces[TEAM].scopes = {"groups:write", "channels:write.invites"}
    client = client_of(stand_in, web, TOKEN)
    why = await refusal(client.conversations_kick(channel=DESK, user=ANN))
    assert (why["error"], why["needed"]) == ("missing_scope", "channels:manage")
    await client.conversations_kick(channel=PRIVATE, user=ANN)
    await client.conversations_invite(channel=DESK, users=EVE)
