"""The queue counts what its viewer may know, and nothing else, however it came to be so."""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts import filing, queue
from policies.alerts.alert import Alert
from policies.alerts.audience import Audience
from policies.alerts.overdue import PATIENCE
from policies.alerts.severity import Severity
from policies.alerts.sharing import for_person, for_place
from policies.alerts.states import State
from policies.community.places import Place
from policies.labels import Label
from storage.statements import Statement
from storage.store import Filed, Transaction
from tests.bot.coalition import COALITION, Coalition

DRILL = """
[[exercise]]
id = "drill"
name = "Drill"
organisations = ["institute", "watch", "radio", "ministry"]
"""
ROOMS = ("desk", "group", "studio", "office")
PEOPLE = ("ann", "dora", "rita", "mads")


async def view(coalition: Coalition, viewer: str) -> queue.Queue:
    services = coalition.house.services
    found = services.directory.place_by_id(viewer) or services.directory.person_by_id(viewer)
    assert found is not None
    return await coalition.house.store.write(lambda tx: queue.seen(tx, services, found))


async def test_what_is_open_is_counted_with_the_unowned_the_late_and_the_oldest(
    coalition: Coalition,
) -> None:
    earlier = coalition.now - timedelta(minutes=20)
    await coalition.raised(severity=Severity.LOW)
    await coalition.raised(severity=Severity.HIGH, raised=earlier, owner="dora")
    await coalition.raised(severity=Severity.CRITICAL)
    found = await view(coalition, "desk")
    totals = found.totals
    assert (totals.open, totals.unowned, totals.overdue) == (3, 2, 1)
    assert totals.severities == {Severity.LOW: 1, Severity.HIGH: 1, Severity.CRITICAL: 1}
    assert totals.oldest is not None
    assert totals.oldest.number == 2
    assert [one.number for one in found.lines()] == [3, 2, 1]
    assert found.whole


async def test_time_alone_makes_an_alert_overdue_at_its_instant(coalition: Coalition) -> None:
    await coalition.raised(severity=Severity.CRITICAL)
    coalition.house.pass_(PATIENCE[Severity.CRITICAL].total_seconds() - 1)
    assert (await view(coalition, "desk")).totals.overdue == 0
    coalition.house.pass_(1)
    assert (await view(coalition, "desk")).totals.overdue == 1


async def test_a_draft_stands_in_no_queue_and_a_drill_is_counted_apart(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + DRILL)
    await coalition.raised(state=State.DRAFT, raised=None)
    await coalition.raised(exercise="drill", audience=Audience(organisations=("institute",)))
    found = await view(coalition, "ann")
    assert (found.totals.open, found.exercises.open) == (0, 1)
    assert (await view(coalition, "desk")).exercises.open == 0


async def test_what_was_undone_is_in_no_number(coalition: Coalition) -> None:
    filed = await coalition.raised()
    services = coalition.house.services
    place = services.directory.place_by_id("desk")
    assert place is not None

    async def undone(tx: Transaction) -> None:
        await filing.keep(tx, filed, replace(filed.value, owner="dora"))
        assert (await queue.seen(tx, services, place)).totals.unowned == 0
        raise LookupError

    with pytest.raises(LookupError):
        await coalition.house.store.write(undone)
    assert (await view(coalition, "desk")).totals.unowned == 1
    # The same version, and something else in it.
    await coalition.house.store.write(
        lambda tx: filing.keep(tx, filed, replace(filed.value, severity=Severity.LOW))
    )
    totals = (await view(coalition, "desk")).totals
    assert (totals.unowned, totals.severities) == (1, {Severity.LOW: 1})


async def test_an_alert_that_cannot_be_opened_hides_no_other(coalition: Coalition) -> None:
    broken = await coalition.raised()
    await coalition.raised()
    store = coalition.house.store

    async def spoil(tx: Transaction) -> None:
        spoiled = Statement("UPDATE docket SET sealed = :sealed WHERE id = :id")
        await tx.work.write(spoiled, {"sealed": b"\0" * 64, "id": broken.id})

    await store.write(spoil)
    for _ in range(2):
        found = await view(coalition, "desk")
        assert [one.number for one in found.lines()] == [2]
        assert found.whole


