"""Six steps more: an alert raised and answered, silence, a plan, a kill, a flood, and a drill.

Each is judged by what the stand-ins show. The bot's clock is turned forward; the platforms' is not.
"""

import re
import signal
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from bot.demo.by_hand import press, stands, words_of
from bot.demo.rest import at_rest
from bot.demo.scene import (
    ANN,
    BO,
    CLEO,
    DANA,
    DRILL,
    DUTY,
    INSTITUTE_TEAM,
    INTAKE,
    NIA,
    OBSERVERS,
    WATCH_DESK,
)
from bot.demo.stage import Failed, Stage

Say = Callable[[str], None]
_HUNDRED: Final = 100
_MOST_EDITS: Final = 12
_FIRST: Final = "Queue 000"
_UNDONE: Final = timedelta(seconds=11)
_STEP: Final = timedelta(minutes=5, seconds=5)
_PLANNED: Final = "FROM agenda WHERE kind = 'schedule'"
_NUMBER: Final = re.compile(r"[AS]-(\d+)")


async def an_alert_answered(stage: Stage, say: Say) -> None:
    """An alert is raised from Slack with a form, and acknowledged on a phone."""
    text = "The tally centre in Kisumu is surrounded"
    stage.slack.command(DUTY, ANN, "new")
    await stage.until(lambda: stage.slack.modal(INSTITUTE_TEAM, ANN), "the form", at=DUTY)
    said = {"text": text, "severity": "high", "label": "TLP:AMBER", "audience": "watch, institute"}
    await _sent_off(stage, said)
    await _press_in_slack(stage, ANN, "Send", text)
    say(f"preview            {_last(_private(stage, ANN), text)}")
    stage.turn(_UNDONE)
    await stands(stage, BO, text, "the alert on the phone")
    await _in_slack(stage, DUTY, text, "the alert in the duty room")
    await press(stage, BO, "Acknowledge")
    await _in_slack(stage, DUTY, "1 of 2 organisations acknowledged", "the card in Slack to change")
    say(f"one tap            {_last(_room(stage, DUTY), text)}")
    await _press_in_room(stage, NIA, DUTY, "Resolve", text)
    await _sent_off(stage, {"reason": "handled"}, by=NIA)
    await _in_slack(stage, DUTY, "resolved", "the card to say that it is over")


async def silence_goes_on(stage: Stage, say: Say) -> None:
    """One organisation stays silent: the next person is asked, then the duty officer."""
    text = "Somebody calls voters and says the polls are closed"
    await _raise(stage, f"new high TLP:AMBER to watch: {text}")
    await stands(stage, BO, text, "the alert on the first phone")
    await at_rest(stage)
    if any(text in one for one in _phone(stage, CLEO)):
        raise Failed("the second in line was asked before the first had time to answer")
    stage.turn(_STEP)
    await stands(stage, CLEO, text, "the alert on the next phone")
    say("after 5 minutes    the next in line has it on the phone")
    stage.turn(2 * _STEP)
    await stands(stage, CLEO, "asked 2 times", "those who answer for it to be asked again")
    stage.turn(_STEP)
    await _in_private(stage, NIA, "UNANSWERED", "the alert at the duty officer")
    say(f"in the end         {_last(_private(stage, NIA), text)}")
    await press(stage, CLEO, "Acknowledge")
    await _in_private(stage, NIA, "1 of 1 organisation acknowledged", "the answer in Slack")
    say("then               one tap, and the duty officer sees it")


async def a_drill_is_none(stage: Stage, say: Say) -> None:
    """An exercise says so wherever it is shown, and stays among those who practise."""
    text = "A bomb threat at the printing works"
    marked = "EXERCISE"
    await _raise(stage, f"drill night high TLP:AMBER to institute, watch: {text}")
    await _in_slack(stage, DRILL, text, "the drill in the room for it")
    await at_rest(stage)
    for one in (*_room(stage, DRILL), *_private(stage, ANN)):
        if text in one and marked not in one:
            raise Failed("a drill is shown somewhere without saying that it is one")
    if any(text in one for one in _room(stage, DUTY)) or any(
        text in one for one in _group(stage, WATCH_DESK)
    ):
        raise Failed("a drill stands in a room that is not for drills")
    say(f"everywhere         {_last(_room(stage, DRILL), text)}")


