"""Messages that bring others along, and those that nobody wrote, as Slack shows them."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, BEN, DESK, OUTSIDE, PRIVATE, TEAM, Ear

BLOCKS = [
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "TLP:AMBER x"}]}
        ],
    }
]


async def test_a_shared_message_brings_author_words_blocks_and_files_along(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    source = stand_in.upload(
        OUTSIDE, BEN, [{"name": "map.png", "content": b"x"}], "TLP:AMBER x", blocks=BLOCKS
    )
    ts = stand_in.share_message(DESK, ANN, OUTSIDE, source, "look at this")
    (event,) = await ear.heard(1)
    assert (event["text"], event["user"], event["ts"]) == ("look at this", ANN, ts)
    (shared,) = event["attachments"]
    assert (shared["is_share"], shared["is_msg_unfurl"]) == (True, True)
    assert (shared["author_id"], shared["author_name"], shared["text"]) == (
        BEN, "Ben", "TLP:AMBER x",
    )  # fmt: skip
    assert (shared["channel_id"], shared["ts"]) == (OUTSIDE, source)
    (block,) = shared["message_blocks"]
    assert (block["channel"], block["message"]["blocks"]) == (OUTSIDE, BLOCKS)
    assert shared["files"][0]["name"] == "map.png"
    link = (await client.chat_getPermalink(channel=OUTSIDE, message_ts=source))["permalink"]
    assert link == shared["from_url"] == stand_in.permalink(OUTSIDE, source)


async def test_a_link_to_a_message_unfurls_without_an_edit(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    source = stand_in.say(PRIVATE, ANN, "TLP:RED not for others")
    ts = stand_in.say(DESK, ANN, stand_in.permalink(PRIVATE, source))
    stand_in.unfurl_message(DESK, ts, PRIVATE, source)
    change = (await ear.heard(3))[-1]
    assert (change["subtype"], "edited" in change["message"]) == ("message_changed", False)
    (shown,) = change["message"]["attachments"]
    assert (shown["text"], "is_share" in shown) == ("TLP:RED not for others", False)


async def test_what_no_person_wrote_carries_its_subtype(stand_in: SlackStandIn, ear: Ear) -> None:
    stand_in.act(DESK, ANN, "waves")
    stand_in.say_as_bot(DESK, "Build 7 passed", username="CI")
    stand_in.note(DESK, "channel_topic", "set the channel topic: herons", topic="herons")
    stand_in.huddle(DESK, ANN)
    acted, posted, noted, huddle = await ear.heard(4)
    assert (acted["subtype"], acted["user"]) == ("me_message", ANN)
    assert (posted["subtype"], posted["username"], "user" in posted) == ("bot_message", "CI", False)
    assert (noted["subtype"], noted["topic"], noted["user"]) == (
        "channel_topic", "herons", "USLACKBOT",
    )  # fmt: skip
    assert (huddle["subtype"], huddle["room"]["participants"]) == ("huddle_thread", [ANN])
    assert {one["channel"] for one in (acted, posted, noted, huddle)} == {DESK}


async def test_a_broadcast_answer_shows_the_root_of_its_thread(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    root = stand_in.say(DESK, ANN, "root")
    stand_in.say(DESK, BEN, "for all", thread_ts=root, broadcast=True)
    _, told = await ear.heard(2)
    assert (told["subtype"], told["root"]["ts"], told["root"]["text"]) == (
        "thread_broadcast", root, "root",
    )  # fmt: skip
    assert told["team"] == TEAM
