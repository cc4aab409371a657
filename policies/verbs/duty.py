"""Who is on duty."""

from typing import Final

from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = ()
