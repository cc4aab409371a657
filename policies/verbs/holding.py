"""What is done about messages that wait, and about what rooms do with unlabelled text."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

COMMANDS: Final = (
    Command(
        name="held",
        daily=True,
        who=Who.LINKED,
        usage="held [id]",
        summary=lambda words: words.gettext(
            "List what waits of yours, or of your organisation, or open one of it."
        ),
        where=Where.PRIVATE,
    ),
    Command(
        name="share",
        daily=True,
        who=Who.LINKED,
        usage="share [TLP:GREEN] [text] (or as a reply)",
        summary=lambda words: words.gettext(
            "Share a message of this room that stays here by itself."
        ),
        where=Where.ROOM,
        shortcut="Share",
        seats=True,
    ),
    Command(
        name="ask",
        who=Who.ANYONE,
        usage="ask [31 what you want to know]",
        summary=lambda words: words.gettext(
            "Be asked again about what you write here; or ask whoever made a report."
        ),
        seats=True,
    ),
    Command(
        name="mode",
        daily=True,
        who=Who.STEWARD,
        usage="mode share|desk|strict [TLP:AMBER]",
        summary=lambda words: words.gettext(
            "Say what becomes of what is written in this room without a label."
        ),
        where=Where.ROOM,
    ),
    Command(
        name="answer",
        who=Who.ANYONE,
        usage="answer (a button of a card)",
        summary=lambda words: words.gettext("Label what waits, or give it up."),
        listed=False,
        seats=True,
    ),
    Command(
        name="amend",
        who=Who.ANYONE,
        usage="amend (a button of a card)",
        summary=lambda words: words.gettext("Let an edit stand that waits, or take it back."),
        listed=False,
        seats=True,
    ),
    Command(
        name="unsay",
        who=Who.ANYONE,
        usage="unsay (a button of a card)",
        summary=lambda words: words.gettext("Delete a RED message of yours in its room."),
        listed=False,
        seats=True,
    ),
)
