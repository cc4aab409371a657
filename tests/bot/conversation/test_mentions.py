"""Whoever is known on both sides is named; nobody is called but where both sides allow it."""

from typing import Any

import pytest

from tests.bot.whole.town import ANN, BO, CY, DESK, ONE_BRIDGE, WATCH

LINKED = ONE_BRIDGE.replace(
    f'shown_as = "L."\ntelegram = {BO}', f'shown_as = "L."\ntelegram = {BO}\nslack = "main:{CY}"'
)
WISHED = LINKED.replace(f'slack = "main:{CY}"', f'slack = "main:{CY}"\nnotify = true')
ALLOWED = WISHED.replace(
    'ceiling = "TLP:AMBER+STRICT"', 'ceiling = "TLP:AMBER+STRICT"\nmentions = true'
)


def blocks(text: str, user: str) -> list[dict[str, Any]]:
    elements = [{"type": "text", "text": text}, {"type": "user", "user_id": user}]
    return [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": elements}],
        }
    ]


async def mention(town: Any, user: str = CY) -> dict[str, Any]:
    """Let Ann mention somebody and return the copy."""
    async with town.awake():
        text = "TLP:GREEN please call "
        town.slack.say(DESK, ANN, f"{text}<@{user}>", blocks(text, user))
        await town.quiet()
    (copy,) = town.posts(WATCH)
    return copy


def called(copy: dict[str, Any]) -> list[int]:
    found = [one for one in copy.get("entities", ()) if one["type"] == "text_mention"]
    return [one["user"]["id"] for one in found]


@pytest.mark.parametrize("directory", [LINKED, WISHED], ids=["nobody", "only-the-person"])
async def test_whoever_is_known_on_both_sides_is_named_and_not_called(
    build: Any, directory: str
) -> None:
    copy = await mention(await build(directory))
    assert copy["text"].endswith("please call @L.")
    assert called(copy) == []


async def test_where_both_sides_allow_it_a_mention_calls(build: Any) -> None:
    copy = await mention(await build(ALLOWED))
    assert copy["text"].endswith("please call @L.")
    assert called(copy) == [BO]


async def test_on_slack_whom_both_sides_let_call_is_called_and_text_that_looks_so_is_not(
    build: Any,
) -> None:
    town = await build(ALLOWED)
    async with town.awake():
        text = "TLP:GREEN ask Bo, not <@U0ANN> nor <!channel> nor @here"
        entity = {"type": "text_mention", "offset": 14, "length": 2,
                  "user": {"id": BO, "is_bot": False, "first_name": "Bo"}}  # fmt: skip
        town.telegram.say(WATCH, BO, text, [entity])
        await town.quiet()
    (copy,) = town.posts(DESK)
    elements = [one for block in copy["blocks"] for group in block["elements"]
                for one in group["elements"]]  # fmt: skip
    assert [one["user_id"] for one in elements if one["type"] == "user"] == [CY]
    assert {one["type"] for one in elements} == {"text", "user"}
    assert "<" not in copy["text"].replace("&lt;", "")
    shown = "".join(one.get("text", "") for one in elements)
    assert "not <@U0ANN> nor <!channel> nor @here" in shown


async def test_under_the_chatham_house_rule_nobody_is_named_nor_called(build: Any) -> None:
    town = await build(ALLOWED)
    async with town.awake():
        text = "TLP:GREEN TLP:EX:CHR please call "
        town.slack.say(DESK, ANN, f"{text}<@{CY}>", blocks(text, CY))
        await town.quiet()
    (copy,) = town.posts(WATCH)
    assert copy["text"].endswith("please call @member")
    assert called(copy) == []


async def test_nobody_at_risk_is_called(
    build: Any,
) -> None:
    copy = await mention(
        await build(ALLOWED.replace("notify = true", "notify = true\nrisk = true"))
    )
    assert called(copy) == []
