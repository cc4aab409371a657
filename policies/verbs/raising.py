"""Alerts are written, looked at, and raised."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = (
    Command(
        name="new",
        daily=True,
        who=Who.LINKED,
        usage="new [low|medium|high|critical] TLP:… to names … [not to names …]: text",
        summary=lambda words: words.gettext(
            "Write an alert; you see who would get it before anything leaves."
        ),
        shortcut="Raise as alert",
        aliases=("alert",),
    ),
    Command(
        name="change",
        who=Who.LINKED,
        usage="change A-17 [severity] TLP:… to names …: text",
        summary=lambda words: words.gettext("Write a draft of yours anew."),
    ),
    Command(
        name="audience",
        who=Who.LINKED,
        usage="audience A-17 [page|name]",
        summary=lambda words: words.gettext(
            "Show who would get what of a draft of yours, organisation by organisation."
        ),
        listed=False,
    ),
    Command(
        name="send",
        who=Who.LINKED,
        usage="send A-17",
        summary=lambda words: words.gettext("Let a draft of yours leave."),
        listed=False,
    ),
    Command(
        name="discard",
        who=Who.LINKED,
        usage="discard A-17",
        summary=lambda words: words.gettext("Give up a draft of yours."),
        listed=False,
    ),
    Command(
        name="drill",
        who=Who.LINKED,
        usage="drill exercise [severity] TLP:… to names …: text",
        summary=lambda words: words.gettext(
            "Practise an alert: it is marked everywhere, and only those who take part get it."
        ),
    ),
    Command(
        name="exercise",
        who=Who.STEWARD,
        usage="exercise list | new ID [name] | invite ID names | join ID [rooms] | leave ID",
        summary=lambda words: words.gettext(
            "List the exercises of your organisation, make one, invite, join or leave."
        ),
    ),
    Command(
        name="guide",
        who=Who.LINKED,
        usage="guide ask|set|clear|next|menu|done|stop …",
        summary=lambda words: words.gettext("Answer a question of a form."),
        seats=True,
        listed=False,
    ),
    Command(
        name="undo",
        who=Who.LINKED,
        usage="undo [A-17]",
        summary=lambda words: words.gettext(
            "Take back an alert of yours in the ten seconds before it leaves."
        ),
    ),
)
