"""Row 17 of the threats, for what issue 4 hears: many of everything are few calls and few rows."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot import heeding
from handlers.incoming import Joined, Left, Reacted, Room, Sender, Typed
from tests.bot.small_house import House
from tests.in_full import IN_FULL
from tests.stage import DESK, DIRECTORY, TEAM_ROOM, WATCH

MOST = heeding.MOST if IN_FULL else 20
"""How many lines of an account are heeded in a minute; the suite floods a smaller budget."""
pytestmark = pytest.mark.proof
TOO_MANY = "That was too much at once."
STEWARDS = DIRECTORY.replace('slack = "U0ANN"', 'roles = ["steward"]\nslack = "U0ANN"').replace(
    "telegram = 1001", 'roles = ["steward"]\ntelegram = 1001'
)


@pytest.fixture
async def house(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[House]:
    monkeypatch.setattr(heeding, "MOST", MOST)
    house = await House.of(tmp_path, template, DIRECTORY)
    house.load_directory(STEWARDS)
    yield house
    await house.close()


def rows(house: House, table: str, where: str = "1") -> int:
    with closing(sqlite3.connect(house.folder / "tocsin.db")) as database:
        sql = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608 - names of the schema
        return int(database.execute(sql).fetchone()[0])


def lines(house: House, user: str, line: str, count: int, begin: int = 0, **more: Any) -> list[Any]:
    slack = user.startswith("U")
    values: dict[str, Any] = {
        "room": Room(channel=f"D{user}"),
        "sender": Sender(user=user, team="T0INSTITUTE" if slack else ""),
        "private": True,
    }
    return [
        Typed(
            event=f"{user}:{line}:{at}",
            number=str(at),
            written=house.clock.now,
            line=line,
            **(values | more),
        )
        for at in range(begin, begin + count)
    ]


@pytest.mark.parametrize("line", ["/help", "what is this"])
@pytest.mark.parametrize("user", ["1001", "7777"], ids=["partner", "stranger"])
async def test_hundreds_of_lines_of_one_account_are_answered_up_to_its_budget(
    house: House, user: str, line: str
) -> None:
    await house.inbox.receive("telegram.main", lines(house, user, line, 4 * MOST))
    await house.deliver()
    answers = house.telegram.standing(f"D{user}")
    assert len(answers) == MOST + 1
    assert sum(one.startswith(TOO_MANY) for one in answers) == 1
    assert rows(house, "audit", "kind IN ('command', 'refused')") == MOST + 1
    # A minute later it is as if nothing had been.
    house.pass_(61)
    await house.inbox.receive("telegram.main", lines(house, user, line, 1, 5_000))
    await house.deliver()
    again = house.telegram.standing(f"D{user}")
    assert len(again) == MOST + 2
    assert sum(one.startswith(TOO_MANY) for one in again) == 1


async def test_what_others_say_is_delivered_while_somebody_floods(house: House) -> None:
    await house.inbox.receive("telegram.main", lines(house, "1001", "/help", 4 * MOST))
    await house.hear(house.said(DESK, "TLP:GREEN all the same"))
    house.courier.wake([str(WATCH), "group"])
    house.courier.wake(await house.store.read(lambda tx: tx.deliveries.lanes()))
    while not any("all the same" in one for one in house.telegram.standing(WATCH)):
        before = len(house.telegram.calls)
        await house.deliver()
        assert len(house.telegram.calls) > before
    where = [room for _, room, _ in house.telegram.calls]
    # Each lane goes its own way: the group does not stand behind the hundred answers.
    assert where.index(str(WATCH)) < MOST
    await house.inbox.receive("slack.main", lines(house, "U0ANN", "/whoami", 1))
    await house.deliver()
    assert not house.slack.standing("DU0ANN")[-1].startswith(TOO_MANY)


async def test_whoever_floods_with_an_account_does_not_keep_its_owner_from_stopping_everything(
    house: House,
) -> None:
    await house.inbox.receive("slack.main", lines(house, "U0ANN", "/help", 5 * MOST))
    await house.inbox.receive("slack.main", lines(house, "U0ANN", "/freeze", 1))
    assert house.services.directory.frozen == {"institute"}
    await house.inbox.receive("slack.main", lines(house, "U0ANN", "/thaw", 1))
    assert house.services.directory.frozen == {"institute"}, "what loosens has no such right"


async def test_buttons_count_as_the_lines_that_they_type(house: House) -> None:
    pressed = lines(house, "1001", "answer green", 4 * MOST, pressed=True)
    await house.inbox.receive("telegram.main", pressed)
    await house.deliver()
    assert len(house.telegram.standing("D1001")) == MOST + 1
    assert rows(house, "audit", "kind = 'refused'") == MOST + 1


async def test_in_a_room_a_strangers_flood_is_answered_nowhere(house: House) -> None:
    events = lines(
        house, "7777", "/freeze all", 3 * MOST, room=Room(channel=str(WATCH)), private=False
    )
    await house.inbox.receive("telegram.main", events)
    await house.deliver()
    assert house.telegram.calls == []


async def test_a_thousand_reactions_of_a_thousand_accounts_are_one_edit_a_copy_and_few_names(
    house: House,
) -> None:
    await house.hear(house.said(DESK, "TLP:GREEN polls open", number="100"))
    await house.deliver()
    before = len(house.telegram.calls)
    events = [
        Reacted(
            event=f"r{at}",
            room=Room(channel=DESK),
            number="100",
            at=house.clock.now,
            sender=Sender(user=f"U0{at % 50}", team="T0INSTITUTE", name="A" * 80),
            account=f"U0{at % 50}",
            change="add" if at % 3 else "set",
            emoji=tuple(f":custom_{at}_{more}:" for more in range(30)),
        )
        for at in range(1_000 if IN_FULL else 200)
    ]
    await house.inbox.receive("slack.main", events)
    assert rows(house, "reactions") == 50
    for _ in range(3):
        await house.reactions.tell()
        await house.deliver()
    assert len(house.telegram.calls) - before <= 2
    (copy,) = house.telegram.standing(WATCH)
    assert len(copy) <= house.telegram.size
    assert "polls open" in copy


async def test_coming_and_going_by_the_hundred_is_one_card_each_and_one_row_a_room(
    house: House,
) -> None:
    loop: list[Any] = []
    for at in range(150 if IN_FULL else 40):
        sender = Sender(user=f"7{at % 3:03}", name="Somebody")
        room = Room(channel=str(WATCH))
        loop += [
            Joined(event=f"j{at}", room=room, people=(sender,)),
            Left(event=f"l{at}", room=room, sender=sender),
        ]
    await house.inbox.receive("telegram.main", loop)
    await house.deliver()
    assert rows(house, "members") == 1
    assert len(house.telegram.standing(WATCH)) <= 1
    assert len(house.telegram.standing("D1001")) == 1
    assert rows(house, "notices") <= 4
    assert len(house.telegram.calls) + len(house.slack.calls) <= 6
    # The other room, and who is elsewhere, are told nothing of it.
    assert house.slack.standing(TEAM_ROOM) == []
