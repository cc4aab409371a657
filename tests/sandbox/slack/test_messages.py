"""Posting, editing, deleting: the bare slack_sdk against the stand-in."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, BEN, BOT, DESK, OUTSIDE, TEAM, TOKEN, Raw, refusal

RICH = [
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "so ", "style": {"bold": True, "italic": False}},
                    {"type": "link", "url": "https://example.org", "text": "here"},
                    {"type": "emoji", "name": "wave", "unicode": "1f44b"},
                    {"type": "user", "user_id": ANN, "style": {"client_highlight": True}},
                    {"type": "date", "timestamp": 1720710212, "format": "{date_num}"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 8,
                "offset": 2,
                "border": 0,
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "a"}]}
                ],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "q"}], "border": 1},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "c"}]},
        ],
    }
]


async def test_who_the_app_is(client: AsyncWebClient) -> None:
    me = await client.auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"], me["team"]) == (BOT, "B0BOT", TEAM, "First")
    assert (await client.bots_info(bot="B0BOT"))["bot"]["user_id"] == BOT
    assert (await client.team_info())["team"]["name"] == "First"


async def test_a_message_stands_in_its_channel_with_its_blocks(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="fallback", blocks=RICH)
    (stands,) = stand_in.messages(DESK)
    assert (sent["channel"], sent["ts"]) == (DESK, stands["ts"])
    assert (stands["user"], stands["bot_id"], stands["text"]) == (BOT, "B0BOT", "fallback")
    assert stands["blocks"][0]["elements"] == RICH[0]["elements"]
    assert stands["blocks"][0]["block_id"]
    assert sent["message"]["text"] == "fallback"


async def test_blocks_that_are_documented_are_taken(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    words = {"type": "plain_text", "text": "x"}
    image = {"type": "image", "image_url": "https://e.org/a.png", "alt_text": "a"}
    await client.chat_postMessage(
        channel=DESK,
        text="fallback",
        blocks=[
            {"type": "header", "text": {**words, "text": "h" * 150, "emoji": True}},
            {"type": "section", "text": {"type": "mrkdwn", "text": "s" * 3000, "verbatim": True}},
            {"type": "section", "fields": [words] * 10, "accessory": image},
            {"type": "divider", "block_id": "d" * 255},
            {"type": "context", "elements": [image, words] * 5},
            image,
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "text": {**words, "text": "b" * 75},
                        "value": "v" * 2000,
                        "action_id": f"a{number}",
                        "style": "danger",
                    }
                    for number in range(25)
                ],
            },
        ],
    )
    (stands,) = stand_in.messages(DESK)
    kinds = ["header", "section", "section", "divider", "context", "image", "actions"]
    assert [one["type"] for one in stands["blocks"]] == kinds


async def test_attachments_alone_and_markdown_alone_are_messages_too(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    pinned = [{"text": "x", "fallback": "x"}]
    await client.chat_postMessage(channel=DESK, attachments=pinned)
    await client.chat_postMessage(channel=DESK, markdown_text="**x**")
    attached, marked = stand_in.messages(DESK)
    assert (attached["attachments"], marked["text"]) == (pinned, "**x**")
    await client.chat_update(channel=DESK, ts=attached["ts"], text="y")
    assert stand_in.messages(DESK)[0]["attachments"] == pinned
    await client.chat_update(channel=DESK, ts=attached["ts"], text="y", attachments=[])
    assert "attachments" not in stand_in.messages(DESK)[0]


@pytest.mark.parametrize("count", [49, 50])
async def test_50_blocks_pass(count: int, client: AsyncWebClient) -> None:
    assert await client.chat_postMessage(
        channel=DESK, text="x", blocks=[{"type": "divider"}] * count
    )


async def test_two_messages_of_one_moment_have_two_ts_in_order(client: AsyncWebClient) -> None:
    sent = [(await client.chat_postMessage(channel=DESK, text="x"))["ts"] for _ in range(20)]
    assert sent == sorted(sent, key=float)
    assert len(set(sent)) == 20
    assert all(len(ts.partition(".")[2]) == 6 for ts in sent)


async def test_of_more_than_40_000_characters_the_rest_is_cut_with_a_warning(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    whole = await client.chat_postMessage(channel=DESK, text="a" * 40_000)
    assert "warning" not in whole.data
    cut = await client.chat_postMessage(channel=DESK, text="a" * 40_001)
    assert cut["warning"] == "message_truncated"
    assert [len(one["text"]) for one in stand_in.messages(DESK)] == [40_000, 40_000]


async def test_answers_belong_to_the_thread_of_the_root(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    root = stand_in.say(DESK, ANN, "the question")
    first = await client.chat_postMessage(channel=DESK, text="an answer", thread_ts=root)
    assert first["message"]["thread_ts"] == root
    second = await client.chat_postMessage(channel=DESK, text="deeper", thread_ts=first["ts"])
    assert second["message"]["thread_ts"] == root
    shown = await client.chat_postMessage(
        channel=DESK, text="for all", thread_ts=root, reply_broadcast=True
    )
    assert shown["message"]["subtype"] == "thread_broadcast"
    stands = stand_in.messages(DESK)[0]
    assert (stands["reply_count"], stands["latest_reply"]) == (3, shown["ts"])
    history = (await client.conversations_history(channel=DESK))["messages"]
    assert [one["text"] for one in history] == ["for all", "the question"]
    replies = (await client.conversations_replies(channel=DESK, ts=root))["messages"]
    assert [one["text"] for one in replies] == ["the question", "an answer", "deeper", "for all"]


async def test_an_answer_to_what_is_gone_stands_in_the_channel_itself(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    gone = stand_in.say(DESK, ANN, "gone soon")
    stand_in.delete(DESK, gone)
    sent = await client.chat_postMessage(channel=DESK, text="to nobody", thread_ts=gone)
    assert "thread_ts" not in sent["message"]
    assert [one["text"] for one in stand_in.messages(DESK)] == ["to nobody"]


async def test_a_persons_id_opens_the_conversation_with_them(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel=ANN, text="between us")
    opened = await client.conversations_open(users=ANN)
    assert sent["channel"] == opened["channel"]["id"]
    assert sent["channel"].startswith("D")
    assert [one["text"] for one in stand_in.direct(TEAM, ANN)] == ["between us"]
    assert await client.chat_postMessage(channel=sent["channel"], text="again")


async def test_a_public_channel_may_be_named(client: AsyncWebClient) -> None:
    for name in ("desk", "#desk"):
        assert (await client.chat_postMessage(channel=name, text="x"))["channel"] == DESK


async def test_with_its_scope_every_public_channel_is_open(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.world.workspaces[TEAM].scopes = {"chat:write", "chat:write.public"}
    assert await client.chat_postMessage(channel=OUTSIDE, text="x")


async def test_a_name_of_its_own_needs_a_scope_and_cannot_be_deleted(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="x", username="Partner 14")
    assert sent["message"]["subtype"] == "bot_message"
    assert sent["message"]["username"] == "Partner 14"
    refused = await refusal(client.chat_delete(channel=DESK, ts=sent["ts"]))
    assert refused["error"] == "cant_delete_message"
    stand_in.world.workspaces[TEAM].scopes = {"chat:write"}
    refused = await refusal(client.chat_postMessage(channel=DESK, text="x", icon_emoji=":x:"))
    assert refused == {
        "ok": False,
        "error": "missing_scope",
        "needed": "chat:write.customize",
        "provided": "chat:write",
    }


async def test_an_edit_by_text_is_marked_and_takes_the_blocks_away(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="a", blocks=RICH)
    answer = await client.chat_update(channel=DESK, ts=sent["ts"], text="b")
    assert (answer["text"], answer["message"]["text"]) == ("b", "b")
    (stands,) = stand_in.messages(DESK)
    assert "blocks" not in stands
    assert stands["edited"]["user"] == BOT
    assert stands["ts"] == sent["ts"]


async def test_an_edit_by_blocks_is_not_marked_and_keeps_the_text_that_is_not_given(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="a", blocks=RICH)
    body = {"channel": DESK, "ts": sent["ts"], "blocks": RICH}
    await client.api_call("chat.update", json=body)
    (stands,) = stand_in.messages(DESK)
    assert "edited" not in stands
    assert stands["text"] == "a"
    await client.chat_update(channel=DESK, ts=sent["ts"], text="c", blocks=[])
    assert "blocks" not in stand_in.messages(DESK)[0]


async def test_an_edit_takes_4_000_characters_and_no_more_blocks_or_not(
    client: AsyncWebClient,
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="a" * 9_000, blocks=RICH)
    for how in ({}, {"blocks": RICH}):
        await client.chat_update(channel=DESK, ts=sent["ts"], text="a" * 4_000, **how)
        long = client.chat_update(channel=DESK, ts=sent["ts"], text="a" * 4_001, **how)
        assert (await refusal(long))["error"] == "msg_too_long"


async def test_what_is_deleted_is_gone_at_any_age(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="a")
    stand_in.advance(400 * 24 * 3600)
    answer = await client.chat_delete(channel=DESK, ts=sent["ts"])
    assert (answer["channel"], answer["ts"]) == (DESK, sent["ts"])
    assert stand_in.messages(DESK) == []
    again = await refusal(client.chat_delete(channel=DESK, ts=sent["ts"]))
    assert again["error"] == "message_not_found"


async def test_a_deleted_root_leaves_a_tombstone_until_its_last_answer_goes(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    root = (await client.chat_postMessage(channel=DESK, text="root"))["ts"]
    answers = [stand_in.say(DESK, who, who, thread_ts=root) for who in (ANN, BEN)]
    await client.chat_delete(channel=DESK, ts=root)
    (stone,) = (await client.conversations_history(channel=DESK))["messages"]
    assert (stone["subtype"], stone["user"], stone["ts"]) == ("tombstone", "USLACKBOT", root)
    assert stone["text"] == "This message was deleted."
    for call in (client.chat_delete, client.chat_update):
        refused = await refusal(call(channel=DESK, ts=root, text="x"))
        assert refused["error"] == "message_not_found"
    assert (await client.chat_postMessage(channel=DESK, text="more", thread_ts=root))["message"][
        "thread_ts"
    ] == root
    replies = (await client.conversations_replies(channel=DESK, ts=root))["messages"]
    assert [one["text"] for one in replies[1:]] == [ANN, BEN, "more"]
    for ts in (*answers, replies[-1]["ts"]):
        stand_in.delete(DESK, ts)
    assert stand_in.messages(DESK) == []


async def test_a_root_counts_the_answers_that_are_left(stand_in: SlackStandIn) -> None:
    root = stand_in.say(DESK, ANN, "root")
    first, second = (stand_in.say(DESK, BEN, text, thread_ts=root) for text in ("1", "2"))
    stand_in.delete(DESK, second)
    stands = stand_in.messages(DESK)[0]
    assert (stands["reply_count"], stands["latest_reply"]) == (1, first)
    stand_in.delete(DESK, first)
    assert "reply_count" not in stand_in.messages(DESK)[0]


METADATA = {"event_type": "copy_made", "event_payload": {"key": "k1"}}


async def test_metadata_comes_back_through_history_only_when_it_is_asked_for(
    client: AsyncWebClient,
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="x", metadata=METADATA)
    for call in (
        client.conversations_history(channel=DESK, include_all_metadata=True),
        client.conversations_replies(channel=DESK, ts=sent["ts"], include_all_metadata=True),
    ):
        assert (await call)["messages"][0]["metadata"] == METADATA
    shown = (await client.conversations_history(channel=DESK))["messages"][0]
    assert shown["metadata"] == {"event_type": "copy_made"}


async def test_an_edit_keeps_metadata_replaces_it_and_removes_it(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    ts = (await client.chat_postMessage(channel=DESK, text="x", metadata=METADATA))["ts"]
    await client.chat_update(channel=DESK, ts=ts, text="y")
    assert stand_in.messages(DESK)[0]["metadata"] == METADATA
    other = {"event_type": "copy_made", "event_payload": {"key": "k2"}}
    await client.chat_update(channel=DESK, ts=ts, text="y", metadata=other)
    assert stand_in.messages(DESK)[0]["metadata"] == other
    await client.chat_update(channel=DESK, ts=ts, text="y", metadata={})
    assert "metadata" not in stand_in.messages(DESK)[0]


async def test_metadata_of_an_impossible_event_type_is_ignored_with_a_warning(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    odd = {"event_type": "copy.made", "event_payload": {}}
    sent = await client.chat_postMessage(channel=DESK, text="x", metadata=odd)
    assert sent["warning"] == "invalid_metadata_schema"
    assert "metadata" not in stand_in.messages(DESK)[0]


async def test_an_ephemeral_line_is_shown_to_one_and_kept_nowhere(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postEphemeral(channel=DESK, user=ANN, text="psst", blocks=RICH)
    assert stand_in.messages(DESK) == []
    (shown,) = stand_in.ephemeral(DESK)
    assert (shown["user"], shown["text"]) == (ANN, "psst")
    refused = await refusal(client.chat_update(channel=DESK, ts=sent["message_ts"], text="x"))
    assert refused["error"] == "message_not_found"


async def test_arguments_may_come_in_every_documented_way(raw: Raw, web: object) -> None:
    form = f"channel={DESK}&text=%C3%A4+b%26c"
    kind = "application/x-www-form-urlencoded"
    for token, body in ((TOKEN, form), ("", f"token={TOKEN}&{form}")):
        _, answer = await raw("chat.postMessage", body.encode(), token=token, kind=kind)
        assert answer["message"]["text"] == "ä b&c"
    blocks = '[{"type":"divider"}]'
    _, answer = await raw("chat.postMessage", {"channel": DESK, "blocks": blocks, "text": None})
    assert answer["message"]["blocks"][0]["type"] == "divider"
