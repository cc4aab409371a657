"""What the wings show on cards: the writer of each kind, in one table."""

from collections.abc import Mapping
from typing import Final

from bot.cards import Writer

WRITERS: Final[Mapping[str, Writer]] = {}
"""Writers by the kind of card."""
