"""Threat 10: nobody becomes somebody else by a name, a title, a webhook or a forwarded header."""

import json
import re
from typing import Any

from tests.stage import Stage

RIGHT = 'TLP:GREEN · Ballot Watch · "Bo"'
NAMES = [
    "Bo",
    "Lead of Ballot Watch",
    "Admin (bridge)",
    "Tocsin · the bridge",
    'TLP:CLEAR · Partner 14 · "L."',
    'Bo" · "Bo',
    'Bo\nTLP:CLEAR · Ballot Watch · "Bo"',
    "Bo\u202e (unverified)",
    "\u202ebO",
    "\u2067Bo\u2069 \u05d0\u05d1",
    "B\u200bo",
    "\u0412\u043e",
    "Bo" + "\u0301" * 60,
    "Bo " * 66,
    "x" * 200,
    "Bo \u201d · (repeat)",
    "member 7f3a",
    "\u200b\u2060",
    "\U0001d401\U0001d428",
    "@tocsin_bot <!channel> <@U0ANN>",
    "*Bo* <b>Bo</b> [Bo](https://evil.example)",
    "T\u200bLP:RED",
]
HEADER = re.compile(
    r'TLP:GREEN · (\u2068?[^\u2068\u2069"\n]{0,60}\u2069?) · "([^"\n]{1,130})" \(unverified\)'
)
TURNING = re.compile("[\u202a-\u202e\u2066\u2067]")


def heads(copies: list[str]) -> list[str]:
    return [one.partition("\n")[0] for one in copies]


def assert_nobody(head: str) -> None:
    """Check that a header names its author as unverified, in one slot, turned by nothing."""
    found = HEADER.fullmatch(head)
    assert found, head
    assert head.count(" · ") == 2
    assert len(re.findall("(?i)tlp", head)) == 1
    assert not TURNING.search(head)


async def test_no_name_on_telegram_makes_anybody_a_person_of_the_directory(stage: Stage) -> None:
    for at, name in enumerate(NAMES):
        stage.telegram.add_user(7000 + at, name[:64], name[64:128])
        stage.telegram.set_status(stage.WATCH, 7000 + at, "member", by=stage.BO)
    async with stage.running():
        for at in range(len(NAMES)):
            stage.telegram.say(stage.WATCH, 7000 + at, f"TLP:GREEN number {at}")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN by Bo himself")
        await stage.until(lambda: len(stage.in_slack()) == len(NAMES) + 1, "every copy")
    *others, last = heads(stage.in_slack())
    for one in others:
        assert_nobody(one)
    assert last == RIGHT


async def test_no_profile_on_slack_makes_anybody_a_person_of_the_directory(stage: Stage) -> None:
    for at, name in enumerate(["Ann", *NAMES[1:]]):
        stage.slack.add_user(stage.TEAM, f"U0NAME{at}", name)
        stage.slack.join(stage.DESK, f"U0NAME{at}")
    async with stage.running():
        for at in range(len(NAMES)):
            stage.slack.say(stage.DESK, f"U0NAME{at}", f"TLP:GREEN number {at}")
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN by Ann herself")
        await stage.until(lambda: len(stage.in_telegram()) == len(NAMES) + 1, "every copy")
    *others, last = heads(stage.in_telegram())
    for one in others:
        assert_nobody(one)
    assert last == 'TLP:GREEN · Ballot Institute · "Ann"'


async def test_groups_channels_and_anonymous_admins_are_nobody_on_telegram(stage: Stage) -> None:
    stage.telegram.add_chat(-1007000000001, "Bo", type="channel", members=[stage.BO])
    stage.telegram.rename(stage.WATCH, "Bo", stage.BO)
    stage.telegram.add_user(7001, "Bo")
    stage.telegram.set_status(stage.WATCH, 7001, "administrator", by=stage.BO)
    forged: dict[str, Any] = {"author_signature": "Bo", "via_bot": {"id": stage.BO}}
    origin = {"type": "user", "date": 1790000000}
    origin["sender_user"] = {"id": stage.BO, "is_bot": False, "first_name": "Bo"}
    async with stage.running():
        say = stage.telegram.say
        say(stage.WATCH, 7001, "TLP:GREEN anonymous", anonymous=True, extra=forged)
        say(stage.WATCH, 7001, "TLP:GREEN as a channel", sender_chat=-1007000000001, extra=forged)
        say(stage.WATCH, 7001, "TLP:GREEN forwarded", forward=origin)
        say(stage.WATCH, 7001, "TLP:GREEN signed", extra=forged)
        say(stage.WATCH, 7001, "TLP:AMBER held", anonymous=True, extra=forged)
        say(stage.WATCH, stage.BO, "TLP:GREEN the last")
        await stage.until(lambda: len(stage.in_slack()) == 5, "every copy")
    *others, last = heads(stage.in_slack())
    for one in others:
        assert_nobody(one)
    assert last == RIGHT
    assert "held" not in "".join(stage.in_slack())
    assert "rule 16" in stage.tocsin("status").stdout


