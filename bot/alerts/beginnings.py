"""What a form holds to begin with: what it is about as it is now, for whoever may change that."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from bot.alerts.asked import asked
from bot.alerts.drafting import own_draft
from bot.calls import Answer, Call
from bot.services import Services
from policies.alerts.reading import fields_of
from policies.alerts.rights import Deed
from policies.alerts.states import Act, State
from policies.fields import Fields
from storage.store import Transaction

Beginning: TypeAlias = Callable[[Transaction, Services, Call], Awaitable[Fields]]
"""Nothing is changed; () for whoever may not see it, and where there is nothing."""


async def _change(tx: Transaction, services: Services, call: Call) -> Fields:
    del services
    filed = await own_draft(tx, call)
    drafted = filed is not None and filed.value.state is State.DRAFT
    return fields_of(filed.value) if filed is not None and drafted else ()


async def _correct(tx: Transaction, services: Services, call: Call) -> Fields:
    found = await asked(tx, services, call, deed=Deed.CHANGE, act=Act.CHANGE)
    if isinstance(found, Answer) or found.seen.given.portion != "text":
        return ()
    return (("text", (found.alert.text,)),)


BEGINNINGS: Final[Mapping[str, Beginning]] = {"change": _change, "correct": _correct}
"""By the command that a form completes."""
