"""The dues, cards and verbs by which alerts move on, gathered from their parts."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts import (
    approving,
    choosing,
    detouring,
    escalating,
    fallback,
    lapsing,
    moving,
    pool,
    quieting,
    seconding,
    seeing,
    snoozing,
    stepping,
    unreachable,
    waiting,
)
from bot.calls import Verb
from bot.cards import Writer

_OF_AN_ALERT: Final[Mapping[str, Verb]] = {
    "escalate": moving.escalate,
    "snooze": moving.snooze,
    "still": moving.still,
    "approve": seconding.approve,
    "reject": seconding.reject,
    "glass": seconding.glass,
}
ACTS: Final[Mapping[str, Verb]] = {
    **seeing.noting(_OF_AN_ALERT),
    "quiet": choosing.quiet,
    "channels": choosing.channels,
    "zone": choosing.zone,
    "language": choosing.language,
    "contacts": stepping.contacts,
    "escalation": stepping.escalation,
}
"""By the names under which the commands are declared."""
WRITERS: Final[Mapping[str, Writer]] = {
    lapsing.LAPSE: lapsing.card,
    waiting.APPROVAL: seconding.write_question,
    pool.OUTCOME: seconding.write_outcome,
    seconding.GLASS: seconding.write_glass,
}
"""By the kind of card."""
DUES: Final[Mapping[str, DueAct]] = {
    waiting.ESCALATE: escalating.escalate,
    waiting.ACK_TIMEOUT: lapsing.ack_timeout,
    waiting.WAKE: snoozing.wake,
    waiting.UNANSWERED: fallback.unanswered,
    waiting.SHOWN: escalating.shown,
    waiting.QUIET_END: quieting.quiet_end,
    unreachable.FAILED: unreachable.failed,
    waiting.APPROVAL: approving.expire,
    detouring.AROUND: detouring.around,
}
"""By the kind of what falls due."""
