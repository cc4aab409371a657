"""Who is in the room: coming, going, asking, being let in, and what the bot is told of it."""

from typing import Any

import pytest
import telegram
from telegram.error import BadRequest, Forbidden

from bot.sandbox.telegram.server import TelegramStandIn

BOT, ANN, BEN, EVE = 7000, 1001, 1002, 1003
GROUP, OTHER, SMALL, CHANNEL = -1001000000001, -1001000000002, -4001, -1001000000009
ALL = ["message", "chat_member", "my_chat_member", "chat_join_request"]


async def changes(bot: telegram.Bot, kinds: list[str] | None = None) -> list[Any]:
    """Return every change of a member told since the last time."""
    updates = await bot.get_updates(timeout=0, allowed_updates=kinds or ALL)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return [u.chat_member or u.my_chat_member or u.chat_join_request for u in updates]


@pytest.fixture
async def listening(stand_in: TelegramStandIn, bot: telegram.Bot) -> telegram.Bot:
    """A bot that has asked for updates of members."""
    del stand_in
    await changes(bot)
    return bot


async def test_members_are_told_of_only_to_an_administrator_that_asked(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.add(GROUP, EVE, by=ANN)
    assert [c for c in await changes(bot, ["message"]) if c] == []
    stand_in.leave(GROUP, EVE)
    assert [c for c in await changes(bot, ["message"]) if c] == []
    await changes(bot)
    stand_in.add(GROUP, EVE, by=ANN)
    (told,) = [c for c in await changes(bot) if c]
    assert (told.from_user.id, told.new_chat_member.user.id) == (ANN, EVE)
    assert (told.old_chat_member.status, told.new_chat_member.status) == ("left", "member")
    stand_in.demote(GROUP, BOT, by=ANN)
    stand_in.leave(GROUP, EVE)
    (told,) = [c for c in await changes(bot) if c]
    assert told.new_chat_member.user.id == BOT


async def test_a_bot_learns_what_becomes_of_itself(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    stand_in.remove(OTHER, BOT, by=_promoted(stand_in, OTHER, ANN))
    stand_in.set_status(GROUP, ANN, "creator", by=ANN)
    stand_in.promote(GROUP, BOT, by=ANN, rights=["can_delete_messages"])
    stand_in.demote(GROUP, BOT, by=ANN)
    told = [c for c in await changes(listening) if c and c.new_chat_member.user.id == BOT]
    assert [(c.chat.id, c.new_chat_member.status) for c in told] == [
        (OTHER, "kicked"),
        (GROUP, "administrator"),
        (GROUP, "member"),
    ]
    assert told[1].new_chat_member.can_delete_messages
    assert not told[1].new_chat_member.can_invite_users
    with pytest.raises(Forbidden, match=r"(?i)bot was kicked from the supergroup chat"):
        await listening.get_chat(OTHER)


def _promoted(stand_in: TelegramStandIn, chat: int, user: int) -> int:
    stand_in.set_status(chat, user, "creator", by=user)
    return user


async def test_a_link_lets_in_so_many_until_then(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    soon = int(stand_in.world.now()) + 60
    link = await listening.create_chat_invite_link(
        GROUP, name="n" * 40, member_limit=1, expire_date=soon
    )
    assert (link.name, link.member_limit, link.creator.id) == ("n" * 32, 1, BOT)
    assert stand_in.join(GROUP, EVE, link.invite_link) == "joined"
    (told,) = [c for c in await changes(listening) if c]
    assert (told.from_user.id, told.invite_link.invite_link) == (EVE, link.invite_link)
    stand_in.add_user(1004, "Fay")
    with pytest.raises(ValueError, match="as many have joined"):
        stand_in.join(GROUP, 1004, link.invite_link)
    wider = await listening.edit_chat_invite_link(GROUP, link.invite_link, expire_date=soon)
    assert wider.member_limit is None
    stand_in.advance(61)
    with pytest.raises(ValueError, match="no longer"):
        stand_in.join(GROUP, 1004, link.invite_link)


async def test_a_revoked_link_lets_nobody_in_and_an_exported_one_replaces_the_last(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    assert (await listening.get_chat(GROUP)).invite_link is None
    first = await listening.export_chat_invite_link(GROUP)
    second = await listening.export_chat_invite_link(GROUP)
    assert (await listening.get_chat(GROUP)).invite_link == second
    with pytest.raises(ValueError, match="not good"):
        stand_in.join(GROUP, EVE, first)
    revoked = await listening.revoke_chat_invite_link(GROUP, second)
    assert revoked.is_revoked
    assert (await listening.get_chat(GROUP)).invite_link not in {None, second}
    with pytest.raises(BadRequest, match=r"(?i)INVITE_HASH_EXPIRED"):
        await listening.revoke_chat_invite_link(GROUP, second)


async def test_somebody_elses_link_is_shown_by_half(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    _promoted(stand_in, GROUP, ANN)
    link = stand_in.invite_link(GROUP, ANN, asks=True)
    await changes(listening)
    assert stand_in.join(GROUP, EVE, link) == "asked"
    (told,) = [c for c in await changes(listening) if c]
    assert told.invite_link.invite_link.endswith("…")
    assert told.invite_link.creates_join_request
    assert told.invite_link.pending_join_request_count == 1
    with pytest.raises(BadRequest, match=r"(?i)INVITE_HASH_EXPIRED"):
        await listening.edit_chat_invite_link(GROUP, link)


async def test_who_asks_is_let_in_once(stand_in: TelegramStandIn, listening: telegram.Bot) -> None:
    link = await listening.create_chat_invite_link(GROUP, creates_join_request=True)
    assert stand_in.join(GROUP, EVE, link.invite_link, bio="I observe") == "asked"
    (told,) = [c for c in await changes(listening) if c]
    assert (told.from_user.id, told.user_chat_id, told.bio) == (EVE, EVE, "I observe")
    assert told.invite_link.invite_link == link.invite_link
    assert stand_in.member(GROUP, EVE)["status"] == "left"
    assert await listening.approve_chat_join_request(GROUP, EVE)
    assert stand_in.member(GROUP, EVE)["status"] == "member"
    assert stand_in.messages(GROUP)[-1]["new_chat_members"][0]["id"] == EVE
    (told,) = [c for c in await changes(listening) if c]
    assert told.from_user.id == BOT
    with pytest.raises(BadRequest, match=r"(?i)USER_ALREADY_PARTICIPANT"):
        await listening.approve_chat_join_request(GROUP, EVE)


async def test_who_asks_can_be_written_to_for_five_minutes(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    stand_in.publish(GROUP, "watch_group")
    stand_in.gate(GROUP)
    assert (await listening.get_chat(GROUP)).join_by_request
    assert stand_in.join(GROUP, EVE) == "asked"
    assert stand_in.asking(GROUP) == [EVE]
    await listening.send_message(EVE, "who are you?")
    stand_in.advance(301)
    with pytest.raises(Forbidden, match=r"(?i)bot can't initiate conversation"):
        await listening.send_message(EVE, "late")
    assert await listening.decline_chat_join_request(GROUP, EVE)
    with pytest.raises(BadRequest, match=r"(?i)HIDE_REQUESTER_MISSING"):
        await listening.decline_chat_join_request(GROUP, EVE)
    assert stand_in.join(GROUP, EVE) == "asked"
    stand_in.approve(GROUP, EVE, by=_promoted(stand_in, GROUP, ANN))
    told = [c for c in await changes(listening) if isinstance(c, telegram.ChatMemberUpdated)]
    assert [c.via_join_request for c in told if c.new_chat_member.user.id == EVE] == [True]


async def test_a_public_name_is_told_by_nothing_but_seen_everywhere(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    with pytest.raises(ValueError, match="no public name"):
        stand_in.join(GROUP, EVE)
    stand_in.publish(GROUP, "watch_group")
    assert stand_in.pending(BOT) == 0
    assert (await listening.get_chat("@watch_group")).active_usernames == ("watch_group",)
    assert stand_in.join(GROUP, EVE) == "joined"
    with pytest.raises(ValueError, match="migrate it first"):
        stand_in.publish(SMALL, "small_group")


async def test_bans_keep_out_until_they_end(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    stand_in.publish(GROUP, "watch_group")
    until = int(stand_in.world.now()) + 3600
    assert await listening.ban_chat_member(GROUP, BEN, until_date=until)
    (told,) = [c for c in await changes(listening) if c]
    assert (told.from_user.id, told.new_chat_member.status) == (BOT, "kicked")
    with pytest.raises(ValueError, match="banned"):
        stand_in.join(GROUP, BEN)
    assert (await listening.get_chat_member(GROUP, BEN)).status == "kicked"
    stand_in.advance(3601)
    assert (await listening.get_chat_member(GROUP, BEN)).status == "left"
    assert stand_in.join(GROUP, BEN) == "joined"
    assert await listening.unban_chat_member(GROUP, BEN, only_if_banned=True)
    assert stand_in.member(GROUP, BEN)["status"] == "member"
    assert await listening.unban_chat_member(GROUP, BEN)
    assert stand_in.member(GROUP, BEN)["status"] == "left"


@pytest.mark.parametrize(
    ("method", "body", "words"),
    [
        ("banChatMember", {"user_id": ANN}, "can't remove chat owner"),
        ("banChatMember", {"user_id": BEN}, "user is an administrator of the chat"),
        ("banChatMember", {"user_id": BOT}, "can't restrict self"),
        ("banChatMember", {"user_id": 5}, "PARTICIPANT_ID_INVALID"),
        ("banChatMember", {}, "invalid user_id specified"),
        ("banChatMember", {"chat_id": ANN, "user_id": EVE}, "can't ban members in private chats"),
        (
            "unbanChatMember",
            {"chat_id": SMALL, "user_id": EVE},
            "method is available for supergroup and channel chats only",
        ),
        (
            "createChatInviteLink",
            {"creates_join_request": True, "member_limit": 5},
            "member limit can't be specified for links requiring administrator approval",
        ),
        ("createChatInviteLink", {"expire_date": 5}, "EXPIRE_DATE_INVALID"),
        ("createChatInviteLink", {"member_limit": 100_000}, "USAGE_LIMIT_INVALID"),
        (
            "createChatInviteLink",
            {"chat_id": ANN},
            "can't invite members to a private chat",
        ),
        ("editChatInviteLink", {}, "INVITE_HASH_EMPTY"),
        ("revokeChatInviteLink", {"invite_link": "x"}, "INVITE_HASH_EXPIRED"),
        ("approveChatJoinRequest", {"user_id": EVE}, "HIDE_REQUESTER_MISSING"),
        ("declineChatJoinRequest", {"user_id": 5}, "USER_ID_INVALID"),
    ],
)
async def test_what_the_platform_refuses(
    method: str, body: Any, words: str, raw: Any, stand_in: TelegramStandIn
) -> None:
    _promoted(stand_in, GROUP, ANN)
    stand_in.promote(GROUP, BEN, by=ANN)
    status, answer = await raw(method, {"chat_id": GROUP} | body)
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")


async def test_each_right_is_needed_for_what_it_allows(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.promote(GROUP, BOT, by=ANN, rights=["can_manage_chat"])
    hers = stand_in.say(GROUP, ANN, "x")
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to manage chat invite link"):
        await bot.create_chat_invite_link(GROUP)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to restrict/unrestrict"):
        await bot.ban_chat_member(GROUP, BEN)
    with pytest.raises(BadRequest, match=r"(?i)not enough rights to manage pinned messages"):
        await bot.pin_chat_message(GROUP, hers)
    with pytest.raises(BadRequest, match=r"(?i)message can't be deleted"):
        await bot.delete_message(GROUP, hers)
    admin = await bot.get_chat_member(GROUP, BOT)
    assert isinstance(admin, telegram.ChatMemberAdministrator)
    assert (admin.can_manage_chat, admin.can_restrict_members) == (True, False)


async def test_hidden_members_are_shown_to_administrators_only(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.hide_members(GROUP)
    assert await bot.get_chat_member_count(GROUP) == 3
    stand_in.demote(GROUP, BOT, by=ANN)
    with pytest.raises(BadRequest, match=r"(?i)member list is inaccessible"):
        await bot.get_chat_administrators(GROUP)
    with pytest.raises(BadRequest, match=r"(?i)member list is inaccessible"):
        await bot.get_chat_member(GROUP, BEN)
    assert (await bot.get_chat_member(GROUP, BOT)).status == "member"


async def test_a_bot_leaves_and_is_no_longer_there(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    assert await listening.leave_chat(GROUP)
    assert stand_in.messages(GROUP)[-1]["left_chat_member"]["id"] == BOT
    with pytest.raises(Forbidden, match=r"(?i)bot is not a member of the supergroup chat"):
        await listening.send_message(GROUP, "x")


async def test_a_group_tells_its_linked_channel(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    stand_in.link_channel(CHANNEL, GROUP)
    assert (await bot.get_chat(GROUP)).linked_chat_id == CHANNEL
    assert (await bot.get_chat(CHANNEL)).linked_chat_id == GROUP


async def test_a_channels_readers_come_and_go_without_a_message(
    stand_in: TelegramStandIn, listening: telegram.Bot
) -> None:
    stand_in.publish(CHANNEL, "the_news")
    stand_in.join(CHANNEL, EVE)
    stand_in.leave(CHANNEL, EVE)
    assert [c.new_chat_member.status for c in await changes(listening)] == ["member", "left"]
    assert stand_in.messages(CHANNEL) == []


async def test_only_those_entitled_act(stand_in: TelegramStandIn) -> None:
    with pytest.raises(ValueError, match="does not administer"):
        stand_in.remove(GROUP, BEN, by=ANN)
    with pytest.raises(ValueError, match="does not administer"):
        stand_in.invite_link(GROUP, ANN)
    with pytest.raises(ValueError, match="is not in"):
        stand_in.add(GROUP, BEN, by=EVE)
    with pytest.raises(ValueError, match="already"):
        stand_in.add(GROUP, BEN, by=ANN)
    with pytest.raises(ValueError, match="no right is called"):
        stand_in.promote(GROUP, BEN, by=ANN, rights=["can_fly"])
