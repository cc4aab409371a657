"""What was said while nobody listened."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiohttp import web

from handlers.incoming import Deleted, Said
from tests.handlers.small_slack import Past

DESK = "C0DESK"


@pytest.fixture
def past(small: Any) -> Past:
    return Past(small)


async def catch_up(small: Any, inbox: Any, shared: SimpleNamespace) -> None:
    door = small.door()
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.catching_up in ("done", "failed"))


async def test_nothing_older_than_the_first_start_is_ever_fetched(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox = shared.Inbox(DESK)
    past.add("1000.000001", "before we came")
    await catch_up(small, inbox, shared)
    past.add("1000.000002", "after")
    await catch_up(small, inbox, shared)
    assert inbox.said() == ["after"]


async def test_every_page_is_fetched_and_handed_over_oldest_first(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox = shared.Inbox(DESK)
    inbox.marks[DESK] = "1000.000000"
    for number in range(20):
        past.add(f"1001.0000{number:02}", f"m{number}")
    await catch_up(small, inbox, shared)
    assert inbox.said() == [f"m{number}" for number in range(20)]
    assert all(one.caught_up for one in inbox.events)
    assert inbox.marks[DESK] == "1001.000019"


async def test_ten_minutes_before_the_cursor_are_read_again_and_no_more(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox = shared.Inbox(DESK)
    inbox.marks[DESK] = "2000.000000"
    past.add("1399.000000", "long told")
    past.add("1401.000000", "may have been missed")
    past.add("2001.000000", "new")
    await catch_up(small, inbox, shared)
    assert inbox.said() == ["may have been missed", "new"]


async def test_what_came_as_an_event_is_recognised_in_the_history(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.catching_up == "done")
        await small.tell(0, "1.000001", "once")
        await shared.until(lambda: inbox.said() == ["once"])
    past.add("1.000001", "once")
    await catch_up(small, inbox, shared)
    assert inbox.said() == ["once"]


async def test_answers_in_an_old_thread_are_found(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox = shared.Inbox(DESK)
    inbox.marks[DESK] = "900000.000000"
    past.add("500000.000000", "days ago")
    past.add("500001.000000", "quiet since")
    past.answer("500000.000000", "500002.000000", "told long ago")
    past.answer("500000.000000", "900001.000000", "while we were away")
    past.answer("500001.000000", "500003.000000", "told long ago too")
    inbox.relayed[DESK] = ["500000.000000", "500001.000000"]
    await catch_up(small, inbox, shared)
    assert inbox.said() == ["while we were away"]
    assert inbox.of(Said)[0].reply_to == "500000.000000"
    assert {call["ts"] for call in small.called("conversations.replies")} == {"500000.000000"}


async def test_an_edit_while_we_were_away_is_found_days_later(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox = shared.Inbox(DESK)
    inbox.marks[DESK] = "900000.000000"
    past.add("500000.000000", "TLP:RED now", edited={"user": "U0ANN", "ts": "900005.000000"})
    past.add("500001.000000", "edited before", edited={"user": "U0ANN", "ts": "500002.000000"})
    inbox.relayed[DESK] = ["500000.000000"]
    await catch_up(small, inbox, shared)
    [edit] = inbox.events
    assert edit.edited
    assert edit.event == f"{DESK}:500000.000000:edit:900005.000000"


async def test_a_deletion_while_we_were_away_is_found_and_nothing_else_is_taken_for_one(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox = shared.Inbox(DESK)
    inbox.marks[DESK] = "900000.000000"
    past.add("500000.000000", "root")
    past.answer("500000.000000", "500005.000000", "an answer that is still there")
    past.add("600000.000000", "tombstoned", subtype="tombstone")
    past.answer("700000.000000", "700001.000000", "an answer whose root is gone")
    inbox.relayed[DESK] = [
        "500000.000000",
        "500005.000000",
        "550000.000000",
        "600000.000000",
        "700001.000000",
    ]
    await catch_up(small, inbox, shared)
    assert sorted(one.number for one in inbox.of(Deleted)) == ["550000.000000", "600000.000000"]


async def test_what_cannot_be_looked_up_is_not_taken_for_deleted(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    small.answers["conversations.replies"] = {"ok": False, "error": "fatal_error"}
    inbox = shared.Inbox(DESK)
    inbox.marks[DESK] = "900000.000000"
    inbox.relayed[DESK] = ["550000.000000"]
    past.add("900001.000000", "new all the same")
    await catch_up(small, inbox, shared)
    assert inbox.of(Deleted) == []
    assert inbox.said() == ["new all the same"]


async def test_a_history_that_cannot_be_read_changes_nothing(
    small: Any, shared: SimpleNamespace
) -> None:
    small.answers["conversations.history"] = {"ok": False, "error": "missing_scope"}
    inbox, door = shared.Inbox(DESK), small.door()
    inbox.marks[DESK] = "1.000000"
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.catching_up == "done")
        await small.tell(0, "2.000001", "live")
        await shared.until(lambda: inbox.said() == ["live"])
        assert door.health.state == "connected"


async def test_a_history_that_fails_is_read_again_before_the_cursor_moves(
    small: Any, past: Past, clock: Any, shared: SimpleNamespace
) -> None:
    answers = [web.Response(status=500) for _ in range(2)]
    whole = small.answers["conversations.history"]
    small.answers["conversations.history"] = lambda fields: (
        answers.pop() if answers else whole(fields)
    )
    inbox, door = shared.Inbox(DESK), small.door(clock)
    inbox.marks |= {DESK: "1000.000000", f"floor:{DESK}": "1.000000"}
    past.add("1500.000000", "missed")
    seen = []
    async with shared.running(door, inbox):
        await shared.until(
            lambda: (
                seen.append((door.health.catching_up, inbox.marks[DESK]))
                or door.health.catching_up == "done"
            )
        )
    assert ("failed", "1000.000000") in seen
    assert inbox.said() == ["missed"]


async def test_slacks_patience_is_kept_while_catching_up(
    small: Any, past: Past, clock: Any, shared: SimpleNamespace
) -> None:
    limited = [
        web.json_response(
            {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "40"}
        )
    ]
    whole = small.answers["conversations.history"]
    small.answers["conversations.history"] = lambda fields: (
        limited.pop() if limited else whole(fields)
    )
    inbox, door = shared.Inbox(DESK), small.door(clock)
    inbox.marks |= {DESK: "1000.000000", f"floor:{DESK}": "1.000000"}
    past.add("1500.000000", "missed")
    async with shared.running(door, inbox):
        await shared.until(lambda: inbox.said() == ["missed"])
    assert 40.0 in clock.slept


async def test_the_cursor_follows_what_comes_live(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox, door = shared.Inbox(DESK), small.door()
    async with shared.running(door, inbox):
        await shared.until(lambda: door.health.catching_up == "done")
        await small.tell(0, "1000.000001", "a")
        await small.tell(0, "1001.000001", "b")
        await small.tell(0, "1090.000001", "c")
        await shared.until(lambda: inbox.marks.get(DESK) == "1090.000001")


async def test_answers_in_a_thread_older_than_all_that_is_read_are_found_by_one_relayed_before(
    small: Any, past: Past, shared: SimpleNamespace
) -> None:
    inbox = shared.Inbox(DESK)
    inbox.marks[DESK] = "3000000.000000"
    past.add("500000.000000", "a root of more than a fortnight before")
    past.add("500001.000000", "another of that age, in which nobody spoke lately")
    past.answer("500000.000000", "2900000.000000", "relayed lately")
    past.answer("500000.000000", "2900001.000000", "relayed too")
    past.answer("500000.000000", "3000001.000000", "while we were away")
    past.answer("500001.000000", "3000002.000000", "out of reach")
    past.threads["500000.000000"][1]["edited"] = {"user": "U0ANN", "ts": "3000003.000000"}
    inbox.relayed[DESK] = ["2900000.000000", "2900001.000000"]
    await catch_up(small, inbox, shared)
    assert inbox.said() == ["while we were away"]
    edits = [one.number for one in inbox.of(Said) if one.edited]
    assert edits == ["2900001.000000"]
    assert inbox.of(Deleted) == []
    assert [call["ts"] for call in small.called("conversations.replies")] == [
        "2900000.000000",
        "500000.000000",
        "500000.000000",
    ]
