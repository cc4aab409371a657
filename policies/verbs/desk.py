"""What shows the whole of it."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="home",
        who=Who.LINKED,
        usage="home",
        summary=lambda words: words.gettext(
            "Show what is open and who is on duty; in a duty room, pin it anew."
        ),
        seats=True,
    ),
    Command(
        name="history",
        who=Who.LINKED,
        usage="history 17",
        summary=lambda words: words.gettext("Show what was done about an alert, and how soon."),
        seats=True,
    ),
    Command(
        name="figures",
        who=Who.LINKED,
        usage="figures [2026-11-01 [2026-11-26]]",
        summary=lambda words: words.gettext(
            "Show how soon alerts were acknowledged and resolved, with a picture and tables."
        ),
    ),
)
"""All that there is to type, in the order in which help lists it."""
