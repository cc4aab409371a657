"""The acts, cards and dues of this wing, gathered from its parts."""

from collections.abc import Mapping
from typing import Final

from bot import derived
from bot.agenda import DueAct
from bot.alerts import (
    audiences,
    checking,
    deeds,
    drafting,
    escalation,
    exercising,
    guided,
    guiding,
    inheriting,
    lost,
    plans,
    previewing,
    raising,
    waiting,
)
from bot.calls import Check, Verb
from bot.cards import Writer
from bot.community.releasing import REOPENED

ACTS: Final[Mapping[str, Verb]] = {
    **deeds.ACTS,
    **escalation.ACTS,
    **plans.ACTS,
    "new": drafting.new,
    "change": drafting.change,
    "send": raising.send,
    "discard": drafting.discard,
    "drill": drafting.drill,
    "exercise": exercising.exercise,
    "guide": guiding.guide,
    "audience": audiences.audience,
    "undo": raising.undo,
}
"""By the names under which the commands are declared."""
CHECKS: Final[Mapping[str, Check]] = checking.CHECKS
"""Of forms that are filled in step by step, by the same names."""
WRITERS: Final[Mapping[str, Writer]] = {
    **deeds.WRITERS,
    **escalation.WRITERS,
    **plans.WRITERS,
    inheriting.TOLD: inheriting.write,
    previewing.PREVIEW: previewing.write,
    guided.QUESTION: guided.write,
    audiences.AUDIENCE: audiences.write,
}
"""By the kind of card."""
DUES: Final[Mapping[str, DueAct]] = {
    **deeds.DUES,
    **escalation.DUES,
    **plans.DUES,
    waiting.LEAVES: raising.leaves,
    REOPENED: lost.reopened,
    lost.OF_ALERTS: lost.alerts,
    derived.STRICTER: inheriting.follow,
    inheriting.SWEEP: inheriting.sweep,
    waiting.GIVEN_UP: drafting.over,
    guided.FORGET: guided.forget,
}
"""By the kind of what falls due."""