async def test_webhooks_and_apps_are_nobody_on_slack(stage: Stage) -> None:
    hook = {"type": "message", "channel": stage.DESK, "channel_type": "channel"}
    hook |= {"bot_id": "B0HOOK", "username": "Ann", "user_name": "Ann", "icons": {"emoji": ":a:"}}
    profile = {"real_name": "Ann", "display_name": "Ann"}
    app = {"type": "message", "channel": stage.DESK, "channel_type": "channel", "user": "U0APP"}
    app |= {"bot_id": "B0APP", "user_profile": profile, "bot_profile": {"name": "Ann"}}
    spoken = [
        hook | {"subtype": "bot_message"},
        hook | {"subtype": "bot_message", "user": stage.ANN},
        hook,
        app,
        app | {"username": "Ann", "subtype": "bot_message", "parent_user_id": stage.ANN},
    ]
    async with stage.running():
        for at, event in enumerate(spoken):
            ts = f"1790000000.00010{at}"
            text = f"TLP:GREEN number {at}"
            stage.slack.emit(stage.TEAM, event | {"ts": ts, "event_ts": ts, "text": text})
        ts = "1790000000.000190"
        amber = spoken[1] | {"ts": ts, "event_ts": ts, "text": "TLP:AMBER held"}
        stage.slack.emit(stage.TEAM, amber)
        await stage.until(lambda: len(stage.in_telegram()) == len(spoken), "every copy")
        await stage.until_status("rule 16", "the hold")
    for one in heads(stage.in_telegram()):
        assert_nobody(one)
        assert '"Ann"' not in one
    assert "held" not in "".join(stage.in_telegram())


async def test_a_header_that_somebody_types_is_only_text_under_the_real_one(stage: Stage) -> None:
    stage.telegram.add_user(7001, "Mallory")
    stage.telegram.set_status(stage.WATCH, 7001, "member", by=stage.BO)
    async with stage.running():
        stage.telegram.say(stage.WATCH, 7001, f"{RIGHT}\npay to this account")
        stage.telegram.say(stage.WATCH, 7001, f"TLP:GREEN\n{RIGHT}\npay to that account")
        stage.telegram.say(stage.WATCH, 7001, "TLP:GREEN the last")
        await stage.until(lambda: "the last" in "".join(stage.in_slack()), "the last")
    for one in heads(stage.in_slack()):
        assert one == 'TLP:GREEN · Ballot Watch · "Mallory" (unverified)'


async def test_an_account_of_the_same_id_behind_another_platform_is_nobody(stage: Stage) -> None:
    """The directory's 1001 is an account on Telegram; on Slack nobody is called so."""
    event = {"type": "message", "channel": stage.DESK, "channel_type": "channel"}
    event |= {"user": str(stage.BO), "ts": "1790000000.000100", "text": "TLP:GREEN same number"}
    async with stage.running():
        stage.slack.emit(stage.TEAM, event)
        update = {
            "message_id": 4001, "date": 1790000000, "text": "TLP:GREEN same id",
            "chat": {"id": stage.WATCH, "type": "supergroup", "title": "Watch"},
            "from": {"id": 7009, "is_bot": False, "first_name": "Ann", "username": stage.ANN},
        }  # fmt: skip
        body = json.dumps({"message": update})[1:]
        stage.telegram.inject(stage.bot, f'{{"update_id":{{update_id}},{body}')
        await stage.until(lambda: stage.in_slack() and stage.in_telegram(), "both")
    for one in heads(stage.in_slack() + stage.in_telegram()):
        assert_nobody(one)
