"""What the wings show on cards: the writer of each kind, in one table."""

from collections.abc import Mapping
from typing import Final

from bot.announcing import ANNOUNCEMENT
from bot.cards import Writer
from bot.community import agreements, announcements, trials

WRITERS: Final[Mapping[str, Writer]] = {
    agreements.AGREEMENT: agreements.card,
    trials.TEST: trials.card,
    ANNOUNCEMENT: announcements.card,
}
"""Writers by the kind of card."""
