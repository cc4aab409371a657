"""Buttons of the real platforms: a burst in each, one card, one tap; and a kill in between."""

from typing import Any

import pytest

from bot.sandbox.slack.methods import direct
from tests.bot.whole.town import (
    ANN,
    BO,
    DESK,
    EVA,
    ORGANISATIONS,
    STRICT,
    TEAM,
    WATCH,
    Town,
    bridge,
    channel,
)

STRICT_BOTH = (
    ORGANISATIONS
    + channel("strict", STRICT, "institute", mode="strict")
    + channel("group", WATCH, "watch", mode="strict")
    + bridge("strict", "strict", "group")
)
SHARED = (
    ORGANISATIONS
    + channel("team", TEAM, "institute")
    + channel("group", WATCH, "watch")
    + bridge("shared", "team", "group")
)


def told(town: Town, user: object) -> list[dict[str, Any]]:
    """Return the posts of the bot in the private conversation with a person."""
    if isinstance(user, str):
        return [one for one in town.slack.direct("T0MAIN", user) if one.get("bot_id")]
    found = town.telegram.messages(int(str(user)), bot=town.bots[0])
    return [one for one in found if one["from"]["id"] in town.bots]


def press(town: Town, user: object, button: str, *, by: object = None) -> None:
    """Press what stands on a button under the first post in that conversation."""
    post = told(town, user)[0]
    if isinstance(user, str):
        room = direct(town.slack.world, town.slack.world.workspaces["T0MAIN"], user).id
        town.slack.press(room, str(by or user), str(post["ts"]), button)
    else:
        presser = int(str(by or user))
        town.telegram.press(
            int(str(user)), presser, post["message_id"], button=button, bot=town.bots[0]
        )


@pytest.mark.parametrize(("room", "user", "to"), [(STRICT, ANN, WATCH), (WATCH, BO, STRICT)],
                         ids=["slack", "telegram"])  # fmt: skip
async def test_a_burst_is_one_card_and_one_tap_lets_it_go_in_order_over_a_kill(
    build: Any, room: object, user: object, to: object
) -> None:
    town = await build(STRICT_BOTH)
    say = town.slack.say if isinstance(room, str) else town.telegram.say
    async with town.awake():
        for at in range(4):
            say(room, user, f"heron {at}")
        await town.until(lambda: told(town, user), "the card")
        await town.quiet()
        (card,) = told(town, user)
        assert str(card["text"]).startswith("4 messages of yours wait and have gone nowhere")
    async with town.awake(apply=False):
        press(town, user, "GREEN: 1 organisation")
        await town.until(lambda: len(town.texts(to)) == 4, "the copies")
        await town.quiet()
    assert [text[-7:] for text in town.texts(to)] == [f"heron {at}" for at in range(4)]
    assert all(text.startswith("TLP:GREEN") for text in town.texts(to))
    assert [str(one["text"])[:30] for one in told(town, user)] == ["4 messages go as TLP:GREEN. Or"]


async def test_the_shortcut_and_the_reply_share_what_was_never_stored(build: Any) -> None:
    town = await build(SHARED)
    async with town.awake():
        one = town.slack.say(TEAM, ANN, "a heron, unlabelled")
        other = town.telegram.say(WATCH, BO, "an egret, unlabelled")
        await town.quiet()
        assert town.texts(WATCH) == town.texts(TEAM) == []
        town.slack.shortcut(TEAM, ANN, one, "share")
        town.telegram.say(WATCH, BO, "/share TLP:GREEN", reply_to=other)
        await town.until(lambda: town.texts(TEAM), "the copy of the egret")
        assert town.texts(TEAM)[0].endswith("an egret, unlabelled")

        def asks() -> list[dict[str, Any]]:
            return [one for one in told(town, ANN) if "of yours waits" in str(one["text"])]

        await town.until(asks, "the question about the heron")
        (post,) = asks()
        room = direct(town.slack.world, town.slack.world.workspaces["T0MAIN"], ANN).id
        town.slack.press(room, ANN, str(post["ts"]), "GREEN: 1 organisation")
        await town.until(lambda: town.texts(WATCH), "the copy of the heron")
        town.telegram.say(WATCH, EVA, "/share TLP:GREEN", reply_to=other)
        await town.quiet()
    assert len(town.texts(TEAM)) == 1
    assert DESK
