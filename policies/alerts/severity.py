"""How bad it is; what is worse goes first."""

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """From the least to the worst."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """1 for the least to 4 for the worst: the rank of an open alert, and its lane's priority.

        Whatever is no alert has the priority 0.
        """
        return _RANKS[self]


_RANKS: Final = {one: at for at, one in enumerate(Severity, start=1)}
NOT_RAISED: Final = -1
"""The rank of what is drafted or scheduled and not raised yet."""
