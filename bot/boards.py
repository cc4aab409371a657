"""What the wings show on cards: the writer of each kind, in one table."""

from collections.abc import Mapping
from typing import Final

from bot.announcing import ANNOUNCEMENT
from bot.cards import Writer
from bot.community import agreements, announcements, modes, trials
from bot.sharing import holding
from bot.messages import reactions
from bot.messages.spread import REACTIONS

WRITERS: Final[Mapping[str, Writer]] = {
    agreements.AGREEMENT: agreements.card,
    modes.MODE: modes.card,
    **holding.WRITERS,
    trials.TEST: trials.card,
    ANNOUNCEMENT: announcements.card,
    REACTIONS: reactions.card,
}
"""Writers by the kind of card."""
