"""What a copy looks like, byte for byte, and how it is sent by its label."""

import json
from typing import Any

import pytest

from tests.bot.whole.town import (
    ANN,
    BO,
    CY,
    DESK,
    EVA,
    ONE_BRIDGE,
    ORGANISATIONS,
    STRICT,
    WATCH,
    bridge,
    channel,
)


@pytest.mark.parametrize(
    ("typed", "copied"),
    [
        ("TLP:AMBER", 'TLP:AMBER · Partner 14 · "L."'),
        ("TLP:GREEN x", 'TLP:GREEN · Partner 14 · "L."\nx'),
        ("[TLP:GREEN] — the text", 'TLP:GREEN · Partner 14 · "L."\nthe text'),
        ("(TLP:CLEAR): everybody", 'TLP:CLEAR · Partner 14 · "L."\neverybody'),
        ("URGENT: TLP:GREEN polls close", 'TLP:GREEN · Partner 14 · "L."\nURGENT: polls close'),
        ("first line\nTLP:GREEN\nlast", 'TLP:GREEN · Partner 14 · "L."\nfirst line\nlast'),
        (
            "EXERCISE EXERCISE TLP:GREEN a drill",
            'TLP:GREEN · Partner 14 · "L."\nEXERCISE EXERCISE a drill',
        ),
        ("TLP:GREEN TLP:EX:CHR who said it", "TLP:GREEN TLP:EX:CHR\nwho said it"),
        (
            "TLP:GREEN not to volunteers: the plan",
            'TLP:GREEN not to volunteers · Partner 14 · "L."\nthe plan',
        ),
        (
            "TLP:GREEN <!channel> <@U1> *a* < b & c_d @here",
            'TLP:GREEN · Partner 14 · "L."\n<!channel> <@U1> *a* < b & c_d @here',
        ),
    ],
)
async def test_a_header_line_then_the_text_without_its_label(
    build: Any, typed: str, copied: str
) -> None:
    town = await build(
        ONE_BRIDGE + '[[organisation]]\nid = "volunteers"\nname = "Volunteers"\nkind = "client"\n'
    )
    async with town.awake():
        town.telegram.say(WATCH, BO, typed)
        await town.quiet()
    (copy,) = town.posts(DESK)
    elements = [one for block in copy["blocks"] for part in block["elements"]
                for one in part["elements"]]  # fmt: skip
    assert "".join(one["text"] for one in elements) == copied
    assert {one["type"] for one in elements} == {"text"}


