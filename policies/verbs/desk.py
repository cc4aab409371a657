"""What shows the whole of it."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="home",
        daily=True,
        who=Who.LINKED,
        usage="home",
        summary=lambda words: words.gettext(
            "Show what is open and who is on duty; in a duty room, pin it anew."
        ),
        seats=True,
    ),
)
"""All that there is to type, in the order in which help lists it."""
