"""How rooms are joined to each other, and how that ends."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

COMMANDS: Final = (
    Command(
        name="link",
        daily=True,
        who=Who.STEWARD,
        usage="link [CODE] [TLP:AMBER]",
        summary=lambda words: words.gettext(
            "Get a code for this room, or link it with the room that gave you one, up to a label."
        ),
        where=Where.ROOM,
    ),
    Command(
        name="unlink",
        who=Who.STEWARD,
        usage="unlink [bridge]",
        summary=lambda words: words.gettext(
            "Stop sharing at once and ask the other side to end the agreement."
        ),
    ),
    Command(
        name="bridge",
        who=Who.STEWARD,
        usage="bridge pause|resume [bridge]",
        summary=lambda words: words.gettext("Stop or resume sharing through a bridge."),
    ),
    Command(
        name="ceiling",
        who=Who.STEWARD,
        usage="ceiling TLP:GREEN [bridge]",
        summary=lambda words: words.gettext(
            "Lower at once, or with everybody's consent raise, the strictest label of a bridge."
        ),
    ),
    Command(
        name="agree",
        who=Who.STEWARD,
        usage="agree <id>",
        summary=lambda words: words.gettext("Accept an agreement for your organisation."),
        listed=False,
    ),
    Command(
        name="disagree",
        who=Who.STEWARD,
        usage="disagree <id>",
        summary=lambda words: words.gettext("Decline an agreement for your organisation."),
        listed=False,
    ),
)
