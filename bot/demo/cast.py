"""Who is on the stage at the two stand-ins: people, rooms, and two whom no directory knows."""

from collections.abc import Mapping
from typing import Final

from bot.demo.scene import (
    ANN,
    BO,
    CLEO,
    DANA,
    DRILL,
    DUTY,
    ELI,
    FOREIGNER,
    GUEST,
    INSTITUTE_TEAM,
    INTAKE,
    NIA,
    NIGHT,
    OBSERVERS,
    OBSERVERS_TEAM,
    ROOM_NAMES,
    SLACK_ROOMS,
    STRANGER,
    TELEGRAM_ROOMS,
    WATCH_DESK,
    WATCH_NIGHT,
)
from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.telegram.server import TelegramStandIn

OUTSIDERS: Final[dict[str | int, str]] = {GUEST: "Gil", FOREIGNER: "Hal", STRANGER: "Max"}
"""Whom no directory knows."""


def in_slack(slack: SlackStandIn, tokens: Mapping[str, tuple[str, str]]) -> None:
    """Make both workspaces; `tokens` are the bot's and the app's by account."""
    for team, account, name, user, person in (
        (INSTITUTE_TEAM, "institute", "Ballot Institute", ANN, "Ann"),
        (OBSERVERS_TEAM, "observers", "Observers Abroad", DANA, "Dana"),
    ):
        own = team.removeprefix("T0")
        slack.add_workspace(
            team, *tokens[account], name=name, bot_user=f"U0BOT{own}", bot_id=f"B0BOT{own}"
        )
        slack.add_user(team, user, person)
    slack.add_user(INSTITUTE_TEAM, NIA, "Nia")
    slack.add_user(INSTITUTE_TEAM, GUEST, OUTSIDERS[GUEST], guest="multi")
    for room in (*SLACK_ROOMS, NIGHT):
        slack.add_channel(INSTITUTE_TEAM, room, name=ROOM_NAMES[room], members=[ANN])
    for room in (DUTY, DRILL):
        slack.add_channel(INSTITUTE_TEAM, room, name=ROOM_NAMES[room], members=[ANN, NIA])
    slack.add_channel(OBSERVERS_TEAM, OBSERVERS, name=ROOM_NAMES[OBSERVERS], members=[DANA])


def in_telegram(telegram: TelegramStandIn, token: str) -> int:
    """Make the people and groups of Ballot Watch, and the bot with this token; returns its id."""
    bot = telegram.add_bot(token, "tocsin_bot", first_name="tocsin")
    for user, name in ((BO, "Bo"), (CLEO, "Cleo"), (ELI, "Eli")):
        telegram.add_user(user, name)
        telegram.started_long_ago(user)
    telegram.add_user(STRANGER, OUTSIDERS[STRANGER])
    for group in (*TELEGRAM_ROOMS, WATCH_NIGHT, INTAKE):
        there = [BO, CLEO, *([ELI] if group == WATCH_DESK else [])]
        telegram.add_chat(group, ROOM_NAMES[group], members=[*there, bot], admins=[CLEO, bot])
    return bot
