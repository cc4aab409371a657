"""answerCallbackQuery: what a person sees after pressing a button."""

from bot.sandbox.telegram.desk import Desk
from bot.sandbox.telegram.parameters import Parameters
from bot.sandbox.telegram.refusals import bad
from bot.sandbox.telegram.state import Bot

ANSWERED = 30
"""Seconds that a person's client waits for the answer.

The page names no number; bots that answer later have met the refusal from half a minute on, and
the stand-in keeps to the strict end.
"""
MAX_ANSWER = 200
"""https://core.telegram.org/bots/api#answercallbackquery (text)."""


def answer_callback_query(desk: Desk, bot: Bot, p: Parameters) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery: once, and soon."""
    query = bot.queries.get(p.text("callback_query_id"))
    if query is None or query.answer is not None or desk.world.now() - query.at > ANSWERED:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if len(p.text("text")) > MAX_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    if p.text("url"):
        # Only games and t.me links to the bot itself may be opened; the stand-in knows none.
        raise bad("URL_INVALID")
    query.answer = {"text": p.text("text"), "show_alert": p.flag("show_alert")}
    return True
