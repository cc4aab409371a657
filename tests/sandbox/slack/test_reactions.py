"""Reactions and pins, of people and of the app, within Slack's limits."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, BEN, BOT, DESK, OLD, OUTSIDE, Ear, refusal


async def test_reactions_of_people_are_told_with_whose_message_it_was(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    ts = stand_in.say(DESK, ANN, "a heron")
    stand_in.react(DESK, BEN, ts, "eyes")
    stand_in.unreact(DESK, BEN, ts, "eyes")
    hidden = stand_in.say(OUTSIDE, ANN, "not for the app")
    stand_in.react(OUTSIDE, BEN, hidden, "eyes")
    stand_in.react(DESK, ANN, ts, "+1::skin-tone-3")
    _, added, removed, toned = await ear.heard(4)
    item = {"type": "message", "channel": DESK, "ts": ts}
    event_ts = {"event_ts": added["event_ts"]}
    assert added == event_ts | {
        "type": "reaction_added", "user": BEN, "reaction": "eyes", "item": item, "item_user": ANN,
    }  # fmt: skip
    assert (removed["type"], removed["item"]) == ("reaction_removed", item)
    assert toned["reaction"] == "+1::skin-tone-3"
    assert stand_in.reactions(DESK, ts) == {"+1::skin-tone-3": [ANN]}


async def test_the_app_reacts_takes_it_back_and_reads(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    where = {"channel": DESK, "timestamp": stand_in.say(DESK, ANN, "a heron")}
    stand_in.react(DESK, BEN, where["timestamp"], "eyes")
    await client.reactions_add(name=":eyes:", **where)
    assert (await refusal(client.reactions_add(name="eyes", **where)))["error"] == "already_reacted"
    message = (await client.reactions_get(**where))["message"]
    assert message["reactions"] == [{"name": "eyes", "users": [BEN, BOT], "count": 2}]
    await client.reactions_remove(name="eyes", **where)
    assert (await refusal(client.reactions_remove(name="eyes", **where)))["error"] == "no_reaction"
    stand_in.unreact(DESK, BEN, where["timestamp"], "eyes")
    assert "reactions" not in stand_in.messages(DESK)[0]
    assert [one["user"] for one in (await ear.heard(5))[1:]] == [BEN, BOT, BOT, BEN]


async def test_a_message_carries_only_so_many_reactions(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    ts = stand_in.say(DESK, ANN, "a heron")
    for number in range(23):
        stand_in.react(DESK, ANN, ts, f"emoji_{number}")
    with pytest.raises(Refusal, match="too_many_reactions"):
        stand_in.react(DESK, ANN, ts, "one_more")
    for number in range(23, 46):
        stand_in.react(DESK, BEN, ts, f"emoji_{number}")
    for number in range(46, 50):
        await client.reactions_add(channel=DESK, timestamp=ts, name=f"emoji_{number}")
    why = await refusal(client.reactions_add(channel=DESK, timestamp=ts, name="one_more"))
    assert why["error"] == "too_many_emoji"


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("reactions.add", {"name": "👀"}, "invalid_name"),
        ("reactions.add", {"name": ""}, "invalid_name"),
        ("reactions.add", {"name": "eyes", "timestamp": "yesterday"}, "bad_timestamp"),
        ("reactions.remove", {"name": "eyes", "timestamp": None}, "no_item_specified"),
        ("reactions.get", {"timestamp": "1.000000"}, "message_not_found"),
        ("pins.add", {"timestamp": None}, "no_item_specified"),
        ("pins.add", {"channel": OUTSIDE}, "not_in_channel"),
        ("pins.add", {"channel": OLD}, "is_archived"),
        ("pins.remove", {}, "no_pin"),
        ("pins.list", {"channel": "C0NONE"}, "channel_not_found"),
    ],
)
async def test_what_cannot_be_is_refused_in_slacks_words(
    method: str, arguments: dict[str, Any], error: str, stand_in: SlackStandIn, raw: Any
) -> None:
    ts = stand_in.say(DESK, ANN, "a heron")
    _, answer = await raw(method, {"channel": DESK, "timestamp": ts} | arguments)
    assert answer["error"] == error


async def test_what_is_pinned_is_listed_counted_and_told(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    first, second = stand_in.say(DESK, ANN, "one"), stand_in.say(DESK, ANN, "two")
    await client.pins_add(channel=DESK, timestamp=first)
    why = await refusal(client.pins_add(channel=DESK, timestamp=first))
    assert why["error"] == "already_pinned"
    stand_in.pin(DESK, BEN, second)
    listed = (await client.pins_list(channel=DESK))["items"]
    assert [(one["message"]["ts"], one["created_by"]) for one in listed] == [
        (second, BEN), (first, BOT),
    ]  # fmt: skip
    assert (await client.conversations_history(channel=DESK))["pin_count"] == 2
    await client.pins_remove(channel=DESK, timestamp=first)
    stand_in.delete(DESK, second)
    assert stand_in.pinned(DESK) == []
    _, _, mine, theirs, gone, _ = await ear.heard(6)
    assert [(one["type"], one["user"]) for one in (mine, theirs, gone)] == [
        ("pin_added", BOT), ("pin_added", BEN), ("pin_removed", BOT),
    ]  # fmt: skip
    assert (mine["channel_id"], mine["item"]["message"]["text"], mine["item_user"]) == (
        DESK, "one", ANN,
    )  # fmt: skip
    assert (gone["pin_count"], gone["has_pins"]) == (1, True)
