"""Who is invited, who may do what, and how somebody leaves."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

COMMANDS: Final = (
    Command(
        name="whoami",
        daily=True,
        who=Who.LINKED,
        usage="whoami",
        summary=lambda words: words.gettext("Show what I know of you, and what you may do."),
        where=Where.PRIVATE,
        seats=True,
    ),
    Command(
        name="invite",
        daily=True,
        who=Who.LINKED,
        usage="invite me | <name> [as role,…] [tag…] [@account] [for organisation]",
        summary=lambda words: words.gettext(
            "Add another account of yours; stewards invite others: one use, good for seven days."
        ),
        where=Where.PRIVATE,
    ),
    Command(
        name="accept",
        who=Who.ANYONE,
        usage="accept CODE",
        summary=lambda words: words.gettext("Accept an invitation."),
        where=Where.PRIVATE,
        listed=False,
    ),
    Command(
        name="leave",
        who=Who.LINKED,
        usage="leave",
        summary=lambda words: words.gettext("End your own access; your accounts are forgotten."),
        where=Where.PRIVATE,
    ),
    Command(
        name="remove",
        who=Who.MANAGER,
        usage="remove <person>",
        summary=lambda words: words.gettext("End somebody's access at once."),
    ),
    Command(
        name="deputy",
        who=Who.MANAGER,
        usage="deputy <person> [until 2026-12-01|off]",
        summary=lambda words: words.gettext("Let somebody stand in for the stewards, for a time."),
    ),
    Command(
        name="person",
        who=Who.MANAGER,
        usage="person list | person set <person> shown_as|roles|tags|telegram|slack …",
        summary=lambda words: words.gettext("List your people, or change one of them."),
        where=Where.PRIVATE,
    ),
    Command(
        name="org",
        who=Who.MANAGER,
        usage="org list | add <id> <name> | set <id> shown_as|tags … | remove <id> [shred]",
        summary=lambda words: words.gettext("List, add, change or remove organisations."),
        where=Where.PRIVATE,
    ),
    Command(
        name="second",
        who=Who.MANAGER,
        usage="second <id>",
        summary=lambda words: words.gettext("Agree, as the second person, to what needs two."),
        listed=False,
    ),
    Command(
        name="object",
        who=Who.MANAGER,
        usage="object <id>",
        summary=lambda words: words.gettext("Refuse, as the second person, what needs two."),
        listed=False,
    ),
    Command(
        name="ready",
        daily=True,
        who=Who.MANAGER,
        usage="ready",
        summary=lambda words: words.gettext("Show which organisations could be reached tonight."),
        where=Where.PRIVATE,
    ),
    Command(
        name="test",
        who=Who.LINKED,
        usage="test",
        summary=lambda words: words.gettext("Send a test line to each of your own accounts."),
        where=Where.PRIVATE,
    ),
    Command(
        name="arrived",
        who=Who.LINKED,
        usage="arrived",
        summary=lambda words: words.gettext("Say that a test line has arrived."),
        listed=False,
    ),
)
