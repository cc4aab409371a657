"""What the source of a message, and those who got it, may do with it afterwards."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final = (
    Command(
        name="receipt",
        who=Who.ANYONE,
        usage="receipt [message|17]",
        summary=lambda words: words.gettext(
            "Show where a message went, or how an alert stands, and what you may do."
        ),
        seats=True,
        shortcut="Receipt",
        aliases=("status",),
    ),
    Command(
        name="label",
        who=Who.ANYONE,
        usage="label [message] TLP:…",
        summary=lambda words: words.gettext("Give a message of yours another label."),
        seats=True,
    ),
    Command(
        name="relabel",
        who=Who.LINKED,
        usage="relabel yes|no",
        summary=lambda words: words.gettext("Answer a colleague who would relabel your message."),
        seats=True,
        listed=False,
    ),
    Command(
        name="recall",
        daily=True,
        who=Who.ANYONE,
        usage="recall [message|report]",
        summary=lambda words: words.gettext("Withdraw a message of yours everywhere, and report."),
        seats=True,
        shortcut="Withdraw everywhere",
    ),
    Command(
        name="evidence",
        who=Who.LINKED,
        usage="evidence [message]",
        summary=lambda words: words.gettext(
            "Get the originals of a message with their proof, or your record of it."
        ),
    ),
    Command(
        name="to",
        who=Who.LINKED,
        usage="to @person … [for 2h] text",
        summary=lambda words: words.gettext("Send a RED message to people in private, one by one."),
    ),
    Command(
        name="permit",
        who=Who.LINKED,
        usage="permit [message] to names … [until 2026-12-01]",
        summary=lambda words: words.gettext("Let others have a message of yours too."),
    ),
    Command(
        name="request",
        who=Who.LINKED,
        usage="request [message] [for names …]",
        summary=lambda words: words.gettext("Ask the source whether others may have a message."),
    ),
    Command(
        name="grant",
        who=Who.LINKED,
        usage="grant yes|day|no",
        summary=lambda words: words.gettext("Answer somebody who asks for a permission."),
        listed=False,
    ),
    Command(
        name="standing",
        who=Who.LINKED,
        usage="standing [add names … TLP:AMBER [until 2026-12-01] | remove number]",
        summary=lambda words: words.gettext("Show or change what your organisation permits."),
    ),
    Command(
        name="pass",
        who=Who.LINKED,
        usage="pass [message] [@colleague]",
        summary=lambda words: words.gettext("Pass a message on to a colleague in private."),
        shortcut="Pass to a colleague",
    ),
    Command(
        name="vouch",
        who=Who.ANYONE,
        usage="vouch ours|theirs|drop",
        summary=lambda words: words.gettext("Answer whether a message is your own."),
        seats=True,
        listed=False,
    ),
)
