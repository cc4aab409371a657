"""Buttons: each holds a line as one types it, so a press goes the way of a typed command.

A platform carries a line of at most 64 bytes in a button
(https://core.telegram.org/bots/api#inlinekeyboardbutton), and 75 characters on it
(https://docs.slack.dev/reference/block-kit/block-elements/button-element).
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

LONGEST_LINE: Final = 64
"""Bytes of UTF-8."""
LONGEST_LABEL: Final = 75
Looks: TypeAlias = Literal["plain", "primary", "danger"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """What stands on it, the line that a press types, and its looks where a platform has them.

    Raises ValueError for a line that no platform would carry, so that none is cut in two.
    """

    label: str
    line: str
    style: Looks = "plain"

    def __post_init__(self) -> None:
        """Refuse what a platform refuses."""
        if not 0 < len(self.line.encode()) <= LONGEST_LINE:
            raise ValueError("a button's line has 1 to 64 bytes")
        if not 0 < len(self.label.strip()) <= LONGEST_LABEL:
            raise ValueError("a button's label has 1 to 75 characters")


Rows: TypeAlias = tuple[tuple[Button, ...], ...]
"""Buttons, row by row."""
