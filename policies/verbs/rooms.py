"""What stewards, deputies and duty do about who is in a room."""

from typing import Final

from policies.access import Who
from policies.commands import Command, Where

COMMANDS: Final = (
    Command(
        name="room",
        daily=True,
        who=Who.DUTY,
        usage="room [kind room|intake|duty [TLP:AMBER]]",
        summary=lambda words: words.gettext(
            "Show who is in this room, and what it may have; or say what it is for."
        ),
        where=Where.ROOM,
        aliases=("who",),
    ),
    Command(
        name="attest",
        daily=True,
        who=Who.STEWARD,
        usage="attest NUMBER",
        summary=lambda words: words.gettext("Vouch for everybody who is in this room now."),
        where=Where.ROOM,
    ),
    Command(
        name="gate",
        who=Who.STEWARD,
        usage="gate on|off",
        summary=lambda words: words.gettext("Keep strangers out of this room, or no longer."),
        where=Where.ROOM,
    ),
    Command(
        name="close",
        who=Who.DUTY,
        usage="close 31 why | close PERSON PERSON …",
        summary=lambda words: words.gettext(
            "Close a report; or make this a closed room of these people alone: it may have RED."
        ),
    ),
    Command(
        name="ours",
        who=Who.STEWARD,
        usage="ours",
        summary=lambda words: words.gettext("Vouch for those who came into a room."),
        listed=False,
    ),
    Command(
        name="guest",
        who=Who.STEWARD,
        usage="guest",
        summary=lambda words: words.gettext("Let those who came into a room stay as guests."),
        listed=False,
    ),
    Command(
        name="expel",
        who=Who.STEWARD,
        usage="expel",
        summary=lambda words: words.gettext("Remove those who came into a room."),
        listed=False,
    ),
    Command(
        name="freeze",
        daily=True,
        who=Who.DUTY,
        usage="freeze [all]",
        summary=lambda words: words.gettext(
            "Stop at once all that is your organisation's, or, with another steward, everything."
        ),
    ),
    Command(
        name="thaw",
        who=Who.STEWARD,
        usage="thaw [all]",
        summary=lambda words: words.gettext("Let go on what was stopped."),
    ),
)
