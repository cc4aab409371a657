"""The acts, cards and dues of this wing, gathered from its parts."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts.stale import DESK
from bot.calls import Verb
from bot.cards import Writer
from bot.desk import outages, showing, status

ACTS: Final[Mapping[str, Verb]] = {}
"""By the names under which the commands are declared."""
WRITERS: Final[Mapping[str, Writer]] = {
    status.STATUS: status.card,
    outages.OUTAGE: outages.card,
}
"""By the kind of card."""
DUES: Final[Mapping[str, DueAct]] = {DESK: showing.anew, showing.PULSE: showing.pulse}
"""By the kind of what falls due."""
