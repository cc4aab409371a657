"""A group that has become a supergroup keeps its cards, under its new id."""

from handlers.door import Relocated
from tests.bot.coalition import Coalition

NEW = "-1009000000001"


def there(coalition: Coalition) -> list[str]:
    return coalition.house.telegram.standing(NEW)


async def test_a_card_stands_anew_in_the_supergroup_and_the_room_is_no_closed_way(
    coalition: Coalition,
) -> None:
    await coalition.typed("ann", "new high TLP:GREEN to watch: Ballots are missing.")
    await coalition.press("ann", "Send")
    await coalition.pass_(11)
    old = coalition.room("group")
    assert any("Ballots are missing." in one for one in old)
    coalition.house.telegram.fail("edit", Relocated("group_migrated", NEW))
    await coalition.typed("ann", "severity 1 critical", settle=False)
    await coalition.settle()
    await coalition.pass_(2)
    door = coalition.house.telegram
    moved = [room for room in door.rooms if room == NEW]
    assert moved, "nothing was posted in the supergroup"
    (card,) = [one for one in there(coalition) if "Ballots are missing." in one]
    assert "CRITICAL" in card
    await coalition.typed("ann", "resolve 1 handled")
    (card,) = [one for one in there(coalition) if "Ballots are missing." in one]
    assert "RESOLVED" in card
    # The next alert comes there too: the room takes what it is sent.
    await coalition.typed("ann", "new high TLP:GREEN to watch: The lights are out.")
    await coalition.press("ann", "Send")
    await coalition.pass_(11)
    assert any("The lights are out." in one for one in there(coalition))
