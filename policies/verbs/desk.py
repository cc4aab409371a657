"""What shows the whole of it."""

from typing import Final

from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = ()