async def test_more_than_one_view_may_open_is_read_a_little_at_a_time(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "_AT_ONCE", 2)
    monkeypatch.setattr(queue, "_DRAWER", 2)
    for _ in range(5):
        await coalition.raised()
    seen = [await view(coalition, "desk") for _ in range(3)]
    assert [(one.totals.open, one.whole) for one in seen] == [(2, False), (4, False), (5, True)]
    coalition.house.services.derived.clear()
    await queue.Reading(coalition.house.store, coalition.house.services).look()
    assert (await view(coalition, "desk")).totals.open == 5


async def test_after_any_history_every_view_is_what_one_look_at_everything_gives(
    coalition: Coalition,
) -> None:
    chance = random.Random(5)  # noqa: S311 - seeded, on purpose
    await coalition.apply(COALITION + DRILL)
    services, store = coalition.house.services, coalition.house.store
    for _ in range(25):
        await step(coalition, chance)
        if chance.random() < 0.3:
            coalition.house.pass_(chance.randrange(4000))
        viewer = chance.choice(ROOMS + PEOPLE)
        found = await view(coalition, viewer)
        opened = await store.read(lambda tx: tx.docket.opened("alert", Alert))
        mine = [one for one in opened if may_know(coalition, one, viewer)]
        real = [one for one in mine if not one.value.exercise]
        assert sorted(one.number for one in found.lines()) == sorted(one.number for one in mine)
        assert found.totals.open == len(real)
        assert found.totals.unowned == sum(not one.value.owner for one in real)
        assert found.totals.severities == Counter(one.value.severity for one in real)
        assert found.totals.overdue == sum(late(one.value, coalition) for one in real)
    assert services.directory.derived


def may_know(coalition: Coalition, filed: Filed[Alert], viewer: str) -> bool:
    directory, alert = coalition.house.services.directory, filed.value
    if alert.state is State.DRAFT:
        return False
    place = directory.place_by_id(viewer)
    if isinstance(place, Place):
        return for_place(directory, alert, place, coalition.now).goes
    person = directory.person_by_id(viewer)
    assert person is not None
    own = person.id == alert.author
    return own or for_person(directory, alert, person, "", coalition.now).goes


def late(alert: Alert, coalition: Coalition) -> bool:
    if alert.state not in (State.RAISED, State.UNANSWERED) or alert.raised is None:
        return False
    return (
        alert.state is State.UNANSWERED or coalition.now >= alert.raised + PATIENCE[alert.severity]
    )


async def step(coalition: Coalition, chance: random.Random) -> None:
    """Do something to some alert, or raise one."""
    store = coalition.house.store
    opened = await store.read(lambda tx: tx.docket.opened("alert", Alert))
    if len(opened) < 3 or chance.random() < 0.4:
        await coalition.raised(
            author=chance.choice(["ann", "bo", "ray"]),
            severity=chance.choice(list(Severity)),
            label=chance.choice([Label.CLEAR, Label.GREEN, Label.AMBER]),
            audience=chance.choice(
                [
                    Audience(everybody=True),
                    Audience(organisations=("watch",)),
                    Audience(tags=("country:KE",)),
                ]
            ),
            state=chance.choice([State.RAISED, State.DRAFT]),
            exercise=chance.choice(["", "", "drill"]),
        )
        return
    filed = chance.choice(opened)
    change = chance.choice(
        [
            {"owner": "dora"},
            {"state": State.UNANSWERED},
            {"state": State.ACKNOWLEDGED},
            {"state": State.RESOLVED},
            {"severity": chance.choice(list(Severity))},
            {"label": Label.RED},
        ]
    )
    await store.write(lambda tx: filing.keep(tx, filed, replace(filed.value, **change)))
