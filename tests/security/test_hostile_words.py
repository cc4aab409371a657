"""Rows 11, 12, 20 and 23, for lines: whatever is typed behind a verb does and shows nothing odd.

Every command is called with words that were made to do harm, in a room and in private, by somebody
who may call most of them, by a partner and by a stranger.
"""

import itertools
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from handlers.incoming import Joined, Room, Sender, Typed
from policies.verbs.table import TABLE
from tests.bot.small_house import House, SmallDoor
from tests.in_full import IN_FULL
from tests.security.test_matrix import ROOMS, Town
from tests.stage import DIRECTORY

MARK = "zqtypedqz"
HOSTILE = (
    f"{MARK}\u202egpj.exe\u2066 \u200b\u2060",
    f'{MARK}\x00\x1b[31m\x07\u2028{{"event": "forged"}}\x85',
    f"<!channel> <@U001> @everyone [x](https://evil.example/{MARK}) *b*",
    f'{MARK}" · TLP:CLEAR · Admin (bridge)\nTLP:CLEAR · Watch · "Bo"',
    MARK * 430,
    "999999999999999999999999999 -1 \u0663 1e9 NaN",
    "../../etc/passwd %s %(verb)s {0} ' OR 1=1; DROP TABLE messages; --",
)
TURNING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066\u2067]")
PREFIXES = ("", "set ", "add ", "until ")
CALLERS = (("slack", "institute-steward"), ("telegram", "institute-operator"), ("telegram", None))
SHARE = 1 if IN_FULL else 5
"""Of how many lines each caller types one: every command in the suite, with one word or with two;
every word behind some twenty commands, others for each caller."""


@pytest.fixture
async def town(tmp_path: Path, template: Path) -> AsyncIterator[Town]:
    house = await House.of(tmp_path, template, DIRECTORY)
    town = Town(house)
    await town.settle()
    yield town
    await house.close()


def typed(town: Town, platform: str, person: str | None) -> Iterator[Typed]:
    """Yield every command with these words, now in the room and now in private.

    Then the words alone, as somebody writes them to the bot.
    """
    user = town.account(person, platform)
    lines = [
        f"/{command.name} {PREFIXES[at % len(PREFIXES)]}{words}"
        for at, (command, words) in enumerate(itertools.product(TABLE, HOSTILE))
    ][CALLERS.index((platform, person)) :: SHARE]
    for at, line in enumerate([*lines, *HOSTILE, *(f"/{one}" for one in HOSTILE)]):
        room = at % 2 == 0 and at < len(lines)
        channel = ROOMS["institute", platform] if room else f"D{user}"
        yield Typed(
            event=f"hostile:{person}:{at}",
            room=Room(channel=channel),
            number=str(at),
            written=town.house.clock.now,
            sender=Sender(user=user, team="T0INSTITUTE" if platform == "slack" else ""),
            line=line,
            reply_to="1" if at % 3 == 0 else None,
            private=not room,
            pressed=at % 5 == 0,
        )


def shown(door: SmallDoor) -> Iterator[str]:
    """Yield whatever was shown anywhere: texts, and what stands on buttons and behind them."""
    yield from (text for kind, _, text in door.calls if kind in ("post", "edit"))
    yield from (text for _, _, text in door.whispers)
    for room in door.rooms.values():
        for one in room.values():
            yield from one.buttons
            yield from one.buttons.values()


async def said_in_the_audit(house: House) -> list[Any]:
    """Return every entry's fields."""

    async def query(tx: Any) -> list[Any]:
        found: list[Any] = []
        last = 0
        while page := await tx.audit.after(last):
            last = page[-1].entry
            found += [(one.kind, await tx.audit.fields(one)) for one in page]
        return found

    return await house.store.read(query)


def test_every_command_and_every_word_is_typed_by_each_caller() -> None:
    for begin in range(len(CALLERS)):
        pairs = list(itertools.product(TABLE, HOSTILE))[begin::SHARE]
        assert {command.name for command, _ in pairs} == {command.name for command in TABLE}
        assert {words for _, words in pairs} == set(HOSTILE)


@pytest.mark.proof
@pytest.mark.parametrize(("platform", "person"), CALLERS)
async def test_whatever_is_typed_behind_a_verb_breaks_shows_and_keeps_nothing_odd(
    town: Town, platform: str, person: str | None
) -> None:
    house = town.house
    door = house.slack if platform == "slack" else house.telegram
    events = list(typed(town, platform, person))
    with structlog.testing.capture_logs() as logs:
        for at in range(0, len(events), 50):
            await house.inbox.receive(door.name, events[at : at + 50])
            house.pass_(61)
        await house.take_up()
        await house.deliver()
    assert await house.dead() == []
    told = list(shown(house.slack)) + list(shown(house.telegram))
    odd = [one for one in told if TURNING.search(one)]
    assert odd == []
    assert not [one for one in told if one.count("\u2068") != one.count("\u2069")]
    assert not [one for one in told if one.startswith(("TLP:CLEAR · Watch", "TLP:CLEAR · Inst"))]
    assert all(len(one) <= door.size for one in told)
    entries = await said_in_the_audit(house)
    kinds = [kind for kind, _ in entries if kind in ("command", "refused")]
    assert len(kinds) == len(events)
    assert MARK not in repr(entries)
    assert MARK not in repr(logs)
    if person is None:
        answers = {text for _, _, text in door.calls}
        assert len(answers) <= 6
        assert not any(MARK in one for one in told)
    verdict = await house.store.read(lambda tx: tx.verify())
    assert verdict.state == "intact"


async def test_names_that_pretend_or_turn_stand_harmless_in_cards_and_answers(town: Town) -> None:
    """A stranger's own name is what he chose; the steward's card and list show it cleaned."""
    house = town.house
    names = ('Admin (bridge)" · "Bo', "\u202egpj.exe\u2066", "<!channel>\nTLP:CLEAR · x", "x" * 900)
    for at, name in enumerate(names):
        sender = Sender(user=f"66{at}", name=name)
        room = Room(channel=ROOMS["institute", "telegram"])
        await house.inbox.receive(
            "telegram.main", [Joined(event=f"j{at}", room=room, people=(sender,))]
        )
    await house.deliver()
    await town.type("telegram", "institute-steward", "/room", ROOMS["institute", "telegram"])
    told = list(shown(house.slack)) + list(shown(house.telegram))
    assert any("sharing" in one.lower() for one in told)
    assert not [one for one in told if TURNING.search(one)]
    assert not any("<!channel>" in one or "\nTLP:CLEAR" in one for one in told)
    assert not any('Admin (bridge)" · "Bo' in one for one in told)
