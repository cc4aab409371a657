"""Reports, and whether what is told is so."""

from typing import Final

from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = ()
