"""The acts, cards and dues of this wing, gathered from its parts."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.calls import Check, Verb
from bot.cards import Writer
from bot.duty import (
    coverage,
    elections,
    fetching,
    oncall,
    planning,
    rotas,
    showing,
    swapping,
    taking,
)

ACTS: Final[Mapping[str, Verb]] = {
    "oncall": showing.oncall_,
    "take": taking.take,
    "swap": swapping.swap,
    "handoff": taking.handoff,
    **rotas.ACTS,
    **elections.ACTS,
}
"""By the names under which the commands are declared."""
CHECKS: Final[Mapping[str, Check]] = {
    "handoff": taking.check,
    "election": elections.check,
}
"""Of forms that are filled in step by step, by the same names."""
WRITERS: Final[Mapping[str, Writer]] = {
    showing.CARD: showing.card,
    swapping.CARD: swapping.card,
    coverage.CARD: coverage.card,
    fetching.CARD: fetching.card,
}
"""By the kind of card."""
DUES: Final[Mapping[str, DueAct]] = {
    oncall.SHIFT: showing.shift_ended,
    planning.DUTY: planning.plan,
    swapping.OVER: swapping.over,
}
"""By the kind of what falls due."""
