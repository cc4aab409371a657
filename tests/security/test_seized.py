"""Rows 9, 15 and 16: what a seized phone, a guesser and a late press can do: nothing for good.

The phone is a steward's, its session open; whoever holds it types and presses what he likes.
"""

import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.incoming import Room, Sender, Typed
from policies.community.people import Role
from policies.labels import Label
from policies.phrases import ENGLISH
from tests.bot.joining.town import ANN, BO, DIRECTORY, EVA, GROUP, Town
from tests.bot.small_house import House
from tests.stage import DIRECTORY as HOUSE
from tests.stage import STRICT, TEAM_ROOM


@pytest.fixture
async def town(tmp_path: Path, template: Path) -> AsyncIterator[Town]:
    town = await Town.settled(tmp_path, template, DIRECTORY)
    await town.link("TLP:GREEN")
    yield town
    await town.close()


@pytest.fixture
async def house(tmp_path: Path, template: Path) -> AsyncIterator[House]:
    house = await House.of(tmp_path, template, HOUSE)
    yield house
    await house.close()


MALLORY = 6666
WIDER = (
    ("person set bo roles partner,steward,operator", None),
    ("person set eva roles steward,deputy,releaser", None),
    ("person set bo roles partner,steward,duty,releaser", None),
    ("invite Mallory as steward", None),
    ("org remove watch shred", None),
    ("org remove institute", None),
    ("remove ann", None),
    ("ceiling TLP:AMBER+STRICT", GROUP),
    ("ceiling TLP:RED", GROUP),
    ("unlink", GROUP),
    ("freeze all", GROUP),
    ("thaw all", GROUP),
    ("standing add press TLP:RED", None),
)


async def test_alone_it_widens_nothing_ends_nothing_and_gives_nobody_more(town: Town) -> None:
    before = town.directory
    for line, room in WIDER:
        await town.types(BO, room, line)
        for button in ("Accept", "Agree", "Yes"):
            await town.presses(BO, button)
        # What he can do alone, and all that he can, is stopping what is his organisation's own.
        await town.types(BO, room or GROUP, "thaw")
    await town.types(MALLORY, None, f"/start {town.code(BO)}")
    after = town.directory
    for now in after.people:
        one = before.person_by_id(now.id)
        had = set() if one is None else set(one.roles)
        assert not (set(now.roles) - had) & {Role.STEWARD, Role.OPERATOR, Role.RELEASER}, now.id
    assert {one.id for one in before.people} <= {one.id for one in after.people}
    assert {one.id for one in after.organisations} == {one.id for one in before.organisations}
    assert [one.ceiling for one in after.bridges] == [Label.GREEN]
    assert "*" not in after.frozen


async def test_once_a_colleague_has_locked_it_every_line_is_a_strangers(town: Town) -> None:
    await town.types(EVA, None, "lock @bo")
    before, directory = len(town.reads(BO)), town.directory
    for line, room in (*WIDER, ("freeze", GROUP), ("unlock @bo", None), ("whoami", None)):
        await town.types(BO, room, line)
    told = set(town.reads(BO)[before:])
    assert told == {ENGLISH.answers.stranger().plain}
    assert town.directory is directory


async def test_guesses_that_come_all_at_once_are_five_and_many_accounts_shut_nobody_out(
    town: Town,
) -> None:
    await town.types(ANN, None, "invite Ida")
    code = town.code(ANN)

    def guess(user: int, at: int, what: str) -> Typed:
        return Typed(
            event=f"guess:{user}:{at}",
            room=Room(channel=f"D{user}"),
            number=str(at),
            written=town.house.clock.now,
            sender=Sender(user=str(user)),
            line=f"/start {what}",
            private=True,
        )

    wrong = [guess(7000, at, "A" * 20 + f"{at + 222222:06}") for at in range(60)]
    await town.house.inbox.receive("telegram.main", [*wrong, guess(7000, 60, code)])
    others = [guess(7001 + at % 12, 100 + at, f"B{at + 2222}".ljust(26, "C")) for at in range(70)]
    await town.house.inbox.receive("telegram.main", others)
    await town.house.deliver()
    assert not [one for one in town.directory.people if one.telegram and one.telegram >= 7000]
    assert {one[:9] for one in town.reads(7000)} == {"That code"}
    await town.types(8000, None, f"/start {code}")
    assert [one.name for one in town.directory.people if one.telegram == 8000] == ["Ida"]


async def test_a_press_on_what_was_given_up_a_day_ago_sends_nothing_and_says_so(
    house: House,
) -> None:
    await house.hear(house.said(STRICT, "nobody labelled this"))
    house.pass_(30)
    await house.deliver()
    ((number, card),) = house.telegram.rooms["D1001"].items()
    lines = list(card.buttons.values())
    house.clock.now += timedelta(hours=25)
    await house.forget()
    press = Typed(
        event="",
        room=Room(channel="D1001"),
        number=number,
        written=house.clock.now,
        sender=Sender(user="1001"),
        line="",
        private=True,
        pressed=True,
    )
    for at, line in enumerate(lines):
        late = dataclasses.replace(press, event=f"late:{at}", line=line)
        await house.inbox.receive("telegram.main", [late, late])
    await house.deliver()
    assert house.slack.standing(TEAM_ROOM) == []
    assert not any("nobody labelled" in text for _, _, text in house.slack.calls)
    assert len(lines) > 1
    assert await house.dead() == []
