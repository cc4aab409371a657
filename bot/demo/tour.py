"""The tour: five steps of labels, then those of `bot.demo.by_hand` and `bot.demo.at_the_desk`.

Each is judged by what the stand-ins received and by the database.
"""

import signal
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.demo import at_the_desk, by_hand
from bot.demo.rest import at_rest
from bot.demo.scene import (
    ANN,
    BO,
    DESK,
    INSTITUTE_TEAM,
    OBSERVERS,
    SLACK_ROOMS,
    STRICT,
    TEAM_ROOM,
    TELEGRAM_ROOMS,
    WATCH_DESK,
    WATCH_TEAM,
)
from bot.demo.stage import Failed, Stage

_HELD: Final = "SELECT count(*) FROM messages WHERE status = 'held'"
_MESSAGES: Final = "SELECT count(*) FROM messages"
_HELD_DELIVERIES: Final = "SELECT count(*) FROM deliveries WHERE status = 'held'"
_EACH_WAY_AND_ROOM: Final = 10
_BEFORE_THE_KILL: Final = 15
_NUMBERS: Final = {16: "sixteen", 17: "seventeen", 18: "eighteen"}

Say = Callable[[str], None]


def _rich(*pieces: tuple[str, bool]) -> list[dict[str, Any]]:
    """Return a rich text as Slack's own client writes it; the second of a pair is bold."""
    inner = [
        {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}
        for text, bold in pieces
    ]
    section = {"type": "rich_text_section", "elements": inner}
    return [{"type": "rich_text", "elements": [section]}]


def _texts(found: list[dict[str, Any]]) -> list[str]:
    return [str(one.get("text", "")) for one in found]


async def green_crosses(stage: Stage, say: Say) -> None:
    """GREEN crosses both ways, with formatting, thread and edit."""
    blocks = _rich(("TLP:GREEN The polling ", False), ("hours", True), (" are wrong", False))
    root = stage.slack.say(DESK, ANN, "TLP:GREEN The polling *hours* are wrong", blocks)
    wanted = 'TLP:GREEN · Ballot Institute · "Ann"\nThe polling hours are wrong'

    def arrived() -> list[dict[str, Any]]:
        return [one for one in stage.in_telegram(WATCH_DESK) if one["text"] == wanted]

    await stage.until(arrived, "the GREEN message in the Telegram group", at=WATCH_DESK)
    copy = arrived()[0]
    bold = [one for one in copy.get("entities", []) if one["type"] == "bold"]
    if [(one["offset"], one["length"]) for one in bold] != [(wanted.index("hours"), 5)]:
        raise Failed("the bold word is not bold in Telegram")
    say(f"Slack → Telegram   {_line(wanted)}")
    stage.telegram.say(WATCH_DESK, BO, "TLP:GREEN Confirmed here", reply_to=copy["message_id"])
    answer = 'TLP:GREEN · Ballot Watch · "B."\nConfirmed here'

    def answered() -> bool:
        return any(
            one["text"] == answer and one.get("thread_ts") == root for one in stage.in_slack(DESK)
        )

    await stage.until(answered, "the answer in the Slack thread", at=DESK)
    say(f"Telegram → Slack   {_line(answer)} (in the thread)")
    stage.slack.edit(DESK, root, "TLP:GREEN The hours are right again", blocks=[])
    edited = 'TLP:GREEN · Ballot Institute · "Ann"\nThe hours are right again'
    await stage.until(
        lambda: edited in _texts(stage.in_telegram(WATCH_DESK)),
        "the edit in the Telegram group",
        at=WATCH_DESK,
    )
    say(f"edit followed      {_line(edited)}")


async def amber_stays_agreed(stage: Stage, say: Say) -> None:
    """AMBER crosses the agreed bridge only."""
    held = stage.count(_HELD_DELIVERIES)
    stage.slack.say(DESK, ANN, "TLP:AMBER A server of ours is attacked")
    wanted = 'TLP:AMBER · Ballot Institute · "Ann"\nA server of ours is attacked'
    await stage.until(
        lambda: wanted in _texts(stage.in_telegram(WATCH_DESK)),
        "the AMBER message at Ballot Watch",
        at=WATCH_DESK,
    )
    say(f"agreed bridge      {_line(wanted)}")
    await stage.until(
        lambda: stage.count(_HELD_DELIVERIES) > held,
        "the hold for the observers in the database",
    )
    await at_rest(stage)
    if any("attacked" in text for text in _texts(stage.in_slack(OBSERVERS))):
        raise Failed("AMBER reached the observers, who did not agree")
    say("other bridge       held: nobody there was addressed")


async def red_stays(stage: Stage, say: Say) -> None:
    """RED typed in a room goes no further, and its author is told."""
    await at_rest(stage)
    before = _everything(stage)
    stage.slack.say(DESK, ANN, "TLP:RED The name of our source")
    await stage.until(
        lambda: any(
            "did not leave" in text for text in _texts(stage.slack.direct(INSTITUTE_TEAM, ANN))
        ),
        "the notice to the author",
        at=ANN,
    )
    await at_rest(stage)
    if _everything(stage) != before:
        raise Failed("something was posted in a room because of a RED message")
    if not stage.holds_nowhere("The name of our source"):
        raise Failed("the RED text lies in the database in plain")
    say(f"author was told    {_line(_texts(stage.slack.direct(INSTITUTE_TEAM, ANN))[-1])}")


