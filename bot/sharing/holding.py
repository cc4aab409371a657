"""The commands and cards of what waits, by the names that they are known by."""

from collections.abc import Mapping
from typing import Final

from bot.calls import Verb
from bot.cards import Writer
from bot.messages import asking as asked
from bot.sharing import answers, asking, held, red, sharing

ACTS: Final[Mapping[str, Verb]] = {
    "answer": answers.answer,
    "amend": answers.amend,
    "ask": answers.ask,
    "held": held.held,
    "share": sharing.share,
    "unsay": red.unsay,
}
WRITERS: Final[Mapping[str, Writer]] = {
    asked.ASKING: asking.author_card,
    asked.COLLEAGUES: asking.colleague_card,
    asked.CONFIRMING: asking.edit_card,
    asked.RED: asking.red_card,
    answers.ANSWERED: asking.colleague_told,
    red.UNSAID: red.nothing,
}
