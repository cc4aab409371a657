"""A phone at risk whose PIN nobody gave: no command does or shows anything, whichever there is.

The lines come from the declarations: a command that is added later is closed until it says that it
need not be, and then it has to be said here too.
"""

from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from bot import commands
from bot.calls import Answer, Call, Verb
from bot.cards import ANSWER
from bot.community import veil
from bot.heeding import MOST
from bot.lanes import private
from bot.services import Services
from policies.commands import Command, Where
from policies.phrases import ENGLISH
from policies.verbs.table import TABLE
from storage.statements import Read
from storage.store import Transaction
from tests.in_full import IN_FULL
from tests.security.phones import BO, DESK, EVA, GROUP, PHONES, Phones, phones_in

PIN = "1357"
OPEN_ALONE = {"lock"}
"""What is done for whoever holds the phone, with nothing behind the verb: it locks her out."""
OPEN = {"pin", "open", "hide", "key"}
"""What asks for the PIN itself, and hides."""
EVERY_ROLE = 'risk = true\nroles = ["partner","duty","releaser","steward","deputy","operator"]\n'
WORDS = ("bo", "eva", "all", "yes", "off", "on", "TLP:CLEAR", "add bo", "remove 1", "40", "list",
         "bread is ready", "set eva roles partner", "to bo never mind")  # fmt: skip
KEPT = ("directory", "members", "messages", "files", "blobs", "reactions", "fingerprints",
        "records", "marks", "dead")  # fmt: skip


@pytest.fixture
def begins_with() -> str:
    return PHONES.replace("risk = true\n", EVERY_ROLE)


@pytest.fixture
async def phones(tmp_path: Path, begun: Path, begins_with: str) -> AsyncIterator[Phones]:
    """Eva has every role and a PIN, and her phone lay still for a while."""
    async with phones_in(tmp_path, begun, begins_with) as phones:
        await phones.types(EVA, "/pin")
        card = phones.sent(EVA, "post")[-1].number
        await phones.presses(EVA, card, "open")
        await phones.pin(EVA, card, PIN)
        await phones.pin(EVA, card, PIN)
        await phones.later(veil.OPEN_FOR.total_seconds() + 1)
        yield phones


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the commands whose acts were reached, as it goes; the acts are done."""
    reached: list[str] = []

    def kept(name: str, act: Verb) -> Verb:
        async def acting(tx: Transaction, services: Services, call: Call) -> Answer:
            reached.append(name)
            return await act(tx, services, call)

        return acting

    acts = {name: kept(name, act) for name, act in commands.ACTS.items()}
    monkeypatch.setattr(commands, "ACTS", acts)
    return reached


def room_of(command: Command) -> str:
    return GROUP if command.where is Where.ROOM else ""


def shut() -> list[Command]:
    """Return the commands that do nothing with a word behind them."""
    return [one for one in TABLE if one.unopened != "anything"]


def batched(lines: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yield as many lines as somebody could mean in a minute."""
    yield from (lines[at : at + MOST] for at in range(0, len(lines), MOST))


async def rows(phones: Phones) -> list[list[Any]]:
    """Return whatever is kept but what tells of the lines themselves."""

    async def query(tx: Transaction) -> list[list[Any]]:
        found = []
        for table in KEPT:
            sql = f"SELECT * FROM {table} ORDER BY 1, 2"  # noqa: S608 - names of the schema
            found.append(await tx.work.fetch(Read(sql, lambda *row: row, table)))
        sql = "SELECT id, sealed FROM affairs WHERE kind <> 'veil' ORDER BY id"
        return [*found, await tx.work.fetch(Read(sql, lambda *row: row, "affairs"))]

    return await phones.house.store.read(query)


async def said_to_her(phones: Phones) -> set[str]:
    """Return what stands behind the lines on her phone."""
    lane = private("telegram.main", EVA)

    async def query(tx: Transaction) -> set[str]:
        notices = [await tx.notices.by_id(one) for one in await tx.copies.at(lane)]
        return {one.said for one in notices if one is not None and one.kind == ANSWER}

    return await phones.house.store.read(query)


async def opens(phones: Phones, line: str = "/help") -> None:
    """Have Eva give her PIN."""
    await phones.types(EVA, line)
    number = phones.sent(EVA, "post")[-1].number
    await phones.presses(EVA, number, "open")
    await phones.pin(EVA, number, PIN)


def test_the_declarations_say_what_is_open_and_no_more() -> None:
    assert {one.name for one in TABLE if one.unopened == "alone"} == OPEN_ALONE
    assert {one.name for one in TABLE if one.unopened == "anything"} == OPEN


