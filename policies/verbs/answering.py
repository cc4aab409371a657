"""What people do with an alert that was raised."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final = (
    Command(
        name="ack",
        daily=True,
        who=Who.LINKED,
        usage="ack <alert> [note]",
        summary=lambda words: words.gettext("Acknowledge an alert for your organisation."),
        seats=True,
    ),
    Command(
        name="unack",
        who=Who.LINKED,
        usage="unack 17",
        summary=lambda words: words.gettext("Take your organisation's acknowledgement back."),
        seats=True,
    ),
    Command(
        name="decline",
        who=Who.LINKED,
        usage="decline 17 why",
        summary=lambda words: words.gettext(
            "Say that your organisation cannot take an alert, and why: it goes on at once."
        ),
        seats=True,
    ),
    Command(
        name="own",
        who=Who.LINKED,
        usage="own 17",
        summary=lambda words: words.gettext("Take an alert in hand."),
        seats=True,
    ),
    Command(
        name="assign",
        who=Who.LINKED,
        usage="assign 17 @who",
        summary=lambda words: words.gettext("Give an alert to somebody."),
        seats=True,
    ),
    Command(
        name="page",
        who=Who.LINKED,
        usage="page 17 @who",
        summary=lambda words: words.gettext("Page somebody for an alert."),
        seats=True,
    ),
    Command(
        name="resolve",
        who=Who.LINKED,
        usage="resolve 17 handled|false-alarm|duplicate|no-action [note]",
        summary=lambda words: words.gettext("Resolve an alert for everybody, with a reason."),
        seats=True,
    ),
    Command(
        name="reopen",
        who=Who.LINKED,
        usage="reopen 17",
        summary=lambda words: words.gettext("Open a resolved alert again."),
        seats=True,
    ),
    Command(
        name="cancel",
        who=Who.LINKED,
        usage="cancel 17 [why]",
        summary=lambda words: words.gettext(
            "Cancel an alert: what is unsent stops, and whoever was reached is told."
        ),
        seats=True,
    ),
    Command(
        name="severity",
        who=Who.LINKED,
        usage="severity 17 low|medium|high|critical",
        summary=lambda words: words.gettext("Say how bad an alert is now."),
        seats=True,
    ),
    Command(
        name="merge",
        who=Who.LINKED,
        usage="merge 17 into 12",
        summary=lambda words: words.gettext("Close an alert as the same as another."),
        seats=True,
    ),
    Command(
        name="note",
        who=Who.LINKED,
        usage="note 17 text",
        summary=lambda words: words.gettext("Write a line beside an alert."),
        seats=True,
    ),
    Command(
        name="update",
        who=Who.LINKED,
        usage="update 17 text",
        summary=lambda words: words.gettext("Tell everybody whom an alert reached what is new."),
        seats=True,
    ),
    Command(
        name="correct",
        who=Who.LINKED,
        usage="correct 17 text",
        summary=lambda words: words.gettext(
            "Correct an alert's text; everybody whom it reached is told."
        ),
        seats=True,
    ),
    Command(
        name="list",
        who=Who.LINKED,
        usage="list [mine|open|overdue]",
        summary=lambda words: words.gettext("List the alerts that are open."),
        seats=True,
    ),
    Command(
        name="more",
        who=Who.LINKED,
        usage="more 17",
        summary=lambda words: words.gettext("Unfold the card of an alert."),
        seats=True,
        listed=False,
    ),
    Command(
        name="less",
        who=Who.LINKED,
        usage="less 17",
        summary=lambda words: words.gettext("Fold the card of an alert."),
        seats=True,
        listed=False,
    ),
)
