"""Row 23 of the threats: what is another's and what is not there are answered alike, whatever asks.

Two organisations have a bridge, an agreement that waits, a wish that needs a second person, cards
with buttons; the steward of a third asks for these, and for what nobody has.
"""

import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest

from handlers.incoming import Room
from policies.phrases import ENGLISH
from policies.verbs.table import TABLE
from tests.bot.joining.town import ANN, BO, DIRECTORY, FAY, GROUP, SLACK_ROOM, Town
from tests.in_full import IN_FULL

T = TypeVar("T")

FAY_ON_TELEGRAM = DIRECTORY.replace(f'slack = "{FAY}"', f'slack = "{FAY}"\ntelegram = 1009')
EVERYWHERE = pytest.mark.parametrize("fay", [FAY, 1009], ids=["slack", "telegram"])


@pytest.fixture
async def town(tmp_path: Path, template: Path) -> AsyncIterator[Town]:
    town = await Town.settled(tmp_path, template, FAY_ON_TELEGRAM)
    await town.link("TLP:GREEN")
    await town.types(ANN, SLACK_ROOM, "ceiling TLP:AMBER")
    await town.types(BO, None, "person set eva roles steward,deputy")
    yield town
    await town.close()


def shared(tried: Sequence[T], fay: object) -> Sequence[T]:
    """Return what is tried on her platform: in the suite every other, the rest on the other one."""
    return tried if IN_FULL else tried[(fay == FAY) :: 2]


def noted(town: Town) -> Counter[tuple[Any, ...]]:
    """Count the audit's entries by what a thief of the file sees, and the cards and answers."""
    with closing(sqlite3.connect(town.house.folder / "tocsin.db")) as database:
        found = Counter(database.execute("SELECT kind, organisation, item IS NULL FROM audit"))
        for table in ("affairs", "notices", "deliveries", "directory", "members", "messages"):
            sql = f"SELECT count(*) FROM {table}"  # noqa: S608 - names of the schema
            found[table,] = database.execute(sql).fetchone()[0]
    return found


async def answered(town: Town, user: object, line: str, channel: object = None) -> tuple[Any, Any]:
    """Return what somebody is told, and what the database has more of."""
    before, read = noted(town), len(town.reads(user))
    calls = len(town.house.slack.calls) + len(town.house.telegram.calls)
    directory = town.directory
    await town.types(user, channel, line)
    assert town.directory is directory
    assert len(town.house.slack.calls) + len(town.house.telegram.calls) == calls + 1
    return town.reads(user)[read:], noted(town) - before


async def waiting(town: Town, verb: str) -> str:
    """Return the id behind the button of a card that somebody has."""
    doors = (town.house.slack, town.house.telegram)
    lines = [
        line
        for door in doors
        for room in door.rooms.values()
        for one in room.values()
        for line in one.buttons.values()
    ]
    return next(line.split()[1] for line in lines if line.split()[0] == verb)


@pytest.mark.proof
@EVERYWHERE
async def test_ids_names_and_bridges_of_others_are_answered_as_those_that_nobody_has(
    town: Town, fay: object
) -> None:
    agreement, grant = await waiting(town, "agree"), await waiting(town, "second")
    pairs = [
        ("agree {}", agreement, "0" * 32),
        ("disagree {}", agreement, "0" * 32),
        ("second {}", grant, "0" * 32),
        ("object {}", grant, "0" * 32),
        ("unlink {}", "institute-watch", "press-nobody"),
        ("bridge pause {}", "institute-watch", "press-nobody"),
        ("bridge resume {}", "institute-watch", "press-nobody"),
        ("ceiling TLP:CLEAR {}", "institute-watch", "press-nobody"),
        ("remove {}", "ann", "nobody"),
        ("deputy {}", "ann", "nobody"),
        ("person set {} shown_as X", "ann", "nobody"),
        ("person set {} roles operator", "ann", "nobody"),
        ("org set {} shown_as X", "institute", "nowhere"),
        ("org remove {} shred", "institute", "nowhere"),
        ("invite Ida for {}", "institute", "nowhere"),
        ("unhold {}", "anything", "nothing"),
        ("held {}", "0badcafe", "00000000"),
    ]
    for line, there, absent in shared(pairs, fay):
        one, other = [await answered(town, fay, line.format(name)) for name in (there, absent)]
        hidden = [text.replace(there, "…").replace(absent, "…") for text in (*one[0], *other[0])]
        assert len(set(hidden)) == 1, (line, hidden)
        assert one[1] == other[1], line
        assert one[1]["notices",] <= 0


@EVERYWHERE
async def test_a_room_that_others_have_and_one_that_nobody_has_are_answered_alike(
    town: Town, fay: object
) -> None:
    theirs, nobodys = (SLACK_ROOM, "C0NOWHERE") if fay == FAY else (GROUP, -1001000000999)
    for line in ("room", "attest 5", "gate on", "close ann", "mode desk TLP:GREEN"):
        one, other = [await answered(town, fay, line, room) for room in (theirs, nobodys)]
        assert one[0] == other[0] == [ENGLISH.answers.not_allowed().plain], line
        assert one[1] == other[1], line


@pytest.mark.proof
@EVERYWHERE
async def test_buttons_pressed_under_nothing_or_under_the_card_of_another_say_and_do_nothing(
    town: Town, fay: object
) -> None:
    """A forwarded card, one that is gone, one that somebody else has, and a line made up."""
    door = town.house.slack if fay == FAY else town.house.telegram
    theirs = f"D{ANN}" if fay == FAY else f"D{BO}"
    number = next(iter(door.rooms[theirs]))
    agreement, grant = await waiting(town, "agree"), await waiting(town, "second")
    for command in shared([one for one in TABLE if not one.listed], fay):
        line = f"{command.name} {grant if command.name in ('second', 'object') else agreement}"
        heard = []
        for room, which in ((f"D{fay}", "1"), (f"D{fay}", number), (theirs, number)):
            before, read = noted(town), len(town.reads(fay))
            directory = town.directory
            at = Room(channel=room)
            await town.types(fay, None, line, room=at, number=which, pressed=True)
            assert town.directory is directory, line
            heard.append((town.reads(fay)[read:], noted(town) - before))
        assert heard[0] == heard[1] == heard[2], line
        assert heard[0][0] == [ENGLISH.answers.stale().plain], line
        assert sum(heard[0][1][key] for key in heard[0][1] if key[0] == "refused") == 1