async def test_names_that_the_directory_does_not_know_are_marked(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.telegram.say(WATCH, EVA, "TLP:GREEN from Eva")
        town.slack.say(DESK, CY, "TLP:GREEN from Cy")
        town.telegram.say(WATCH, BO, "TLP:GREEN from nobody", anonymous=True)
        await town.quiet()
    eva, nobody = town.texts(DESK)
    assert eva == 'TLP:GREEN · Partner 14 · "Eva" (unverified)\nfrom Eva'
    assert "(unverified)" in nobody.partition("\n")[0]
    (cy,) = town.texts(WATCH)
    assert cy.startswith("TLP:GREEN · Ballot Institute · ")
    assert "Cy" in cy
    assert "(unverified)" in cy


async def test_a_person_without_any_name_is_a_member_by_keyed_id(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.fail("users.info", error="user_not_found", status=200, times=50)
        town.slack.say(DESK, CY, "TLP:GREEN from somebody")
        await town.quiet()
        town.slack.say(DESK, CY, "TLP:GREEN from the same")
        await town.quiet()
    heads = [text.partition("\n")[0] for text in town.texts(WATCH)]
    assert heads[0] == heads[1]
    before, _, tag = heads[0].partition('"member ')
    assert before == "TLP:GREEN · Ballot Institute · "
    assert len(tag[:4]) == 4
    assert int(tag[:4], 16) >= 0
    assert CY not in heads[0]


async def test_handling_follows_the_label_as_the_platforms_get_it(build: Any) -> None:
    town = await build()
    async with town.awake():
        for label in ("CLEAR", "GREEN", "AMBER", "AMBER+STRICT"):
            town.slack.say(DESK, ANN, f"TLP:{label} https://example.org down")
            town.telegram.say(WATCH, BO, f"TLP:{label} https://example.org up")
        await town.quiet()
    sent = {}
    for call in town.calls("telegram", "sendMessage"):
        given = call["params"]
        options = json.loads(given["link_preview_options"])
        protect = str(given.get("protect_content", "false")).lower() == "true"
        sent[given["text"].split(" ")[0]] = (not options["is_disabled"], protect)
        assert "parse_mode" not in given
    assert sent == {
        "TLP:CLEAR": (True, False),
        "TLP:GREEN": (False, False),
        "TLP:AMBER": (False, False),
        "TLP:AMBER+STRICT": (False, True),
    }
    shown = {}
    for call in town.calls("slack", "chat.postMessage"):
        given = call["params"]
        flags = {str(given[name]).lower() in ("1", "true") for name in
                 ("unfurl_links", "unfurl_media")}  # fmt: skip
        shown[given["text"].split(" ")[0]] = flags
        assert given["parse"] == "none"
        assert str(given["link_names"]).lower() in ("0", "false")
    assert shown == {
        "TLP:CLEAR": {True},
        "TLP:GREEN": {False},
        "TLP:AMBER": {False},
        "TLP:AMBER+STRICT": {False},
    }


async def test_39000_characters_are_split_edited_to_fewer_and_to_more(build: Any) -> None:
    town = await build()
    words = " ".join(f"w{at:05}" for at in range(5_500))
    async with town.awake():
        ts = town.slack.say(DESK, ANN, f"TLP:AMBER {words}")
        await town.quiet()
        parts = town.texts(WATCH)
        total = len(parts)
        assert total > 9
        for at, part in enumerate(parts, start=1):
            head, _, _ = part.partition("\n")
            assert head == f'TLP:AMBER · ({at}/{total}) · Ballot Institute · "Ann"'
        assert " ".join(part.partition("\n")[2] for part in parts) == words
        town.slack.edit(DESK, ts, "TLP:AMBER " + words[:5_000])
        await town.quiet()
        assert [one.partition("\n")[0] for one in town.texts(WATCH)] == [
            'TLP:AMBER · (1/2) · Ballot Institute · "Ann"',
            'TLP:AMBER · (2/2) · Ballot Institute · "Ann"',
        ]
        town.slack.edit(DESK, ts, "TLP:AMBER " + words[:11_000])
        await town.quiet()
        heads = [one.partition("\n")[0] for one in town.texts(WATCH)]
        assert heads == [
            'TLP:AMBER · (1/3) · Ballot Institute · "Ann"',
            'TLP:AMBER · (2/3) · Ballot Institute · "Ann"',
            'TLP:AMBER · (3/3) · (continuation) · Ballot Institute · "Ann"',
        ]
        town.slack.delete(DESK, ts)
        await town.quiet()
        assert town.texts(WATCH) == []


async def test_a_cut_goes_through_no_emoji_and_keeps_styles_on_both_sides(build: Any) -> None:
    family = "👩‍👩‍👧‍👦"
    body = "".join(f"{family}{at:04}" for at in range(900))
    inner = [
        {"type": "text", "text": "TLP:GREEN "},
        {"type": "text", "text": body, "style": {"bold": True, "italic": True, "strike": True}},
    ]
    block = {"type": "rich_text",
             "elements": [{"type": "rich_text_section", "elements": inner}]}  # fmt: skip
    town = await build()
    async with town.awake():
        town.slack.say(DESK, ANN, f"TLP:GREEN *_~{body}~_*", [block])
        await town.quiet()
    posts = town.posts(WATCH)
    assert len(posts) > 2
    texts = [one["text"].partition("\n")[2] for one in posts]
    assert "".join(texts) == body
    # Nothing of a family is left over when the whole ones are taken out.
    assert all(text.replace(family, "").isdigit() for text in texts)
    for post in posts:
        assert {one["type"] for one in post["entities"]} == {"bold", "italic", "strikethrough"}
        assert all(one["offset"] + one["length"] <= _units(post["text"]) for one in
                   post["entities"])  # fmt: skip


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def test_a_repeat_and_a_late_copy_say_so_behind_the_label(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.telegram.fail("sendMessage", drop="after")
        town.slack.say(DESK, ANN, "TLP:AMBER perhaps twice")
        await town.until(lambda: len(town.texts(WATCH)) == 2, "the repeat")
        await town.quiet()
    first, second = town.texts(WATCH)
    assert first == 'TLP:AMBER · Ballot Institute · "Ann"\nperhaps twice'
    assert second == 'TLP:AMBER · (repeat) · Ballot Institute · "Ann"\nperhaps twice'


async def test_what_is_held_is_told_once_and_crosses_when_its_author_labels_it(
    build: Any,
) -> None:
    directory = (
        ORGANISATIONS
        + channel("strict", STRICT, "institute", mode="strict")
        + channel("group", WATCH, "watch", mode="strict")
        + bridge("strict", "strict", "group")
    )
    town = await build(directory)
    async with town.awake():
        one = town.slack.say(STRICT, ANN, "a heron without a label")
        town.slack.say(STRICT, ANN, "and another heron")
        town.telegram.say(WATCH, BO, "an egret without a label")
        town.telegram.say(WATCH, EVA, "Eva never wrote to the bot")
        await town.quiet()
        (notice,) = town.told(ANN)
        assert notice.startswith("2 messages of yours wait")
        assert "heron" not in notice
        assert [one["user"] for one in town.slack.ephemeral(STRICT)] == [ANN]
        assert town.told(BO)[-1].startswith("One message of yours waits")
        assert town.texts(WATCH) == town.texts(STRICT) == []
        held = await town.store.read(lambda tx: tx.messages.held())
        assert len(held) == 4
        town.slack.edit(STRICT, one, "TLP:GREEN a heron")
        await town.quiet()
        assert town.texts(WATCH) == ['TLP:GREEN · Ballot Institute · "Ann"\na heron']


async def test_who_takes_nothing_in_private_is_told_in_the_room_and_no_more_than_it_saw(
    build: Any,
) -> None:
    directory = (
        ORGANISATIONS
        + channel("group", WATCH, "watch", mode="strict")
        + channel("desk", DESK, "institute")
        + bridge("strict", "desk", "group")
    )
    town = await build(directory)
    async with town.awake():
        town.telegram.block(BO, bot=town.bots[0])
        town.telegram.say(WATCH, BO, "an egret without a label")
        number = town.telegram.say(WATCH, BO, "and a second")
        await town.quiet()
    (notice,) = town.posts(WATCH)
    assert notice["text"] == ("This message waits and has gone nowhere. Please look at its label.")
    assert notice["reply_to_message"]["message_id"] == number
