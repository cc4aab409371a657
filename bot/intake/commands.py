"""The acts, cards and dues of this wing, gathered from its parts."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts.lost import OF_REPORTS
from bot.calls import Check, Verb
from bot.cards import Writer
from bot.community import postures
from bot.intake import (
    asking,
    board,
    promoting,
    recalling,
    reporting,
    reports,
    showing,
    verifying,
    working,
)
from bot.intake.stale import BOARD

ACTS: Final[Mapping[str, Verb]] = {
    "report": reporting.report,
    "next": working.next_,
    "claim": working.claim,
    "same": working.same,
    "close": working.close,
    "ask": asking.ask,
    "promote": promoting.promote,
    "posture": postures.posture,
    "recall": recalling.recall,
    "confirm": verifying.confirm,
    "false": verifying.false,
    "checking": verifying.checking,
    "cannot": verifying.cannot,
}
"""By the names under which the commands are declared."""
CHECKS: Final[Mapping[str, Check]] = {"report": reporting.check}
"""Of forms that are filled in step by step, by the same names."""
WRITERS: Final[Mapping[str, Writer]] = {
    BOARD: board.card,
    reports.CARD: showing.card,
    postures.KIND: postures.card,
    asking.QUESTION: asking.card,
    asking.UNREAD: asking.unread,
    asking.ANSWERED: asking.answered_card,
}
"""By the kind of card."""
DUES: Final[Mapping[str, DueAct]] = {
    BOARD: board.show,
    working.IDLE: working.idle,
    reports.OLD: reports.old,
    OF_REPORTS: reports.lost,
    promoting.PROMOTION: promoting.look,
    postures.KIND: postures.look,
}
"""By the kind of what falls due."""
