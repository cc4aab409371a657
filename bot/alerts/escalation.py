"""The dues, cards and verbs by which alerts move on, gathered from their parts."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts import escalating, fallback, paging, quieting

DUES: Final[Mapping[str, DueAct]] = {
    fallback.ESCALATE: escalating.escalate,
    fallback.UNANSWERED: fallback.unanswered,
    fallback.SHOWN: escalating.shown,
    paging.QUIET_END: quieting.quiet_end,
}
"""By the kind of what falls due."""
