"""After a time away the rooms of a Slack workspace are told what could not be read: once, truly."""

from datetime import timedelta
from typing import Any

from tests.bot.whole.town import (
    ANN,
    DESK,
    FAR,
    ORGANISATIONS,
    TEAM,
    WATCH,
    Town,
    bridge,
    channel,
)

THREE = (
    ORGANISATIONS
    + channel("desk", DESK, "institute", mode="desk", default="TLP:GREEN")
    + channel("team", TEAM, "institute", mode="desk", default="TLP:GREEN")
    + channel("alone", "C0STRICT", "institute")
    + channel("far", FAR, "watch", account="far")
    + channel("group", WATCH, "watch")
    + bridge("elections", "desk", "team", "far", "group")
)


async def _aged(town: Town, days: float) -> None:
    """Let everything that Slack's doors remember have been so many days ago."""

    async def act(tx: Any) -> None:
        for door in ("slack.main", "slack.far"):
            for name, value in (await tx.cursors.all(door)).items():
                whole, dot, micro = value.partition(".")
                aged = max(int(whole) - int(days * 86_400), 0)
                tx.cursors.set(door, name, f"{aged}{dot}{micro}")

    await town.store.write(act)


def _told(town: Town, room: object) -> list[str]:
    return [one for one in town.texts(room) if one.startswith("I was away")]


async def _starts(town: Town, times: int) -> None:
    for _ in range(times):
        async with town.awake(apply=False):
            await town.quiet()


async def test_after_a_fortnight_away_each_bridged_room_of_slack_is_told_once_what_was_not_read(
    build: Any,
) -> None:
    town = await build(THREE)
    for room in (DESK, TEAM, "C0STRICT"):
        town.slack.say(room, ANN, "before anybody came")
    async with town.awake():
        await town.quiet()
        await _aged(town, 15)
        heard = (await town.store.read(lambda tx: tx.cursors.all("slack.main")))[f"heard:{DESK}"]
    since = f"{town.now() - timedelta(seconds=town.now().timestamp() - int(heard)):%Y-%m-%d %H:%M}"
    await _starts(town, 2)
    for room in (DESK, TEAM):
        (notice,) = _told(town, room)
        assert notice.startswith(f"I was away between {since} UTC and ")
        assert "New messages of that time have been read. Answers to messages from before" in notice
        assert notice.endswith("were not passed on. Please say again what matters.")
    assert _told(town, "C0STRICT") == _told(town, FAR) == _told(town, WATCH) == []
    # The notice is ours: it goes nowhere, and nothing of what it tells of does.
    assert not any("I was away" in one for one in town.texts(WATCH))


async def test_after_less_than_a_fortnight_slack_has_nothing_to_tell(build: Any) -> None:
    town = await build(THREE)
    town.slack.say(DESK, ANN, "before anybody came")
    async with town.awake():
        await town.quiet()
        await _aged(town, 13)
    town.slack.say(DESK, ANN, "TLP:GREEN while it was away")
    await _starts(town, 1)
    assert [_told(town, room) for room in (DESK, TEAM, FAR, WATCH)] == [[], [], [], []]
    assert any("while it was away" in one for one in town.texts(WATCH))


async def test_without_the_scope_for_history_a_time_away_is_told_and_no_short_stop_is(
    build: Any,
) -> None:
    town = await build(THREE)
    workspace = town.slack.world.workspaces["T0MAIN"]
    workspace.scopes = {"chat:write", "channels:read", "users:read", "im:write"}
    async with town.awake():
        town.slack.say(DESK, ANN, "TLP:GREEN live")
        await town.quiet()
    await _starts(town, 2)
    assert _told(town, DESK) == []
    async with town.awake(apply=False):
        await town.quiet()
        await _aged(town, 0.1)
    town.slack.say(DESK, ANN, "TLP:GREEN nobody heard it")
    await _starts(town, 2)
    for room in (DESK, TEAM):
        (notice,) = _told(town, room)
        assert notice.startswith("I was away at some time between ")
        assert notice.endswith("Please send again what was not passed on.")
    assert _told(town, "C0STRICT") == _told(town, FAR) == _told(town, WATCH) == []
    assert not any("nobody heard it" in one for one in town.texts(WATCH))
