"""`history 17`: what was done, how soon, with names for one's own organisation alone."""

import re
from datetime import timedelta

from policies.alerts.alert import Answered, Entry, Standing
from policies.alerts.audience import Audience
from policies.labels import Label
from storage.store import Filed, Transaction
from tests.bot.coalition import COALITION, Coalition

ASKED = ("watch", "radio", "institute", "ministry")


async def answered(coalition: Coalition, *minutes: int | None, **other: object) -> Filed:  # type: ignore[type-arg]
    """Raise an alert that the four acknowledged after so many minutes, or did not."""
    standings = tuple(
        Standing(
            organisation=name,
            first=coalition.now,
            answered=Answered.PENDING if after is None else Answered.ACKNOWLEDGED,
            at=None if after is None else coalition.now + timedelta(minutes=after),
        )
        for name, after in zip(ASKED, minutes, strict=False)
    )
    filed = await coalition.raised(author="bo", standings=standings, **other)

    async def act(tx: Transaction) -> None:
        for name, after in zip(ASKED, minutes, strict=False):
            if after is not None:
                at = coalition.now + timedelta(minutes=after)
                who = {"watch": "dora", "institute": "nia"}.get(name, "")
                entry = Entry(what="acknowledged", at=at, organisation=name, by=who)
                await tx.sheets.add(filed, "entry", entry)
        for name in ("watch", "institute"):
            entry = Entry(what="paged", at=coalition.now, organisation=name, to="nia")
            await tx.sheets.add(filed, "entry", entry)

    await coalition.house.store.write(act)
    return filed


async def test_ones_own_times_stand_there_by_name_and_those_of_others_in_classes(
    coalition: Coalition,
) -> None:
    await answered(coalition, 1, 14, 4, None)
    told = await coalition.typed("nia", "history 1")
    lines = told.splitlines()
    assert "TLP:GREEN" in lines[0]
    assert "A-1" in lines[0]
    assert "Ballot Institute: acknowledged after 4 min 00 s" in lines
    # The wall of the radio is against the government alone.
    assert "Other organisations: 1 within 5 minutes, 1 within 15 minutes, 1 not yet" in lines
    assert sum("acknowledged, Nia" in one for one in lines) == 1
    assert "Night officer" not in told
    assert "Radio" not in told


async def test_with_fewer_than_three_others_nothing_is_told_of_them(coalition: Coalition) -> None:
    await answered(coalition, 1, 14, 4)
    told = await coalition.typed("nia", "history A-1")
    assert "Other organisations: fewer than 3, so each sees its own time alone" in told
    assert "within" not in told


async def test_a_wall_is_no_door_through_the_classes(coalition: Coalition) -> None:
    await answered(coalition, 1, 14, 4, 2, audience=Audience(everybody=True))
    told = await coalition.typed("mads", "history 1")
    # The radio does not let the government know what it does: two are left, and they are too few.
    assert "fewer than 3" in told


async def test_who_may_not_know_of_an_alert_is_told_the_same_as_where_there_is_none(
    coalition: Coalition,
) -> None:
    await coalition.raised(
        author="bo", label=Label.AMBER, audience=Audience(organisations=("watch",))
    )
    assert await coalition.typed("mads", "history 1") == await coalition.typed("mads", "history 9")
    assert "Which alert?" in await coalition.typed("bo", "history")


async def test_what_is_no_longer_a_readers_is_not_sent(coalition: Coalition) -> None:
    await answered(coalition, 1, 2, 3, 4)
    before = coalition.told("nia")
    await coalition.typed("nia", "history 1", settle=False)
    walled = coalition.house.services.directory
    stricter = '\n[[wall]]\norganisation = "watch"\nnot_to = ["institute"]\n'
    await coalition.apply(COALITION + stricter)
    assert coalition.house.services.directory is not walled
    await coalition.settle()
    assert coalition.told("nia") == before


CRITICAL = "new critical TLP:GREEN to everybody: 4 ballot boxes were taken in Kisumu."


async def told_of(coalition: Coalition, *lines: tuple[str, str]) -> str:
    """Raise what needs a second person, let people type, and return its history for Nia."""
    await coalition.typed("ann", CRITICAL)
    await coalition.press("ann", "Send")
    for person, line in lines:
        await coalition.typed(person, line)
    return await coalition.typed("nia", "history 1")


async def test_the_word_of_the_second_person_stands_there_with_its_time(
    coalition: Coalition,
) -> None:
    told = await told_of(coalition, ("wes", "approve 1"))
    at = r"[0-2][0-9]:[0-5][0-9]( UTC)?"
    assert re.search(f"(?m)^{at} .*second person.*, Ann$", told), told
    assert re.search(f"(?m)^{at} approved, Wes$", told), told


async def test_a_refusal_stands_there_too(coalition: Coalition) -> None:
    assert "refused by the second person, Wes" in await told_of(coalition, ("wes", "reject 1"))


async def test_that_nobody_approved_in_time_stands_there(coalition: Coalition) -> None:
    await coalition.typed("ann", CRITICAL)
    await coalition.press("ann", "Send")
    await coalition.pass_(15 * 60 + 1)
    assert "nobody approved in time" in await coalition.typed("nia", "history 1")


async def test_behind_a_wall_that_it_was_approved_is_known_and_not_by_whom(
    coalition: Coalition,
) -> None:
    await told_of(coalition, ("rosa", "approve 1"))
    told = await coalition.typed("mads", "history 1")
    assert any(one.endswith(" approved") for one in told.splitlines())
    assert "Rosa" not in told
