"""The acts, cards and dues of this wing, gathered from its parts."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts import escalation
from bot.calls import Verb
from bot.cards import Writer

ACTS: Final[Mapping[str, Verb]] = {}
"""By the names under which the commands are declared."""
WRITERS: Final[Mapping[str, Writer]] = {}
"""By the kind of card."""
DUES: Final[Mapping[str, DueAct]] = {**escalation.DUES}
"""By the kind of what falls due."""
