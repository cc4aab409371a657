"""Six steps more: what people do with files, strangers, copies, questions, rooms and a lost phone.

Each is judged by what the stand-ins show, as the first five are.
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from bot.demo.picture import NAME, metadata, sample
from bot.demo.rest import at_rest
from bot.demo.scene import (
    ANN,
    BO,
    CLEO,
    DESK,
    ELI,
    INSTITUTE_TEAM,
    NIGHT,
    STRANGER,
    STRICT,
    WATCH_DESK,
    WATCH_NIGHT,
    WATCH_STRICT,
    WATCH_TEAM,
)
from bot.demo.stage import Failed, Stage

Say = Callable[[str], None]
_PAUSED, _OPEN_AGAIN = "Sharing is paused", "Sharing goes on"
_UNSETTLED: Final = re.compile("under way|not reachable")
_CODE: Final = re.compile(r"link (\S+) TLP")


async def a_picture_without_its_place(stage: Stage, say: Say) -> None:
    """A picture crosses without the place where it was taken."""
    before = metadata(sample())
    if before is None or not before.place:
        raise Failed("the picture of the demo does not say where it was taken")
    handed = {"name": NAME, "content": sample()}
    stage.slack.upload(DESK, ANN, [handed], "TLP:GREEN The queue in Nakuru")

    def in_the_group() -> list[bytes]:
        return [_photograph(stage, one) for one in stage.in_telegram(WATCH_DESK) if "photo" in one]

    await stage.until(in_the_group, "the picture in the Telegram group", at=WATCH_DESK)
    _without_place(in_the_group()[-1], "Telegram")
    say(f"before             {before.words}")
    say(f"in Telegram        {_told(in_the_group()[-1])}")
    stage.telegram.send_file(
        WATCH_DESK, BO, "document", sample(), name=NAME, mime="image/jpeg",
        caption="TLP:GREEN The same from here",
    )  # fmt: skip

    def in_slack() -> list[bytes]:
        theirs = [one for one in stage.slack.messages(DESK) if one.get("user") != ANN]
        files = [file for one in theirs for file in one.get("files", ())]
        return [Path(stage.slack.file_path(one["id"])).read_bytes() for one in files]

    await stage.until(in_slack, "the picture in the Slack channel", at=DESK)
    _without_place(in_slack()[-1], "Slack")
    say(f"in Slack           {_told(in_slack()[-1])}")


async def an_outsider_pauses_sharing(stage: Stage, say: Say) -> None:
    """A stranger in a room pauses sharing there; linked members are told one by one."""
    await stage.until(lambda: _looked(stage), "the bot to look who is in the room")
    link = stage.telegram.invite_link(WATCH_DESK, CLEO)
    stage.telegram.join(WATCH_DESK, STRANGER, link)
    await stands(stage, WATCH_DESK, _PAUSED, "the word that sharing is paused")
    say("in the room        sharing is paused")
    stage.slack.say(DESK, ANN, "TLP:AMBER Ballots are being moved tonight")
    for who in (BO, CLEO):
        what = "the AMBER message in a linked member's own chat"
        await stands(stage, who, "Ballots are being moved", what)
    await at_rest(stage)
    if _standing(stage, WATCH_DESK, "Ballots are being moved"):
        raise Failed("AMBER was sent into a room with a stranger in it")
    say("linked members     have it one by one, in private; the room has not")
    await press(stage, CLEO, "Remove")
    await stage.until(
        lambda: stage.telegram.member(WATCH_DESK, STRANGER)["status"] in ("kicked", "left"),
        "the stranger to be removed", at=WATCH_DESK,
    )  # fmt: skip
    await stands(stage, WATCH_DESK, _OPEN_AGAIN, "the room to open again")
    await stands(stage, WATCH_DESK, "Ballots are being moved", "what waited for the room")
    say("a steward pressed  Remove: the room is open again and has what waited")


async def a_recall(stage: Stage, say: Say) -> None:
    """A message is recalled: its copies go, and its author reads what became of them."""
    number = stage.slack.say(DESK, ANN, "TLP:GREEN The recount is off")
    await stands(stage, WATCH_DESK, "The recount is off", "the copy")
    stage.slack.shortcut(DESK, ANN, number, "recall")
    await stage.until(
        lambda: not _standing(stage, WATCH_DESK, "The recount is off"),
        "the copy to be withdrawn", at=WATCH_DESK,
    )  # fmt: skip

    def report() -> list[str]:
        told = [str(one.get("text", "")) for one in stage.slack.direct(INSTITUTE_TEAM, ANN)]
        return [one for one in told if "is withdrawn" in one and not _UNSETTLED.search(one)]

    await stage.until(report, "the report to its author", at=ANN)
    say(f"author was told    {report()[-1].replace(chr(10), ' ⏎ ')}")


async def a_hold_answered(stage: Stage, say: Say) -> None:
    """A doubtful message waits until its author answers on the phone."""
    stage.telegram.say(WATCH_STRICT, BO, "Is this TLP:GREEN or not? Two boxes stood open")
    found = await _card(stage, BO, "GREEN")
    await at_rest(stage)
    if _in_slack(stage, STRICT, "Two boxes stood open"):
        raise Failed("what waits for an answer has crossed without it")
    say(f"card on the phone  {' | '.join(one['text'] for one in _buttons(found))}")
    await press(stage, BO, "GREEN")
    await stage.until(
        lambda: _in_slack(stage, STRICT, "Two boxes stood open"), "the answered message", at=STRICT
    )
    say("one tap            and it crossed as TLP:GREEN")


async def two_rooms_linked(stage: Stage, say: Say) -> None:
    """Two rooms are linked by a code, once both stewards accept."""
    stage.slack.command(NIGHT, ANN, "link")

    def code() -> re.Match[str] | None:
        told = [str(one.get("text", "")) for one in stage.slack.direct(INSTITUTE_TEAM, ANN)]
        found = [match for one in told if (match := _CODE.search(one))]
        return found[-1] if found else None

    await stage.until(code, "the code for the Slack room", at=ANN)
    given = code()
    if given is None:
        raise Failed("the code was taken away again")
    stage.telegram.say(WATCH_NIGHT, CLEO, f"/link {given[1]} TLP:AMBER")
    await press(stage, CLEO, "Accept")
    stage.slack.say(NIGHT, ANN, "TLP:GREEN Too early")

    def card() -> list[dict[str, Any]]:
        return [
            one for one in stage.slack.direct(INSTITUTE_TEAM, ANN) if "Accept" in str(one["blocks"])
        ]

    await stage.until(card, "the steward's card in Slack", at=ANN)
    await at_rest(stage)
    if _standing(stage, WATCH_NIGHT, "Too early"):
        raise Failed("something crossed before both had accepted")
    shown = card()[-1]
    private = stage.direct(ANN)
    stage.slack.press(private, ANN, shown["ts"], "Accept")
    await stage.until(
        lambda: stage.slack.pinned(NIGHT), "the agreement to be pinned in Slack", at=NIGHT
    )
    stage.slack.say(NIGHT, ANN, "TLP:GREEN Good evening")
    await stands(stage, WATCH_NIGHT, "Good evening", "what is said there now")
    say("code typed, both stewards accepted, tested, announced and pinned: it crosses now")


async def a_phone_is_locked(stage: Stage, say: Say) -> None:
    """A colleague locks a taken phone, and it goes blank."""
    before = len(stage.in_telegram(ELI))
    stage.slack.say(stage.direct(ANN), ANN, "to @eli The house in Nyeri is watched")

    def shown() -> list[str]:
        return [words_of(one) for one in _posts(stage, ELI)]

    await stage.until(lambda: len(shown()) > before, "something on the phone", at=ELI)
    await at_rest(stage)
    if any("Nyeri" in one for one in shown()):
        raise Failed("the phone of somebody at risk showed the text before it was opened")
    say(f"the phone shows    {shown()[0]}")
    await press(stage, ELI, "Open")
    await stands(stage, ELI, "Nyeri", "the opened text")
    stage.telegram.say(CLEO, CLEO, "/lock @eli")
    await stage.until(lambda: not any(map(str.strip, shown())), "the phone to be blank", at=ELI)
    say("locked             nothing of ours stands on that phone any more")
    # While that account was in the room sharing was paused there.
    stage.slack.say(DESK, ANN, "TLP:GREEN We are among ourselves again")
    await stands(stage, WATCH_DESK, "among ourselves again", "the room to be open again")


def _looked(stage: Stage) -> bool:
    """Tell whether the bot knows who is in the group: it has gone on to ask about the next one."""
    return any(
        one["method"] == "getChatMemberCount" and str(one["params"]["chat_id"]) == str(WATCH_TEAM)
        for one in stage.telegram.entries(kind="call")
    )


def _posts(stage: Stage, room: int) -> list[dict[str, Any]]:
    """Return what the bot has posted in a group or a private chat, newest first."""
    return stage.in_telegram(room)[::-1]


def words_of(one: dict[str, Any]) -> str:
    """Return the words of a message of Telegram's."""
    return str(one.get("text") or one.get("caption") or "")


