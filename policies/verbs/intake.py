"""Reports, and whether what is told is so."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="report",
        daily=True,
        who=Who.LINKED,
        usage="report [TLP:AMBER] what you saw (or as a reply)",
        summary=lambda words: words.gettext("Tell those on duty what you saw; it rings no phone."),
        shortcut="Report",
        seats=True,
    ),
    Command(
        name="next",
        daily=True,
        who=Who.DUTY,
        usage="next",
        summary=lambda words: words.gettext("Take the oldest report that nobody has."),
        seats=True,
    ),
    Command(
        name="claim",
        who=Who.DUTY,
        usage="claim 31",
        summary=lambda words: words.gettext("Take this report."),
        seats=True,
    ),
    Command(
        name="same",
        who=Who.DUTY,
        usage="same 31 as 12",
        summary=lambda words: words.gettext("Say that a report is the same as another."),
        seats=True,
    ),
    Command(
        name="promote",
        who=Who.DUTY,
        usage="promote 31 [high] [to …]",
        summary=lambda words: words.gettext("Draft an alert of a report."),
        seats=True,
    ),
    Command(
        name="confirm",
        who=Who.DUTY,
        usage="confirm 31|A-17 [from what]",
        summary=lambda words: words.gettext(
            "Say that a report or alert of another organisation is so."
        ),
    ),
    Command(
        name="false",
        who=Who.DUTY,
        usage="false 31|A-17 [from what]",
        summary=lambda words: words.gettext(
            "Say that it is not so: every copy says it, and whoever has one is told."
        ),
    ),
    Command(
        name="checking",
        who=Who.DUTY,
        usage="checking 31|A-17",
        summary=lambda words: words.gettext("Say that you look into it."),
    ),
    Command(
        name="cannot",
        who=Who.DUTY,
        usage="cannot tell 31|A-17",
        summary=lambda words: words.gettext("Say that it cannot be told whether it is so."),
    ),
    Command(
        name="posture",
        who=Who.LINKED,
        usage="posture [declare FROM to UNTIL … | end P-3]",
        summary=lambda words: words.gettext(
            "Show what is agreed for a time, or declare it: stewards of each organisation sign."
        ),
        where=Where.PRIVATE,
    ),
)
