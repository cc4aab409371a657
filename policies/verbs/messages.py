"""What the author of a message may do with it."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

COMMANDS: Final = (
    Command(
        name="delete",
        who=Who.ANYONE,
        usage="delete (as a reply to a message of yours)",
        summary=lambda words: words.gettext("Withdraw a message of yours everywhere."),
        where=Where.ROOM,
        seats=True,
    ),
)
