"""What is sent at a time, and the answers that it asks for."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="schedule",
        who=Who.LINKED,
        usage="schedule <when> [severity] TLP:… to names …: text | schedule list | edit S4 …",
        summary=lambda words: words.gettext(
            "Plan an alert for a time, again and again, or around an election."
        ),
    ),
    Command(
        name="remind",
        who=Who.LINKED,
        usage="remind <when> TLP:… to names …: text",
        summary=lambda words: words.gettext("Plan a reminder, which nobody has to answer."),
    ),
    Command(
        name="checkin",
        who=Who.LINKED,
        usage="checkin <when> TLP:… to names …: question",
        summary=lambda words: words.gettext(
            "Plan a check-in: every organisation answers, and silence goes up its chain."
        ),
    ),
    Command(
        name="plan",
        who=Who.LINKED,
        usage="plan S4",
        summary=lambda words: words.gettext("Plan what you have looked at."),
        listed=False,
    ),
    Command(
        name="unplan",
        who=Who.LINKED,
        usage="unplan S4",
        summary=lambda words: words.gettext("Give up a schedule that is not planned yet."),
        listed=False,
    ),
    Command(
        name="pause",
        who=Who.LINKED,
        usage="pause S4",
        summary=lambda words: words.gettext("Let nothing of a schedule be sent for a while."),
    ),
    Command(
        name="resume",
        who=Who.LINKED,
        usage="resume S4",
        summary=lambda words: words.gettext("Let a schedule go on."),
    ),
    Command(
        name="calm",
        who=Who.LINKED,
        usage="calm A-17 [note]",
        summary=lambda words: words.gettext("Answer a check-in: all is calm."),
        seats=True,
        aliases=("1",),
    ),
    Command(
        name="trouble",
        who=Who.LINKED,
        usage="trouble A-17 [what]",
        summary=lambda words: words.gettext("Answer a check-in: your organisation needs help."),
        seats=True,
        aliases=("2",),
    ),
)
