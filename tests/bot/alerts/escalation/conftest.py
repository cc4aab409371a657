"""Alerts that are raised with their chains, and who was paged of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.alerts import escalating, filing
from bot.alerts.chains import chain_for
from policies.alerts.alert import Alert, Answered, Entry, Standing
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.sharing import organisations_of
from policies.alerts.states import State
from policies.labels import Label
from storage.store import Filed, Transaction
from tests.bot.coalition import Coalition

__all__ = ["Watched"]
WATCH = Audience(organisations=("watch",))


class Watched:
    """A coalition in which alerts are raised with the chains that are frozen into them."""

    def __init__(self, coalition: Coalition) -> None:
        self.coalition = coalition

    async def raised(self, *, author: str = "ann", **other: Any) -> int:
        """Raise an alert now and page its first steps; returns its number."""
        services = self.coalition.house.services
        person = services.directory.person_by_id(author)
        assert person is not None
        values: dict[str, Any] = {
            "state": State.RAISED,
            "severity": Severity.CRITICAL,
            "label": Label.GREEN,
            "text": "Ballots are missing in Kisumu.",
            "origin": person.organisation,
            "author": person.id,
            "audience": WATCH,
            "made": self.coalition.now,
            "raised": self.coalition.now,
        }
        alert = Alert(**(values | other))
        addressed = organisations_of(services.directory, alert)
        standings = tuple(
            Standing(organisation=one, chain=chain_for(services, alert, one)) for one in addressed
        )
        alert = Alert(**(values | {"standings": standings} | other))

        async def act(tx: Transaction) -> int:
            said = Entry(what="raised", at=tx.now, organisation=alert.origin, by=alert.author)
            filed = await filing.file(tx, alert, said)
            filed, _ = await escalating.begin(tx, services, filed, addressed)
            return filed.number

        return await self.coalition.house.store.write(act)

    async def change(self, number: int, how: Callable[[Alert], Alert]) -> None:
        """Change an alert as somebody's verb would."""

        async def act(tx: Transaction) -> None:
            filed = await tx.docket.numbered("alert", number, Alert)
            assert filed is not None
            await filing.keep(tx, filed, how(filed.value))

        await self.coalition.house.store.write(act)

    async def answer(self, number: int, organisation: str, what: Answered) -> None:
        """Have an organisation answer, and nothing else be done about it."""

        def how(alert: Alert) -> Alert:
            standing = alert.standing(organisation)
            assert standing is not None
            return alert.having(replace(standing, answered=what))

        await self.change(number, how)

    async def alert(self, number: int) -> Filed[Alert]:
        return await self.coalition.alert(number)

    async def paged(self, number: int) -> dict[str, int]:
        """Return how often each room and person was paged, in order."""
        return {one.target: one.pages for one in await self.coalition.reached(number)}

    async def lines(self, number: int) -> list[tuple[str, str, str]]:
        """Return what the clock wrote: what, of whom, and the step or the minutes."""
        entries = await self.coalition.timeline(number)
        return [(one.what, one.organisation, one.to) for one in entries if not one.by]

    async def pass_(self, seconds: float) -> None:
        await self.coalition.pass_(seconds, settle=False)


@pytest.fixture
async def watched(coalition: Coalition) -> Watched:
    return Watched(coalition)
