"""What protects people whose phone may be taken."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

COMMANDS: Final = (
    Command(
        name="lock",
        daily=True,
        who=Who.LINKED,
        usage="lock [@name]",
        summary=lambda words: words.gettext(
            "Lock yourself or somebody out at once, when a phone was taken or lost."
        ),
        unopened="alone",
    ),
    Command(
        name="unlock",
        who=Who.DUTY,
        usage="unlock @name",
        summary=lambda words: words.gettext("Let somebody in again; it takes two of you."),
    ),
    Command(
        name="ping",
        who=Who.LINKED,
        usage="ping [what your phone shows]",
        summary=lambda words: words.gettext(
            "Choose the line that your phone shows when something came for you."
        ),
        where=Where.PRIVATE,
    ),
    Command(
        name="pin",
        who=Who.LINKED,
        usage="pin [second|off]",
        summary=lambda words: words.gettext(
            "Set the PIN that opens what came, or a second one that shows nothing and locks."
        ),
        where=Where.PRIVATE,
        unopened="anything",
    ),
    Command(
        name="open",
        who=Who.LINKED,
        usage="open",
        summary=lambda words: words.gettext("Show what came."),
        where=Where.PRIVATE,
        seats=True,
        listed=False,
        unopened="anything",
    ),
    Command(
        name="hide",
        who=Who.LINKED,
        usage="hide",
        summary=lambda words: words.gettext("Hide it again."),
        where=Where.PRIVATE,
        seats=True,
        listed=False,
        unopened="anything",
    ),
    Command(
        name="key",
        who=Who.LINKED,
        usage="key <digit>",
        summary=lambda words: words.gettext("Press a key of the PIN pad."),
        where=Where.PRIVATE,
        seats=True,
        listed=False,
        unopened="anything",
    ),
)
