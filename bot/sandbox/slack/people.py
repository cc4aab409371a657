"""What people do in the stand-in: the verbs that drive it."""

from bot.sandbox.slack.gathering import Gathering
from bot.sandbox.slack.handing import Handing
from bot.sandbox.slack.quoting import Quoting
from bot.sandbox.slack.reacting import Reacting
from bot.sandbox.slack.talking import Talking
from bot.sandbox.slack.viewing import Viewing


class People(Talking, Viewing, Handing, Gathering, Reacting, Quoting):
    """The stage and those on it."""
