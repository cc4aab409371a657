"""What falls due of an alert, after any history: nothing that could page once it is over."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.alerts import fallback
from bot.calls import Call
from bot.commands import ACTS
from bot.dues import DUES
from handlers.incoming import Room, Sender
from policies.alerts.alert import Alert, Answered, Verdict
from policies.alerts.states import LIVE, OVER, State
from policies.commands import parse
from storage.store import Due, Filed, Transaction
from tests.bot.alerts.escalation.conftest import Watched
from tests.bot.alerts.escalation.test_orders import At

HISTORIES: Final = 10
LENGTH: Final = 14
AFTERWARDS: Final = ("alert-shown", "alert-told", "failed")
"""These page nobody: they bring cards and receipts up to date, and flag a way that is dead."""
ONE_OF_A_KIND: Final = frozenset(DUES) - {"escalate", "ack-timeout", "quiet-end", "failed"}
"""All others are of the alert as a whole."""
RAISING: Final = (
    "new critical TLP:GREEN everybody: Ballots are missing.",
    "new critical TLP:GREEN to watch, radio: Ballots are missing.\nuntil: 90m",
    "new high TLP:GREEN everybody: Ballots are missing.\nneeds: every",
    "new high TLP:GREEN to watch, radio: Ballots are missing.",
    "new low TLP:GREEN to radio: Ballots are missing.",
)
VERBS: Final = (
    *("ack", "ack", "ack", "unack", "decline we are three", "severity high", "severity critical"),
    *(
        "severity low",
        "snooze 30m",
        "snooze 40m",
        "escalate",
        "resolve handled",
        "cancel",
        "reopen",
        "own",
    ),
    *("approve", "reject", "false from our observer", "confirm from two photographs", "still"),
    *("merge into", "calm", "correct a box is missing", "page @dora"),
)
PEOPLE: Final = ("stan", "stan", "nia", "wes", "dora", "bo", "rosa", "mads")
WAITS: Final = (5, 121, 301, 1_000, 4_000, 30_000)


class Desk:
    """Whoever types, and the clock, in one transaction: no history costs a commit."""

    def __init__(self, tx: Any, watched: Watched, seed: int) -> None:
        self.tx = At(tx, watched.coalition.now)
        self.services = watched.coalition.house.services
        self.chance = random.Random(seed)  # noqa: S311 - the same way each time
        self.done: list[str] = []

    async def typed(self, person: str, line: str) -> None:
        one = self.services.directory.person_by_id(person)
        assert one is not None
        door, user = ("slack", one.slack[0][1]) if one.slack else ("telegram", str(one.telegram))
        call = Call(
            door=f"{door}.main",
            platform=door,
            event=str(len(self.done)),
            room=Room(channel=f"D{user}"),
            number="1",
            sender=Sender(user=user),
            line=parse(line),
            person=one,
            place=None,
            private=True,
        )
        self.done.append(f"{person}: {line}")
        await ACTS[call.line.verb](self.tx, self.services, call)  # type: ignore[arg-type] # At

    async def passes(self, seconds: float) -> None:
        """Let time go by, and do what fell due, as the agenda does."""
        self.done.append(f"… {seconds} s")
        self.tx.now += timedelta(seconds=seconds)
        for due in await self.tx.agenda.due(self.tx.now, most=64):
            self.tx.agenda.done(due)
            await DUES[due.kind](self.tx, self.services, due)  # type: ignore[arg-type] # At

    async def dues(self) -> list[Due]:
        return await self.tx.agenda.due(datetime.max.replace(tzinfo=UTC), most=10_000)

    async def happens(self, number: int, other: int) -> None:
        """Let one thing happen to an alert: somebody types, or time goes by."""
        if self.chance.random() < 0.25:
            await self.passes(self.chance.choice(WAITS))
            return
        verb, _, rest = self.chance.choice(VERBS).partition(" ")
        said = f"{rest} {other}" if verb == "merge" else rest
        await self.typed(self.chance.choice(PEOPLE), f"{verb} A-{number} {said}".strip())


def unlawful(alert: Alert, dues: list[Due], now: datetime) -> Iterator[str]:
    """Return what falls due of an alert and must not, or does not and must, as it stands."""
    yield from doubled(dues)
    kinds = {due.kind for due in dues} - set(AFTERWARDS)
    waits = alert.state in LIVE and alert.state is not State.SNOOZED
    waits = waits and alert.verification.verdict is not Verdict.FALSE
    if alert.state in OVER and kinds:
        yield f"it is over, and {kinds} falls due"
    if "unanswered" in kinds and (alert.state is not State.UNANSWERED or not waits):
        yield f"the fallback is to be paged of what is {alert.state}"
    if ("wake" in kinds) is not (alert.state in LIVE and alert.snoozed is not None):
        yield f"it wakes: {'wake' in kinds}, and is {alert.state}"
    if ("approval" in kinds) is not (alert.state in LIVE and alert.approval == "asked"):
        yield f"a second person is waited for, and it is {alert.approval}"
    if "quiet-end" in kinds and alert.verification.verdict is Verdict.FALSE:
        yield "somebody is to be woken by what is false"
    yield from of_organisations(alert, dues, now, waits=waits)


def doubled(dues: list[Due]) -> Iterator[str]:
    for one, times in Counter((due.kind, due.subject) for due in dues).items():
        if times > 1:
            yield f"{one} falls due {times} times"
    for kind, times in Counter(due.kind for due in dues if due.kind in ONE_OF_A_KIND).items():
        if times > 1:
            yield f"{kind} falls due {times} times"


def of_organisations(alert: Alert, dues: list[Due], now: datetime, *, waits: bool) -> Iterator[str]:
    asked = {due.subject[1] for due in dues if due.kind == "escalate"}
    looked = {due.subject[1] for due in dues if due.kind == "ack-timeout"}
    later = alert.snoozed is not None or (alert.until is not None and alert.until <= now)
    for standing in alert.standings:
        name, answered = standing.organisation, standing.answered
        acknowledged = answered is Answered.ACKNOWLEDGED
        if name in asked and (acknowledged or not waits):
            yield f"{name} is to be paged, which is {answered} of what is {alert.state}"
        if name in looked and not acknowledged:
            yield f"{name} is to be asked whether it is at what it has not acknowledged"
        if name not in asked and waits and not later and fallback.runs(standing):
            yield f"{name} has not answered, and is never to be paged again"
    if not {one.organisation for one in alert.standings} >= asked | looked:
        yield "somebody is to be paged who is not asked"


async def played(tx: Transaction, watched: Watched, seed: int) -> Counter[State]:
    """Play a history, and judge what falls due after each thing that happens in it."""
    desk = Desk(tx, watched, seed)
    found: list[Filed[Alert]] = []
    states: Counter[State] = Counter()
    for _ in range(2):
        await desk.typed("ann", desk.chance.choice(RAISING))
        filed = max(await tx.docket.opened("alert", Alert, most=99), key=lambda one: one.number)
        await desk.typed("ann", f"send {filed.number}")
        found.append(filed)
        await desk.passes(11)
    for _ in range(LENGTH):
        one, other = desk.chance.sample(found, 2)
        await desk.happens(one.number, other.number)
        dues = await desk.dues()
        for each in found:
            filed = await tx.docket.by_id(each.id, Alert) or each
            states[filed.value.state] += 1
            theirs = [due for due in dues if due.subject[0] == each.id]
            wrong = list(unlawful(filed.value, theirs, desk.tx.now))
            assert not wrong, "\n".join((str(seed), str(filed.number), *desk.done, *wrong))
    for due in await desk.dues():
        tx.agenda.done(due)
    return states


async def test_nothing_falls_due_that_could_page_anybody_once_nobody_is_waited_for(
    watched: Watched,
) -> None:
    async def act(tx: Transaction) -> Counter[State]:
        states: Counter[State] = Counter()
        for seed in range(HISTORIES):
            states += await played(tx, watched, seed)
        return states

    states = await watched.coalition.house.store.write(act)
    wanted = {*LIVE, State.RESOLVED, State.CANCELLED}
    assert wanted <= set(states), states