async def a_flood_of_reports(stage: Stage, say: Say) -> None:
    """A hundred reports come in: the board stays calm; one is promoted, confirmed, found false."""
    await at_rest(stage)
    phones = _on_phones(stage)
    before = _calls(stage)
    for number in range(_HUNDRED):
        stage.telegram.say(INTAKE, BO, f"Queue {number:03d} at a school\nPlace: Nakuru")
    await _in_slack(stage, DUTY, "R-1 ", "the board in the duty room")
    stage.turn(timedelta(seconds=7))
    await _in_slack(stage, DUTY, "100", "all of them on the board")
    calls = _calls(stage) - before
    if calls > _MOST_EDITS:
        raise Failed(f"a hundred reports cost the duty room {calls} calls")
    await at_rest(stage)
    if rung := _on_phones(stage)[len(phones) :]:
        raise Failed(f"a report rang a phone: {rung[0]}")
    say(f"100 reports        {calls} of {_MOST_EDITS} calls a duty room may cost, no phone rang")
    stage.slack.command(DUTY, NIA, "promote 1 high to everybody")
    await _press_in_slack(stage, NIA, "Send", _FIRST)
    stage.turn(_UNDONE)
    await stands(stage, WATCH_DESK, _FIRST, "the promoted alert")
    if "UNVERIFIED" not in _last(_group(stage, WATCH_DESK), _FIRST):
        raise Failed("an alert that nobody has confirmed does not say so")
    alert = _number(_group(stage, WATCH_DESK), _FIRST)
    stage.slack.command(OBSERVERS, DANA, f"confirm A-{alert}")
    await _reads(stage, "Confirmed by", "the confirmed alert")
    say(f"confirmed          {_last(_group(stage, WATCH_DESK), _FIRST)}")
    stage.slack.command(OBSERVERS, DANA, f"false A-{alert} it was another school")
    await _reads(stage, "FALSE", "the correction")
    say(f"corrected          {_last(_group(stage, WATCH_DESK), _FIRST)}")


async def _reads(stage: Stage, word: str, what: str, *, of: str = _FIRST) -> None:
    """Wait until what stands last of something in the Telegram group has these words."""
    await stage.until(
        lambda: word in _last(_group(stage, WATCH_DESK), of),
        what,
        at=WATCH_DESK,
    )


async def killed_between_due_and_sent(stage: Stage, say: Say) -> None:
    """The bot is killed after an alert fell due and before it was sent, and continues."""
    text = "Two buses of men on the road to Nyeri"
    await at_rest(stage)
    stage.telegram.fail("sendMessage", status=429, retry_after=2, times=50)
    await _raise(stage, f"new high TLP:AMBER to watch: {text}")
    await stage.until(lambda: _refused(stage, text), "the alert to be on its way")
    await stage.stop_bot(signal.SIGKILL)
    if any(text in one for one in _phone(stage, BO)):
        raise Failed("it was sent before the bot was killed")
    stage.telegram.clear_faults()
    await stage.start_bot()
    await stands(stage, BO, text, "the alert after the start")
    await at_rest(stage)
    count = sum(text in one for one in _phone(stage, BO))
    say(f"killed, started    the phone has it {count} time")
    await press(stage, BO, "Acknowledge")


def _refused(stage: Stage, text: str) -> bool:
    """Tell whether the bot has tried to send something in Telegram, and was told to wait."""
    return any(
        one["method"] == "sendMessage"
        and one["status"] == HTTPStatus.TOO_MANY_REQUESTS
        and text in str(one["params"].get("text", ""))
        for one in stage.telegram.entries(kind="call")
    )


async def planned_around_an_election(stage: Stage, say: Say) -> None:
    """A check-in is planned for the evening before an election, and the clock turned there."""
    day = (stage.now() + timedelta(days=30)).date()
    election = f"election add ke {day} zone Nairobi polls 06:00-17:00 name The vote in Kenya"
    stage.slack.command(DUTY, ANN, election)
    await _in_private(stage, ANN, "The vote in Kenya", "the election to be known")
    stage.slack.command(DUTY, ANN, "checkin E-1 20:00 TLP:GREEN to watch: Is everybody in place?")
    await _press_in_slack(stage, ANN, "Plan it", "Is everybody in place?")
    say(f"planned            {_last(_private(stage, ANN), 'Is everybody in place?')}")
    await stage.until(lambda: stage.count(f"SELECT count(*) {_PLANNED}"), "it to be planned")
    (due,) = stage.rows(f"SELECT due {_PLANNED}")
    stage.turn(timedelta(seconds=float(due[0]) - stage.now().timestamp() + 1))
    await stands(stage, WATCH_DESK, "Is everybody in place?", "the check-in in its time")
    await press(stage, BO, "1 All calm")
    await _reads(stage, "1 of 1 organisation acknowledged", "the answer", of="Is everybody")
    say(f"the evening before {_last(_group(stage, WATCH_DESK), 'Is everybody')}")


