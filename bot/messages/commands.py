"""What the author of a message may do with it, by command."""

from collections.abc import Mapping
from typing import Final

from bot.calls import Verb
from bot.messages import withdrawing

ACTS: Final[Mapping[str, Verb]] = {"delete": withdrawing.delete}
