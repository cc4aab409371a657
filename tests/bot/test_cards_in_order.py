"""What one instant says to one person reaches him in the order in which it was made."""

from handlers.incoming import Room, Typed
from storage.store import Transaction
from tests.bot.small_house import House

ANN = "U0ANN"
LINES = ("help", "held", "help matters", "whoami", "matters", "nonsense", "standing")


def typed(house: House, line: str, number: int) -> Typed:
    """Return a line that Ann typed to the bot."""
    told = house.said(f"D{ANN}", "", number=number)
    return Typed(
        event=f"typed:{number}",
        room=Room(channel=f"D{ANN}"),
        number=told.number,
        written=house.clock.now,
        sender=told.sender,
        line=line,
        private=True,
    )


async def test_answers_of_one_instant_come_in_the_order_of_what_they_answer(house: House) -> None:
    expected = []
    for at, line in enumerate(LINES):
        await house.inbox.receive("slack.main", [typed(house, line, 500 + at)])
        await house.deliver()
        expected.append(house.slack.standing(f"D{ANN}")[-1])
    assert len(set(expected)) == len(LINES)
    events = [typed(house, line, 600 + at) for at, line in enumerate(LINES)]
    await house.inbox.receive("slack.main", events)
    await house.deliver()
    assert house.slack.standing(f"D{ANN}")[len(LINES) :] == expected


async def test_turns_of_transactions_are_given_in_the_order_in_which_they_are_asked_for(
    house: House,
) -> None:
    async def act(tx: Transaction) -> list[int]:
        return [tx.turn() for _ in range(3)]

    first, second = await house.store.write(act), await house.store.write(act)
    together = [*first, *second]
    assert together == sorted(set(together))
