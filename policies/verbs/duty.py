"""Who is on duty, and the calendar of elections that it is for."""

from typing import Final

from policies.access import Who
from policies.commands import Command

COMMANDS: Final = (
    Command(
        name="oncall",
        who=Who.LINKED,
        usage="oncall [at tomorrow 18:00]",
        summary=lambda words: words.gettext("Show who is on duty, now or at a time."),
        aliases=("duty",),
    ),
    Command(
        name="take",
        who=Who.LINKED,
        usage="take 2h [rota]",
        summary=lambda words: words.gettext("Be on duty from now on, for so long."),
    ),
    Command(
        name="swap",
        who=Who.LINKED,
        usage="swap @who [rota]",
        summary=lambda words: words.gettext("Ask somebody to swap your next shifts."),
    ),
    Command(
        name="handoff",
        who=Who.LINKED,
        usage="handoff @who summary",
        summary=lambda words: words.gettext(
            "Hand on the rest of your shift, with what the other has to know."
        ),
    ),
    Command(
        name="rota",
        who=Who.STEWARD,
        usage="rota list | add|set ID people … at … zone … from … hours … | remove ID",
        summary=lambda words: words.gettext("List, add, change or remove rotas."),
    ),
    Command(
        name="election",
        who=Who.LINKED,
        usage="election list | add|set ID … | remove ID | import …",
        summary=lambda words: words.gettext(
            "List the elections, or, as a steward, add, import, change or remove some."
        ),
        aliases=("elections",),
    ),
)