async def talk_stays(stage: Stage, say: Say) -> None:
    """Talk in a share room stays; a doubtful label in a strict room is held."""
    kept, held, before = stage.count(_MESSAGES), stage.count(_HELD), _everything(stage)
    stage.slack.say(TEAM_ROOM, ANN, "Who brings the coffee today?")
    stage.slack.say(STRICT, ANN, "Is this TLP:GREEN or not?")
    await stage.until(lambda: stage.count(_HELD) > held, "the doubtful message to be held")
    await stage.until(
        lambda: any("wait" in text for text in _texts(stage.slack.direct(INSTITUTE_TEAM, ANN))),
        "the notice about the held message",
        at=ANN,
    )
    stage.slack.say(TEAM_ROOM, ANN, "TLP:GREEN This one may go")
    await stage.until(
        lambda: any("may go" in text for text in _texts(stage.in_telegram(WATCH_TEAM))),
        "the labelled message of the same room",
        at=WATCH_TEAM,
    )
    await at_rest(stage)
    if _everything(stage) != before + 1:
        raise Failed("something crossed that should have stayed")
    if stage.count(_MESSAGES) != kept + 2:
        raise Failed("unlabelled talk of a share room was stored")
    say("share room         the talk stayed, unasked and unstored")
    say("strict room        held, and its author told")


async def nothing_is_lost(stage: Stage, say: Say) -> None:
    """The bot is killed in the middle of 60 messages, started again, and loses none."""
    await stage.stop_bot(signal.SIGTERM)
    stage.slack.set_limits(per_channel_per_second=0, tier2=0, tier3=0, tier4=0)
    stage.telegram.set_limits(per_second=0, per_chat_per_second=0, per_group_per_minute=0)
    await stage.start_bot(unlimited=True)
    expected = set()
    for number in range(_EACH_WAY_AND_ROOM):
        for slack_room, group in zip(SLACK_ROOMS, TELEGRAM_ROOMS, strict=True):
            stage.slack.say(slack_room, ANN, f"TLP:GREEN to {group} body {number:02d}")
            stage.telegram.say(group, BO, f"TLP:GREEN to {slack_room} body {number:02d}")
            expected |= {f"to {group} body {number:02d}", f"to {slack_room} body {number:02d}"}
    await stage.until(
        lambda: len(_bodies(stage)) >= _BEFORE_THE_KILL, "the first of sixty messages", at=DESK
    )
    await stage.stop_bot(signal.SIGKILL)
    at_the_kill = len(set(_bodies(stage)) & expected)
    await stage.start_bot(unlimited=True)
    await stage.until(
        lambda: expected <= set(_bodies(stage)), "all of sixty messages after the kill", at=DESK
    )
    await at_rest(stage)
    doubles = [body for body, count in Counter(_bodies(stage, marked=False)).items() if count > 1]
    if doubles:
        raise Failed(f"{len(doubles)} messages came twice without a mark")
    repeats = len(_bodies(stage)) - len(_bodies(stage, marked=False))
    say(
        f"killed with {at_the_kill} of 60 sent; after the start all 60 were there, {repeats} marked"
    )


def _bodies(stage: Stage, *, marked: bool = True) -> list[str]:
    """Return the bodies of copies, with or without those marked as repeats."""
    posts = [one for room in SLACK_ROOMS for one in stage.in_slack(room)]
    posts += [one for room in TELEGRAM_ROOMS for one in stage.in_telegram(room)]
    return [
        text.partition("\n")[2]
        for text in _texts(posts)
        if " body " in text and (marked or "(repeat)" not in text)
    ]


def _everything(stage: Stage) -> int:
    """Return how many messages of the bot stand in all rooms."""
    channels = (*SLACK_ROOMS, OBSERVERS)
    return sum(len(stage.in_slack(room)) for room in channels) + sum(
        len(stage.in_telegram(room)) for room in TELEGRAM_ROOMS
    )


def _line(text: str) -> str:
    return text.replace("\n", " ⏎ ")


STEPS: Final[tuple[Callable[[Stage, Say], Awaitable[None]], ...]] = (
    green_crosses,
    amber_stays_agreed,
    red_stays,
    talk_stays,
    nothing_is_lost,
    *by_hand.STEPS,
    *at_the_desk.STEPS,
)


async def play(stage: Stage, say: Say) -> bool:
    """Play every step; returns whether all of them showed what they should."""
    number, title = 0, "the stage is set"
    try:
        async with stage:
            await stage.start_bot()
            for number, step in enumerate(STEPS, start=1):
                title = (step.__doc__ or "").strip()
                say(f"{number}. {title}")
                await step(stage, lambda line: say(f"     {line}"))
    except Failed as failure:
        say(f"FAILED in step {max(number, 1)} ({title}): {failure}")
        return False
    say(f"All {_NUMBERS[len(STEPS)]} steps held.")
    return True
