"""What the wings show on cards: the writer of each kind, in one table."""

from collections.abc import Mapping
from typing import Final

from bot.alerts import commands as alerts
from bot.alerts import lapsing, seconding, waiting
from bot.alerts.realigning import Telling
from bot.announcing import ANNOUNCEMENT
from bot.cards import AWAY, Writer, nothing
from bot.community import (
    agreements,
    announcements,
    doorkeeping,
    granting,
    invited,
    inviting,
    modes,
    preserving,
    ready,
    risk,
    trials,
)
from bot.desk import commands as desk
from bot.desk import figures, history
from bot.duty import commands as duty
from bot.intake import asking, reports
from bot.intake import commands as intake
from bot.messages import reactions
from bot.messages.spread import REACTIONS
from bot.sharing import commands as sharing
from bot.sharing import holding

WRITERS: Final[Mapping[str, Writer]] = {
    **holding.WRITERS,
    **sharing.WRITERS,
    modes.MODE: modes.card,
    **doorkeeping.WRITERS,
    **preserving.WRITERS,
    **risk.WRITERS,
    REACTIONS: reactions.card,
    agreements.AGREEMENT: agreements.card,
    granting.GRANT: granting.card,
    inviting.INVITATION: inviting.card,
    invited.ACCEPTED: invited.card,
    ready.TEST: ready.card,
    trials.TEST: trials.card,
    ANNOUNCEMENT: announcements.card,
    **duty.WRITERS,
    **alerts.WRITERS,
    **intake.WRITERS,
    **desk.WRITERS,
    AWAY: nothing,
}
"""Writers by the kind of card."""
TELLING: Final = Telling(
    writers={
        kind: writer
        for wing in (duty, alerts, intake, desk)
        for kind, writer in wing.WRITERS.items()
        # Whoever is asked about a report, or for its label, may be nobody of the directory's.
        if kind not in (asking.QUESTION, asking.UNREAD)
    },
    asked=frozenset(
        {waiting.APPROVAL, seconding.GLASS, lapsing.LAPSE, history.HISTORY, reports.CARD}
    ),
    counted=frozenset({figures.FIGURES}),
)
"""What the desk tells, and how that follows the directory."""
