"""Threat 23: who asks for what is not there and for what is not theirs gets the same answer."""

import json
import sqlite3
from collections import Counter
from contextlib import closing
from typing import Any

from tests.stage import Stage


def answers(stage: Stage, since: int) -> list[dict[str, Any]]:
    """Return what was sent to Telegram since then, without the numbers of messages.

    Without menus: they are set once after a start, whatever anybody types.
    """
    called = stage.telegram.entries(since, "call")
    calls = [one for one in called if not one["method"].startswith(("get", "setMyCommands"))]
    return [{"method": one["method"], **one["params"]} for one in calls]


def audited(stage: Stage) -> Counter[tuple[Any, ...]]:
    """Return what the audit says, but for what is looked at by itself, whoever types what.

    Who is in the rooms; and what falls due, whose rows are the program's own (organisation 0).
    """
    sql = """SELECT kind, organisation, item IS NULL FROM audit
    WHERE kind <> 'membership' AND (kind, organisation) <> ('stored', 0)"""
    with closing(sqlite3.connect(stage.database)) as database:
        return Counter(database.execute(sql))


async def test_delete_answers_the_same_for_what_is_absent_silent_held_red_and_anothers(
    stage: Stage,
) -> None:
    stage.telegram.add_user(7001, "Di")
    stage.were_there(7001)
    async with stage.running():
        say, group = stage.telegram.say, stage.WATCH
        targets = {
            "anothers": say(group, 7001, "TLP:GREEN crossed"),
            "silent": say(group, 7001, "only talk here"),
            "own silent": say(group, stage.BO, "my own talk here"),
            "red": say(group, 7001, "TLP:RED not for you"),
            "none": None,
        }
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN from the other side")
        await stage.until(stage.in_slack, "what crossed")

        def copies() -> list[dict[str, Any]]:
            found = stage.telegram.messages(group)
            return [one for one in found if one.get("text", "").endswith("\nfrom the other side")]

        await stage.until(copies, "the copy")
        targets["a copy"] = copies()[0]["message_id"]
        targets["gone"] = say(group, 7001, "soon gone")
        stage.telegram.delete(group, targets["gone"])
        given, noted = {}, {}
        for name, number in targets.items():
            await _quiet(stage)
            since, before = len(stage.telegram.journal.entries), audited(stage)
            if name == "gone":
                _reply_to_what_is_gone(stage, number)
            else:
                say(group, stage.BO, "/delete", reply_to=number)
            await stage.until(lambda since=since: answers(stage, since), f"an answer: {name}")
            await _quiet(stage)
            given[name] = answers(stage, since)
            noted[name] = audited(stage) - before
    assert all(one == given["none"] for one in given.values()), given
    assert all(one == noted["none"] for one in noted.values()), noted
    (answer,) = given["none"]
    assert str(answer["chat_id"]) == str(stage.BO)
    assert "message of your own" in answer["text"]
    assert len(stage.in_slack()) == 1


def _reply_to_what_is_gone(stage: Stage, number: int | None) -> None:
    chat = {"id": stage.WATCH, "type": "supergroup", "title": "Watch"}
    person = {"id": stage.BO, "is_bot": False, "first_name": "Bo"}
    answered = {"message_id": number, "chat": chat, "date": 0}
    message = {"message_id": 9001, "date": 1790000000, "chat": chat, "from": person}
    message |= {"text": "/delete", "reply_to_message": answered}
    body = json.dumps({"message": message})[1:]
    stage.telegram.inject(stage.bot, f'{{"update_id":{{update_id}},{body}')


async def _quiet(stage: Stage) -> None:
    """Wait until nothing is on its way any more."""

    def settled() -> bool:
        with closing(sqlite3.connect(stage.database)) as database:
            sql = "SELECT count(*) FROM deliveries WHERE status IN ('waiting', 'claimed')"
            (open_,) = database.execute(sql).fetchone()
        return not open_ and not stage.telegram.pending(stage.bot)

    await stage.until(settled, "quiet")


async def test_a_stranger_is_answered_as_a_member_is(stage: Stage) -> None:
    stage.telegram.add_user(7001, "Di")
    stage.telegram.press_start(7001)
    stage.were_there(7001)
    async with stage.running():
        crossed = stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN crossed")
        await stage.until(stage.in_slack, "what crossed")
        await _quiet(stage)
        since = len(stage.telegram.journal.entries)
        stage.telegram.say(stage.WATCH, 7001, "/delete", reply_to=crossed)
        await stage.until(lambda: answers(stage, since), "the stranger's answer")
        await _quiet(stage)
        between = len(stage.telegram.journal.entries)
        stage.telegram.say(stage.WATCH, stage.BO, "/delete")
        await stage.until(lambda: answers(stage, between), "the member's answer")
        await _quiet(stage)
        (stranger,), (member,) = answers(stage, since)[:1], answers(stage, between)
    assert stranger.pop("chat_id") != member.pop("chat_id")
    assert stranger == member
    assert len(stage.in_slack()) == 1


async def test_a_room_that_the_directory_does_not_name_hears_nothing(stage: Stage) -> None:
    stage.telegram.add_chat(
        -1009000000009, "Other", members=[stage.BO, stage.bot], admins=[stage.bot]
    )
    async with stage.running():
        since = len(stage.telegram.journal.entries)
        stage.telegram.say(-1009000000009, stage.BO, "/delete")
        stage.telegram.say(-1009000000009, stage.BO, "/delete@tocsin_bot 1")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN behind them")
        await stage.until(stage.in_slack, "what came behind them")
        await _quiet(stage)
        marks = answers(stage, since)
    # Nothing went there, nor to whoever typed it: only what came behind bears its marks.
    told = {(one["method"], one["chat_id"]) for one in marks}
    assert told == {("setMessageReaction", str(stage.WATCH))}


async def test_in_private_nobody_is_told_more_of_a_message_than_that_its_room_is_the_place(
    stage: Stage,
) -> None:
    async with stage.running():
        since = len(stage.telegram.journal.entries)
        stage.telegram.say(stage.BO, stage.BO, "/delete", bot=stage.bot)
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN behind it")
        await stage.until(stage.in_slack, "what came behind it")
        await _quiet(stage)
        (answer,) = [one for one in answers(stage, since) if one["method"] != "setMessageReaction"]
    assert (answer["method"], answer["chat_id"]) == ("sendMessage", str(stage.BO))
    assert answer["text"] == "Please type this in the room that it is about."


async def test_a_delivery_that_is_not_dead_is_answered_as_one_that_is_not_there(
    stage: Stage,
) -> None:
    async with stage.running():
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN done")
        await stage.until(stage.in_telegram, "the copy")
        await _quiet(stage)
    with closing(sqlite3.connect(stage.database)) as database:
        (known,) = database.execute("SELECT id FROM deliveries LIMIT 1").fetchone()
    there = stage.tocsin("dead", "retry", known)
    absent = stage.tocsin("dead", "retry", "0" * 32)
    assert there.returncode == absent.returncode == 1
    assert there.stderr.replace(known, "") == absent.stderr.replace("0" * 32, "")
    assert (there.stdout, absent.stdout) == ("", "")