@pytest.mark.proof
async def test_nothing_is_done_and_nothing_shown_whatever_is_typed(
    phones: Phones, reached: list[str]
) -> None:
    mine = await phones.says(EVA, "TLP:GREEN the doors are open", GROUP)
    told = await said_to_her(phones)
    phones.telegram.sent_all.clear()
    phones.slack.sent_all.clear()
    before, directory = await rows(phones), phones.house.services.directory
    lines = []
    for at, (command, word) in enumerate(zip(shut(), cycle(WORDS), strict=False)):
        ways = ["", f" {word}"] if command.unopened == "nothing" else [f" {word}"]
        # By turns alone and with a word; the proofs type both.
        some = ways if IN_FULL else ways[at % len(ways) :][:1]
        lines += [(f"/{command.name}{way}", room_of(command)) for way in some]
    for some in batched(lines):
        phones.house.pass_(61)
        await phones.types_all(EVA, some, reply_to=mine.number)
    await phones.types(EVA, "/nonsense")
    assert reached == []
    assert phones.house.services.directory is directory
    assert await rows(phones) == before
    since = phones.everything()
    assert {one.channel for one in since} == {EVA}
    assert len([one for one in since if one.what == "post"]) == len(lines) + 1
    assert {(one.what, one.text) for one in since} == {("post", "1 new"), ("delete", "")}
    assert await said_to_her(phones) - told == {ENGLISH.risk.open_first().plain}


async def test_what_is_typed_in_a_room_asks_for_the_pin_too(
    phones: Phones, reached: list[str]
) -> None:
    await phones.says(EVA, "TLP:GREEN the doors are open", GROUP)
    (copy,) = phones.sent(DESK, "post")
    assert "Partner 14" in copy.text
    directory = phones.house.services.directory
    await phones.types(EVA, "/freeze", room=GROUP)
    await phones.types(EVA, "/recall", room=GROUP)
    assert reached == []
    assert phones.house.services.directory is directory
    assert [one.what for one in phones.sent(DESK)] == ["post"]


@pytest.mark.proof
async def test_with_the_pin_every_command_is_reached_for_minutes_and_then_none(
    phones: Phones, reached: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def noted(tx: Transaction, services: Services, call: Call) -> Answer:
        reached.append(call.line.verb)
        return Answer()

    await opens(phones)
    acts = {one.name: noted for one in TABLE}
    monkeypatch.setattr(commands, "ACTS", acts)
    reached.clear()
    typed = TABLE if IN_FULL else TABLE[::4]
    for some in batched([(f"/{one.name} word", room_of(one)) for one in typed]):
        phones.house.pass_(61)
        await phones.types_all(EVA, some)
    assert reached == [one.name for one in typed]
    await phones.later(veil.OPEN_FOR.total_seconds() + 1)
    await phones.types(EVA, "/leave")
    assert len(reached) == len(typed)


async def test_hide_ends_it_at_once(phones: Phones, reached: list[str]) -> None:
    await opens(phones)
    await phones.types(EVA, "/ping bread is ready")
    assert "ping" in reached
    await phones.types(EVA, "/help")
    number = next(one.number for one in phones.sent(EVA, "edit") if "hide" in one.lines)
    await phones.presses(EVA, number, "hide")
    reached.clear()
    await phones.types(EVA, "/ping something else")
    assert reached == []
    assert phones.sent(EVA, "post")[-1].text == "bread is ready"


async def test_a_wrong_pin_opens_no_command(phones: Phones, reached: list[str]) -> None:
    await phones.types(EVA, "/leave")
    number = phones.sent(EVA, "post")[-1].number
    await phones.presses(EVA, number, "open")
    await phones.pin(EVA, number, "0000")
    reached.clear()
    await phones.types(EVA, "/leave")
    assert reached == []


async def test_she_locks_herself_without_it_and_nobody_else(
    phones: Phones, reached: list[str]
) -> None:
    await phones.types(EVA, "/lock bo")
    assert reached == []
    await phones.types(BO, "/help")
    assert ENGLISH.answers.stranger().plain != phones.sent(BO, "post")[-1].text
    await phones.types(EVA, "/lock")
    assert "E. was locked out" in phones.sent(BO)[-1].text


async def test_whoever_set_no_pin_types_as_before(phones: Phones, reached: list[str]) -> None:
    await opens(phones, "/pin off")
    card = phones.sent(EVA, "edit")[-1].number
    await phones.pin(EVA, card, PIN)
    await phones.later(veil.OPEN_FOR.total_seconds() + 1)
    await phones.types(EVA, "/ping bread is ready")
    assert reached[-1] == "ping"
