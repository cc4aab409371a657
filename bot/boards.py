"""What the wings show on cards: the writer of each kind, in one table."""

from collections.abc import Mapping
from typing import Final

from bot.announcing import ANNOUNCEMENT
from bot.cards import Writer
from bot.community import agreements, announcements, doorkeeping, modes, risk, trials
from bot.messages import reactions
from bot.messages.spread import REACTIONS
from bot.sharing import commands as sharing
from bot.sharing import holding

WRITERS: Final[Mapping[str, Writer]] = {
    **doorkeeping.WRITERS,
    **risk.WRITERS,
    agreements.AGREEMENT: agreements.card,
    **sharing.WRITERS,
    modes.MODE: modes.card,
    **doorkeeping.WRITERS,
    REACTIONS: reactions.card,
    agreements.AGREEMENT: agreements.card,
    modes.MODE: modes.card,
    **holding.WRITERS,
    trials.TEST: trials.card,
    ANNOUNCEMENT: announcements.card,
    REACTIONS: reactions.card,
}
"""Writers by the kind of card."""
