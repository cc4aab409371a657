"""What the wings show on cards: the writer of each kind, in one table."""

from collections.abc import Mapping
from typing import Final

from bot.alerts import approving, lapsing, seconding
from bot.alerts import commands as alerts
from bot.announcing import ANNOUNCEMENT
from bot.cards import Writer
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
from bot.desk import history
from bot.duty import commands as duty
from bot.intake import commands as intake
from bot.intake import reports
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
}
"""Writers by the kind of card."""
TELLING: Final[Mapping[str, Writer]] = {
    kind: WRITERS[kind]
    for kind in (
        approving.APPROVAL,
        seconding.GLASS,
        lapsing.LAPSE,
        history.HISTORY,
        reports.CARD,
    )
}
"""The writers of those that tell somebody in private what may be nothing for them any more."""