def _standing(stage: Stage, room: int, words: str) -> bool:
    return any(words in words_of(one) for one in _posts(stage, room))


async def stands(stage: Stage, room: int, words: str, what: str) -> None:
    """Wait until we have posted these words in a group or a private chat."""
    await stage.until(lambda: _standing(stage, room, words), what, at=room)


def _in_slack(stage: Stage, room: str, words: str) -> bool:
    return any(words in words_of(one) for one in stage.in_slack(room))


def _buttons(one: dict[str, Any]) -> list[dict[str, str]]:
    rows = one.get("reply_markup", {}).get("inline_keyboard", ())
    return [button for row in rows for button in row]


def _card_with(stage: Stage, user: int, label: str) -> dict[str, Any] | None:
    """Return the newest card in a person's private chat with such a button."""
    for one in _posts(stage, user):
        if any(label in button["text"] for button in _buttons(one)):
            return one
    return None


async def _card(stage: Stage, user: int, label: str) -> dict[str, Any]:
    await stage.until(
        lambda: _card_with(stage, user, label), f"a card with a button {label!r}", at=user
    )
    found = _card_with(stage, user, label)
    if found is None:
        raise Failed(f"the card with the button {label!r} was taken away again")
    return found


async def press(stage: Stage, user: int, label: str) -> None:
    """Press a button of the newest card with such a one in a person's private chat."""
    card = await _card(stage, user, label)
    chosen = next(one["text"] for one in _buttons(card) if label in one["text"])
    stage.telegram.press(user, user, card["message_id"], button=chosen)


def _photograph(stage: Stage, one: dict[str, Any]) -> bytes:
    return stage.telegram.file(one["photo"][-1]["file_id"])


def _without_place(content: bytes, where: str) -> None:
    found = metadata(content)
    if found is None or found.place:
        raise Failed(f"the picture in {where} is none, or says where it was taken")


def _told(content: bytes) -> str:
    found = metadata(content)
    return "no picture" if found is None else found.words


STEPS: Final[tuple[Callable[[Stage, Say], Awaitable[None]], ...]] = (
    a_picture_without_its_place,
    a_recall,
    a_hold_answered,
    two_rooms_linked,
    an_outsider_pauses_sharing,
    a_phone_is_locked,
)
