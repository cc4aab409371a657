"""Threat 12: what people type acts on the other side as nothing but its characters."""

import json
import re
from typing import Any

from tests.handlers.markup.rules import slack_takes, telegram_takes
from tests.stage import Stage

TYPED = [
    "<!channel> <!here> <!everyone> <!subteam^S0123456|@crew>",
    "<@U0ANN> and <#C0DESK|desk> and <@U0ANN|somebody>",
    "<https://evil.example|https://bank.example> <mailto:a@b.example|Bank>",
    "@here @channel @everyone @tocsin_bot @Bo",
    "a < b & c_d* ~e~ `f` > g &lt;!channel&gt; &amp;amp;",
    "Bob <b, <b>bold</b> <a href='https://evil.example'>bank</a> <script>x</script>",
    "*bold* _italic_ ~strike~ `code` ```pre``` __under__ ||spoiler||",
    "[bank](https://evil.example) [@Bo](tg://user?id=1001) ![x](https://evil.example/x.png)",
    "> quote\n>>> quote\n# head\n- list\n1. list",
    "/delete /tocsin /delete@tocsin_bot",
    ":rotating_light: :+1::skin-tone-2: #hash $CASH +15551234567",
    "\\<!channel\\> \\*x\\* %3C!channel%3E &#60;!channel&#62; \ufe64!channel\ufe65",
    "<!date^1790000000^{date}^https://evil.example/|today>",
    '{"blocks": [], "text": "x"} \'; DROP TABLE messages; -- " OR 1=1 /*',
]
EVIL, BANK = "https://evil.example/login", "https://bank.example"
HIDDEN = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff]")


def calls(stage: Stage, platform: str, method: str) -> list[dict[str, Any]]:
    """Return what the stand-in was asked, from its journal, with JSON in it read."""
    there = stage.slack if platform == "slack" else stage.telegram
    read = ("blocks", "metadata", "entities", "link_preview_options", "reply_parameters")
    return [
        {
            name: json.loads(value) if name in read and isinstance(value, str) else value
            for name, value in one["params"].items()
        }
        for one in there.entries(kind="call")
        if one["method"] == method
    ]


def shown(blocks: Any) -> str:
    """Return the characters that a reader of rich text sees, links by what they show."""
    if isinstance(blocks, list):
        return "".join(map(shown, blocks))
    return blocks.get("text", "") if "text" in blocks else shown(blocks.get("elements", []))


def plain(text: str) -> str:
    """Return a text without what keeps a name from calling somebody."""
    return HIDDEN.sub("", text).replace("\N{FULLWIDTH COMMERCIAL AT}", "@")


