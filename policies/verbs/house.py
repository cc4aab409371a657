"""What everybody may ask."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

COMMANDS: Final = (
    Command(
        name="start",
        who=Who.ANYONE,
        usage="start [CODE]",
        summary=lambda words: words.gettext("Let me write to you in private."),
        where=Where.PRIVATE,
        listed=False,
        seats=True,
    ),
    Command(
        name="help",
        who=Who.LINKED,
        usage="help [all|command]",
        summary=lambda words: words.gettext("Show what you may do here."),
        seats=True,
    ),
)
