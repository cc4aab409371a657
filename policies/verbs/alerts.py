"""Alerts: raised, answered, escalated, closed."""

from typing import Final

from policies.commands import Command

COMMANDS: Final[tuple[Command, ...]] = ()
