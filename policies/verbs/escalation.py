"""Alerts that move on: at once, later, with a second person; and what people choose for pages."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="escalate",
        who=Who.LINKED,
        usage="escalate <alert> [why]",
        summary=lambda words: words.gettext("Have an alert go to the next in line now."),
        seats=True,
    ),
    Command(
        name="snooze",
        who=Who.LINKED,
        usage="snooze <alert> <for how long>",
        summary=lambda words: words.gettext("Put an alert off: nobody is paged until then."),
    ),
    Command(
        name="still",
        who=Who.LINKED,
        usage="still <alert>",
        summary=lambda words: words.gettext("Say that you are at what you acknowledged."),
        seats=True,
        listed=False,
    ),
    Command(
        name="approve",
        who=Who.DUTY,
        usage="approve <alert>",
        summary=lambda words: words.gettext(
            "Approve, as the second person, an alert to the whole community."
        ),
    ),
    Command(
        name="reject",
        who=Who.DUTY,
        usage="reject <alert>",
        summary=lambda words: words.gettext(
            "Refuse, as the second person, an alert to the whole community."
        ),
    ),
    Command(
        name="glass",
        who=Who.LINKED,
        usage="glass <alert> country:<country> <why>",
        summary=lambda words: words.gettext(
            "For danger to life: send what waits for a second person to one country."
        ),
    ),
)
"""What moves an alert on."""
