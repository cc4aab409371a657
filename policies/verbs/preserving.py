"""Keeping what a matter needs from being forgotten."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final = (
    Command(
        name="hold",
        who=Who.STEWARD,
        usage="hold <matter> [organisation… from 2026-01-31 [to 2026-02-28]] [#message…]",
        summary=lambda words: words.gettext(
            "Keep what a matter needs from being forgotten; it takes two of you."
        ),
    ),
    Command(
        name="unhold",
        who=Who.STEWARD,
        usage="unhold <matter>",
        summary=lambda words: words.gettext(
            "Let what a matter needed be forgotten in its time; it takes two of you."
        ),
    ),
    Command(
        name="matters",
        who=Who.LINKED,
        usage="matters",
        summary=lambda words: words.gettext(
            "Show for which matters something of your organisation is kept."
        ),
    ),
)
