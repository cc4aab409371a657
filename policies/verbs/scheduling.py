"""What is sent at a time, and when people are left in peace."""

from typing import Final

from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = ()
