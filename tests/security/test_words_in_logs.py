"""Threats 6 and 20: no token, no content and no broken line in logs, `/healthz` or `repr`."""

import dataclasses
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot import config
from bot.app import doors_of
from handlers.slack.hearing import hear as hear_slack
from handlers.slack.messages import Me as SlackMe
from handlers.telegram.hearing import Me as TelegramMe
from handlers.telegram.hearing import hear as hear_telegram
from tests.scan import Scan
from tests.security.hostile import Garbage
from tests.stage import APP, BOT, TOKEN, Stage

MARK = "zqtoldЖwordsqz"
SCAN = Scan({"words": MARK, "bot": BOT, "app": APP, "telegram": TOKEN})
BREAKS = 'zq\n{"event": "forged"}\r\x1b[2K\x1b[31mred\x9b0m\u2028\u202eturned\x00qz'


async def test_servers_that_fail_in_every_way_put_nothing_into_log_or_health(made: Stage) -> None:
    async with Garbage(MARK).open() as slack, Garbage(MARK).open() as telegram:
        made.write(slack=f"{slack.url}/api/", telegram=telegram.url)
        loud = "tests.security.loud:hasty"
        async with made.running(ready=False, first=loud) as child:
            enough = lambda: slack.calls > 60 and telegram.calls > 60  # noqa: E731
            await made.until(enough, "every failure some times")
            answers = [await made.ask(path) for path in ("/healthz", "/readyz", "/zqtold")]
        said = child.errors
    assert SCAN.found(repr(answers).encode()) == []
    assert SCAN.found(said.encode()) == []
    written = {json.loads(line)["logger"] for line in said.splitlines()}
    assert {"telegram.Bot", "handlers.slack.sdk", "aiosqlite", "slack.door"} <= written
    codes = {json.loads(line).get("code") for line in said.splitlines()}
    assert {"http_500", "connection_lost", "unauthorized", "too_many_requests"} <= codes


async def test_errors_that_quote_people_in_acts_copies_and_tasks_are_not_written(
    stage: Stage,
) -> None:
    async with stage.running(first="tests.security.loud:failing") as child:
        for say in ("act", "copy", "whole"):
            stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN {MARK} {say}")
            stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN {MARK} {say}")
        await stage.until(lambda: stage.in_telegram() and stage.in_slack(), "the whole one")
        listed = stage.tocsin("status").stdout
    assert SCAN.found(child.errors.encode()) == []
    assert SCAN.found(listed.encode()) == []
    assert child.errors.count('"error": "LookupError"') >= 4
    assert listed.count("LookupError") >= 3
    assert [one.count("whole") for one in stage.in_telegram()] == [1]
    assert "base_events:default_exception_handler" in child.errors


def test_an_error_that_ends_the_program_is_one_line_without_its_words(made: Stage) -> None:
    done = made.tocsin("run", first="tests.security.loud:fatal")
    assert done.returncode == 1
    (line,) = [one for one in done.stderr.splitlines() if "critical" in one]
    assert json.loads(line)["error"] == "LookupError"
    assert SCAN.found(done.stderr.encode() + done.stdout.encode()) == []
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["json", "console"])
async def test_nothing_that_people_or_platforms_say_breaks_a_line_of_the_log(
    stage: Stage, form: str
) -> None:
    stage.slack.add_user(stage.TEAM, "U0DI", BREAKS)
    stage.telegram.add_user(7001, BREAKS)
    stage.were_there(7001)
    start = stage.start("run", "--log-format", form, first="tests.security.loud:loud")
    try:
        ready = lambda: stage.ask("/readyz")  # noqa: E731
        await stage.until(lambda: _is_200(ready()), "the bot to be ready")
        stage.telegram.fail("sendMessage", status=400, description=BREAKS)
        stage.slack.fail("chat.postMessage", status=400, error=BREAKS)
        stage.slack.say(stage.DESK, "U0DI", f"TLP:GREEN {BREAKS}")
        stage.telegram.say(stage.WATCH, 7001, f"TLP:GREEN {BREAKS}")
        stage.slack.emit(stage.TEAM, {"type": BREAKS, "subtype": BREAKS, "ts": BREAKS})
        await stage.until_status("dead", "a dead letter")
    finally:
        start.send(15)
        start.wait()
    said = start.errors
    assert "forged" not in said
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", said)
    if form == "json":
        assert all(isinstance(json.loads(line), dict) for line in said.splitlines())
    status = stage.tocsin("status").stdout
    assert "forged" not in status
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202e]", status)


async def _is_200(asked: Any) -> bool:
    return bool((await asked)[0] == 200)


def test_settings_and_doors_show_no_token_in_repr(made: Stage) -> None:
    settings = config.load(made.config)
    doors = doors_of(settings)
    shown = repr(settings) + str(settings) + repr(doors) + repr(settings.model_dump())
    shown += repr(list(doors.values())) + "".join(map(str, doors.values()))
    assert SCAN.found(shown.encode()) == []


def test_what_comes_in_shows_no_word_name_or_number_in_repr() -> None:
    message = {
        "type": "message", "channel": f"C0{MARK[:6]}", "user": "U0ZQUSERQZ", "text": MARK,
        "ts": "1790000000.000100", "thread_ts": "1789999999.000100", "channel_type": "channel",
        "files": [{"name": MARK}],
    }  # fmt: skip
    payload = {"type": "event_callback", "event_id": "Ev1", "event": message}
    update = {
        "update_id": 1,
        "message": {
            "message_id": 77001, "date": 1790000000, "text": MARK,
            "chat": {"id": -1007711, "type": "supergroup", "title": MARK},
            "from": {"id": 66002211, "is_bot": False, "first_name": MARK},
        },
    }  # fmt: skip
    slack = hear_slack(payload, SlackMe(), datetime.now(UTC))
    telegram = hear_telegram(update, TelegramMe())
    for heard in (slack, telegram):
        shown = repr(heard) + str(heard)
        for secret in (MARK, "U0ZQUSERQZ", "-1007711", "66002211", "1789999999"):
            assert secret not in shown
        assert dataclasses.is_dataclass(heard)
