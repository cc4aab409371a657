"""All that there is to type, in the order in which help lists it."""

from collections.abc import Mapping
from typing import Final

from policies.commands import Command
from policies.verbs import (
    holding,
    house,
    joining,
    messages,
    people,
    preserving,
    risk,
    rooms,
    sharing,
)

TABLE: Final[tuple[Command, ...]] = (
    *house.COMMANDS,
    *messages.COMMANDS,
    *holding.COMMANDS,
    *joining.COMMANDS,
    *people.COMMANDS,
    *rooms.COMMANDS,
    *risk.COMMANDS,
    *preserving.COMMANDS,
    *sharing.COMMANDS,
)
BY_NAME: Final[Mapping[str, Command]] = {
    name: command for command in TABLE for name in (command.name, *command.aliases)
}
"""Commands by every name that they answer to."""
