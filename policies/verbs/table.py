"""All that there is to type, in the order in which help lists it."""

from collections.abc import Mapping
from typing import Final

from policies.commands import Command
from policies.verbs import (
    alerts,
    answering,
    desk,
    duty,
    escalation,
    holding,
    house,
    intake,
    joining,
    messages,
    people,
    preserving,
    raising,
    risk,
    rooms,
    scheduling,
    sharing,
)

TABLE: Final[tuple[Command, ...]] = (
    *house.COMMANDS,
    *messages.COMMANDS,
    *raising.COMMANDS,
    *alerts.COMMANDS,
    *answering.COMMANDS,
    *escalation.COMMANDS,
    *intake.COMMANDS,
    *duty.COMMANDS,
    *scheduling.COMMANDS,
    *desk.COMMANDS,
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
