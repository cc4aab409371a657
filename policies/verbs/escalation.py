"""Alerts that move on: at once, later, with a second person; and what people choose for pages."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

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
        who=Who.LINKED,
        usage="approve <alert>",
        summary=lambda words: words.gettext(
            "Approve, as the second person, an alert to the whole community."
        ),
    ),
    Command(
        name="reject",
        who=Who.LINKED,
        usage="reject <alert> [why]",
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
    Command(
        name="quiet",
        who=Who.LINKED,
        usage="quiet 22:00-07:00 [city] | high waits|rings | off",
        summary=lambda words: words.gettext("Your quiet hours: what is not urgent waits."),
        where=Where.PRIVATE,
    ),
    Command(
        name="channels",
        who=Who.LINKED,
        usage="channels [severity] <way> … | all",
        summary=lambda words: words.gettext("By which of your ways you are paged, in order."),
        where=Where.PRIVATE,
    ),
    Command(
        name="zone",
        who=Who.LINKED,
        usage="zone <city>",
        summary=lambda words: words.gettext("By which clock times are shown to you."),
        where=Where.PRIVATE,
    ),
    Command(
        name="language",
        who=Who.LINKED,
        usage="language <code>",
        summary=lambda words: words.gettext("The language that you read here."),
        where=Where.PRIVATE,
    ),
    Command(
        name="contacts",
        who=Who.MANAGER,
        usage="contacts list | add <whom> [for high,critical] [after 5m] | set <n> … | remove <n>",
        summary=lambda words: words.gettext("By whom alerts reach your organisation, in order."),
        where=Where.PRIVATE,
    ),
    Command(
        name="escalation",
        who=Who.MANAGER,
        usage="escalation list | show <id> | add|set <id> for …: … ; … | remove <id>",
        summary=lambda words: words.gettext("How alerts move on where nobody answers."),
        where=Where.PRIVATE,
    ),
)
"""What moves an alert on."""