def escaped(text: str) -> str:
    """Return what Slack's own clients send for typed characters.

    https://docs.slack.dev/messaging/formatting-message-text/#escaping
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


async def test_what_is_typed_in_telegram_is_characters_in_slack(stage: Stage) -> None:
    async with stage.running():
        for text in TYPED:
            stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN\n{text}")
        await stage.until(lambda: len(stage.in_slack()) == len(TYPED), "every copy")
    sent = [one for one in calls(stage, "slack", "chat.postMessage") if one["channel"] == "C0DESK"]
    for text, one in zip(TYPED, sent, strict=True):
        slack_takes(one["blocks"], one["text"])
        assert one["parse"] == "none"
        assert str(one["link_names"]).lower() in ("false", "0")
        assert plain(shown(one["blocks"])).partition("\n")[2] == text
        assert not re.search(r'"type": "(user|usergroup|channel|broadcast)"', json.dumps(one))


async def test_what_is_typed_in_slack_is_characters_in_telegram(stage: Stage) -> None:
    async with stage.running():
        for text in TYPED:
            elements = [{"type": "text", "text": f"TLP:GREEN\n{text}"}]
            section = {"type": "rich_text_section", "elements": elements}
            block = {"type": "rich_text", "elements": [section]}
            stage.slack.say(stage.DESK, stage.ANN, escaped(f"TLP:GREEN\n{text}"), blocks=[block])
            stage.slack.say(stage.DESK, stage.ANN, escaped(f"TLP:GREEN\n{text}"))
        await stage.until(lambda: len(stage.in_telegram()) == 2 * len(TYPED), "every copy")
    sent = calls(stage, "telegram", "sendMessage")
    there = [one for one in sent if str(one["chat_id"]) == str(stage.WATCH)]
    for at, one in enumerate(there):
        assert "parse_mode" not in one
        telegram_takes(one["text"], one.get("entities", []))
        assert plain(one["text"]).partition("\n")[2] == TYPED[at // 2]


CALLED = ["<!channel>", "<!here|here>", "<!everyone>", "<@U0CY>", "<!subteam^S012|@crew>"]


async def test_who_is_called_in_slack_is_called_nowhere_else(stage: Stage) -> None:
    async with stage.running():
        for called in CALLED:
            stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN look {called} please")
        await stage.until(lambda: len(stage.in_telegram()) == len(CALLED), "the copies there")
        room = stage.TEAM_ROOM
        await stage.until(lambda: len(stage.in_slack(room)) == len(CALLED), "the copies in Slack")
    for one in calls(stage, "telegram", "sendMessage"):
        telegram_takes(one["text"], one.get("entities", []))
        assert "U0CY" not in one["text"]
        assert "S012" not in one["text"]
    for one in calls(stage, "slack", "chat.postMessage"):
        slack_takes(one["blocks"], one["text"])


async def test_who_is_called_in_telegram_is_called_nowhere_else(stage: Stage) -> None:
    text = "TLP:GREEN ask Bo or @tocsin_bot now"
    entities = [
        {"type": "text_mention", "offset": 14, "length": 2, "user": {"id": stage.BO}},
        {"type": "mention", "offset": 20, "length": 11},
    ]
    async with stage.running():
        stage.telegram.say(stage.WATCH, stage.BO, text, entities=entities)
        await stage.until(stage.in_slack, "the copy")
    for one in calls(stage, "slack", "chat.postMessage"):
        slack_takes(one["blocks"], one["text"])
        assert str(stage.BO) not in json.dumps(one["blocks"])


async def test_a_masked_link_shows_its_real_host_both_ways(stage: Stage) -> None:
    entity = {"type": "text_link", "offset": 10, "length": len(BANK), "url": EVIL}
    link = {"type": "link", "url": EVIL, "text": BANK}
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "TLP:GREEN "}]}
    section["elements"].append(link)
    block = {"type": "rich_text", "elements": [section]}
    async with stage.running():
        stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN {BANK}", entities=[entity])
        stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN <{EVIL}|{BANK}>", blocks=[block])
        stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN <{EVIL}|{BANK}>")
        await stage.until(lambda: len(stage.in_telegram()) == 2, "the copies there")
        await stage.until(stage.in_slack, "the copy here")
    for text in (*stage.in_telegram(), *stage.in_slack()):
        assert "evil.example" in text
    for one in calls(stage, "slack", "chat.postMessage"):
        assert "evil.example" in shown(one["blocks"])


LABELS = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"]


async def test_previews_and_protection_follow_the_label_in_posts_and_edits(stage: Stage) -> None:
    wider = stage.DIRECTORY.replace('ceiling = "TLP:AMBER"', 'ceiling = "TLP:AMBER+STRICT"')
    (stage.folder / "wider.toml").write_text(wider, encoding="utf-8")
    assert stage.tocsin("directory", "apply", "wider.toml").returncode == 0
    async with stage.running():
        for label in LABELS:
            said = f"{label} see https://x.example/{label[4:7]}"
            ts = stage.slack.say(stage.DESK, stage.ANN, said)
            number = stage.telegram.say(stage.WATCH, stage.BO, said)
            await stage.until(lambda label=label: label in _last(stage.in_telegram()), label)
            await stage.until(lambda label=label: label in _last(stage.in_slack()), label)
            stage.slack.edit(stage.DESK, ts, f"{said} edited")
            stage.telegram.edit(stage.WATCH, number, f"{said} edited")
            await stage.until(lambda: "edited" in _last(stage.in_telegram()), "the edit")
            await stage.until(lambda: "edited" in _last(stage.in_slack()), "the edit")
    posts = [one for one in calls(stage, "slack", "chat.postMessage") if one["channel"] == "C0DESK"]
    truths = [(one["unfurl_links"], one["unfurl_media"]) for one in posts]
    assert [[str(one).lower() in ("true", "1") for one in two] for two in truths] == [
        [True, True], [False, False], [False, False], [False, False],
    ]  # fmt: skip
    for method in ("sendMessage", "editMessageText"):
        sent = calls(stage, "telegram", method)
        there = [one for one in sent if str(one["chat_id"]) == str(stage.WATCH)]
        off = [one["link_preview_options"].get("is_disabled", False) for one in there]
        assert off == [False, True, True, True], method
        if method == "sendMessage":
            kept = [str(one.get("protect_content", False)).lower() == "true" for one in there]
            assert kept == [False, False, False, True]


def _last(texts: list[str]) -> str:
    return texts[-1] if texts else ""
