"""What people do about what waits: they wait for the card, read it and press."""

import itertools
from typing import Any

from bot.community.directory import load_text
from handlers.incoming import Room, Sender, Typed
from policies.community.rows import to_rows
from storage.store import Row, Transaction
from tests.bot.small_house import ACCOUNTS, House

_PRESSES = itertools.count(1)


async def asked(house: House, after: float = 20) -> None:
    """Let the burst be over, and everything due be sent."""
    await house.deliver()
    house.pass_(after)
    await house.deliver()


def card(house: House, user: str) -> Any:
    """Return the only thing that stands in the private conversation with a person."""
    (found,) = _private(house, user).values()
    return found


def cards(house: House, user: str) -> list[Any]:
    """Return everything that stands there, oldest first."""
    return list(_private(house, user).values())


def _private(house: House, user: str) -> dict[str, Any]:
    door = house.telegram if user.isdigit() else house.slack
    return door.rooms.get(f"D{user}", {})


async def press(
    house: House, user: str, label: str, *, by: str = "", room: str = "", at: int = -1
) -> None:
    """Press the button that begins with a word, under the last card in a conversation or a room."""
    door = house.telegram if user.isdigit() else house.slack
    name = "telegram.main" if user.isdigit() else "slack.main"
    place = door.rooms[room or f"D{user}"]
    number = list(place)[at]
    line = next(line for words, line in place[number].buttons.items() if words.startswith(label))
    await type_(house, name, line, by or user, room or f"D{user}", number, pressed=True)


async def type_(
    house: House,
    door: str,
    line: str,
    user: str,
    channel: str,
    number: str = "",
    *,
    pressed: bool = False,
    **other: Any,
) -> None:
    """Let somebody type a line in private, or by a button."""
    values: dict[str, Any] = {
        "event": f"typed:{next(_PRESSES)}",
        "room": Room(channel=channel),
        "number": number,
        "written": house.clock.now,
        "sender": Sender(user=user),
        "line": line,
        "private": channel.startswith("D"),
        "pressed": pressed,
    }
    await house.inbox.receive(door, [Typed(**(values | other))])
    await house.deliver()


async def apply(house: House, directory: str) -> None:
    """Let the database hold this directory, as an operator's command would."""
    rows = to_rows(load_text(directory, "directory.toml", ACCOUNTS))

    async def act(tx: Transaction) -> None:
        await tx.directory.replace_file(
            [Row(kind=k, id=i, origin="file", body=body) for k, i, body in rows]
        )

    await house.store.write(act)
    await house.take_up()