async def _raise(stage: Stage, line: str) -> None:
    text = line.rpartition(": ")[2]
    stage.slack.command(DUTY, ANN, line)
    await _press_in_slack(stage, ANN, "Send", text)
    await _in_private(stage, ANN, "leaves at", "the ten seconds in which it can be taken back")
    stage.turn(_UNDONE)


async def _sent_off(stage: Stage, said: Mapping[str, str], *, by: str = ANN) -> None:
    await stage.until(lambda: stage.slack.modal(INSTITUTE_TEAM, by), "a form", at=DUTY)
    stage.slack.fill(INSTITUTE_TEAM, by, dict(said))
    stage.slack.submit(INSTITUTE_TEAM, by)
    await stage.until(lambda: stage.slack.modal(INSTITUTE_TEAM, by) is None, "it to be taken")


async def _press_in_slack(stage: Stage, user: str, label: str, text: str) -> None:
    """Press a button of the card in somebody's own conversation that shows a text."""

    def cards() -> list[dict[str, Any]]:
        return [
            one
            for one in stage.slack.direct(INSTITUTE_TEAM, user)
            if text in str(one.get("text", "")) and label in str(one.get("blocks", ""))
        ]

    await stage.until(cards, f"a card with a button {label!r}", at=user)
    stage.slack.press(stage.direct(user), user, cards()[-1]["ts"], label)


async def _press_in_room(stage: Stage, user: str, room: str, label: str, text: str) -> None:
    def cards() -> list[dict[str, Any]]:
        return [
            one
            for one in stage.in_slack(room)
            if text in str(one.get("text", "")) and label in str(one.get("blocks", ""))
        ]

    await stage.until(cards, f"a card with a button {label!r}", at=room)
    stage.slack.press(room, user, cards()[-1]["ts"], label)


def _private(stage: Stage, user: str) -> list[str]:
    return [str(one.get("text", "")) for one in stage.slack.direct(INSTITUTE_TEAM, user)]


def _room(stage: Stage, room: str) -> list[str]:
    return [str(one.get("text", "")) for one in stage.in_slack(room)]


def _group(stage: Stage, group: int) -> list[str]:
    return [words_of(one) for one in stage.in_telegram(group)]


_phone = _group


def _on_phones(stage: Stage) -> list[str]:
    """Return what the bot has written to those who answer at the watch, in the order of ids."""
    found = [one for who in (BO, CLEO) for one in stage.in_telegram(who)]
    return [words_of(one) for one in sorted(found, key=lambda one: int(one["message_id"]))]


async def _in_slack(stage: Stage, room: str, words: str, what: str) -> None:
    await stage.until(lambda: any(words in one for one in _room(stage, room)), what, at=room)


async def _in_private(stage: Stage, user: str, words: str, what: str) -> None:
    await stage.until(lambda: any(words in one for one in _private(stage, user)), what, at=user)


def _last(texts: list[str], words: str) -> str:
    found = [one for one in texts if words in one]
    return " ⏎ ".join(line for line in found[-1].split("\n") if line) if found else ""


def _number(texts: list[str], words: str) -> str:
    found = [_NUMBER.search(one) for one in texts if words in one]
    number = next((one for one in reversed(found) if one is not None), None)
    if number is None:
        raise Failed("the alert shows no number")
    return number[1]


def _calls(stage: Stage) -> int:
    """Return how often the bot has written into the duty room."""
    return sum(
        one["method"] in ("chat.postMessage", "chat.update", "chat.delete")
        and one["params"].get("channel") == DUTY
        for one in stage.slack.entries(kind="call")
    )


STEPS: Final[tuple[Callable[[Stage, Say], Awaitable[None]], ...]] = (
    an_alert_answered,
    silence_goes_on,
    a_drill_is_none,
    a_flood_of_reports,
    killed_between_due_and_sent,
    planned_around_an_election,
)
