"""What is checked of a form while it is filled in: as its act would, and nothing is changed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bot.alerts import drafting, planning
from bot.alerts.asked import asked
from bot.calls import Answer, Call, Check
from bot.services import Services
from policies.alerts.rights import Deed
from policies.alerts.states import Act
from storage.store import Transaction

_EVERYBODY: Final = ("everybody",)


def _supposed(call: Call) -> Call:
    """Return the call with some audience where none was answered yet: the rest is checked as well.

    What is amiss with it is not told then, for nobody has answered it.
    """
    if call.held("audience"):
        return call
    return replace(call, fields=(*call.fields, ("audience", _EVERYBODY)))


async def new(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Check the form of an alert, or of one that is only practised."""
    made = await drafting.written(tx, services, _supposed(call), "")
    return made if isinstance(made, Answer) else None


async def change(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Check the form of a draft that is written anew."""
    made = await drafting.rewritten(tx, services, call)
    return made if isinstance(made, Answer) else None


async def schedule(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Check the form of what is to be sent at a time."""
    made = await planning.written(tx, services, _supposed(call), "")
    return made if isinstance(made, Answer) else None


async def resolve(tx: Transaction, services: Services, call: Call) -> Answer | None:
    """Check the form that resolves an alert."""
    found = await asked(tx, services, call, deed=Deed.END, act=Act.RESOLVE, field="note")
    return found if isinstance(found, Answer) else None


CHECKS: Final[Mapping[str, Check]] = {
    "new": new,
    "drill": new,
    "change": change,
    "schedule": schedule,
    "resolve": resolve,
}
"""By the names under which the commands are declared."""
