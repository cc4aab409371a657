"""The acts, cards and dues of this wing, gathered from its parts."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts import seeing
from bot.alerts.stale import DESK
from bot.calls import Verb
from bot.cards import HOME, Writer
from bot.desk import figures, history, home, outages, showing, status

ACTS: Final[Mapping[str, Verb]] = {
    "home": home.home,
    **seeing.noting({"history": history.history}),
    "figures": figures.figures,
}
"""By the names under which the commands are declared."""
WRITERS: Final[Mapping[str, Writer]] = {
    status.STATUS: status.card,
    outages.OUTAGE: outages.card,
    HOME: home.card,
    home.QUEUE: home.card,
    history.HISTORY: history.card,
    figures.FIGURES: figures.card,
}
"""By the kind of card."""
DUES: Final[Mapping[str, DueAct]] = {DESK: showing.anew, showing.PULSE: showing.pulse}
"""By the kind of what falls due."""
