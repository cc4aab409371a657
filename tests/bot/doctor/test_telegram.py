"""What a Telegram bot's facts mean: a table of what may be wrong."""

from dataclasses import replace

import pytest

from bot.doctor.telegram import judge
from handlers.door import Fault
from handlers.telegram.examining import TelegramFacts, TelegramRoom

ADDRESS = "-1001000000001"
LATER = Fault(code="timed_out", reached=False, passing=True)
SOUND_ROOM = TelegramRoom(address=ADDRESS, kind="supergroup", status="administrator")
SOUND = TelegramFacts(
    username="tocsin_bot", hears_all=False, second_poller=False, rooms=(SOUND_ROOM,)
)


def lines(facts: TelegramFacts, *, webhook: str = "") -> list[str]:
    found = judge("telegram.main", facts, {ADDRESS: "group"}, webhook=webhook)
    assert all(one.remedy and one.line for one in found)
    assert all(ADDRESS not in one.line + one.remedy for one in found)
    return [one.line for one in found]


def room(**changed: object) -> TelegramFacts:
    return replace(SOUND, rooms=(replace(SOUND_ROOM, **changed),))


@pytest.mark.parametrize(
    "facts",
    [SOUND, replace(SOUND, hears_all=True), replace(SOUND, second_poller=None),
     room(status="creator"), room(kind="channel")],
)  # fmt: skip
def test_a_sound_account_needs_nothing(facts: TelegramFacts) -> None:
    assert lines(facts) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (TelegramFacts(fault=Fault(code="unauthorized", lasting=True)), "accept the token"),
        (TelegramFacts(fault=Fault(code="timed_out", reached=False)), "reached: timed_out"),
        (TelegramFacts(fault=Fault(code="too_many_requests")), "(too_many_requests)"),
        (replace(SOUND, second_poller=True), "another process polls"),
        (replace(SOUND, webhook="https://x.example/"), "a webhook is set"),
        (room(status="member"), "privacy mode is on and the bot is no administrator in group"),
        (replace(room(status="member"), hears_all=True), "the bot is no administrator in group"),
        (room(status="restricted"), "privacy mode is on"),
        (room(kind="channel", status="member"), "in a channel only those post"),
        (room(status="left"), "not in group (left)"),
        (room(status="kicked"), "not in group (kicked)"),
        (room(fault=Fault(code="chat_not_found"), status=""), "not in group (chat_not_found)"),
        (room(fault=Fault(code="bot_was_kicked"), status=""), "not in group (bot_was_kicked)"),
        (room(fault=LATER, status=""), "1 of 1 groups could not be looked at now: timed_out"),
        (room(fault=Fault(code="bad_request"), status=""), "cannot be looked at (bad_request)"),
        (room(moved=True, status=""), "group has become a supergroup"),
    ],
)
def test_one_fault_is_one_line(facts: TelegramFacts, words: str) -> None:
    (line,) = lines(facts)
    assert words in line


def test_a_webhook_is_missed_where_the_settings_want_one() -> None:
    wanted = "https://x.example/telegram/main"
    set_ = replace(SOUND, webhook=wanted)
    assert lines(set_, webhook=wanted) == []
    assert "no webhook is set" in lines(SOUND, webhook=wanted)[0]
    (line,) = lines(replace(set_, webhook_error="Connection refused"), webhook=wanted)
    assert "went wrong: Connection refused" in line
    (line,) = lines(replace(SOUND, webhook="https://x.example/old"), webhook=wanted)
    assert "leads to another address" in line
