"""After a restore nothing known to be sent comes twice, and what may have been sent says so."""

from datetime import timedelta
from pathlib import Path

import pytest

from handlers.door import Later, Lost
from storage import backups
from storage.keys import RecoveryKey, make_recovery, provider_of_sheet
from tests.bot.small_house import House
from tests.stage import DESK, WATCH


class Loss:
    """A backup of the house, and the loss of its database; what stands on the platforms stays."""

    def __init__(self, house: House, key: RecoveryKey, folder: Path) -> None:
        self.house = house
        self.key = key
        self.file = folder / "b.backup"

    async def back_up(self) -> None:
        await self.house.store.set_recovery(self.key)
        await backups.create(self.house.store, self.file)

    async def happen(self, *, stopped: float | None = None) -> None:
        """Lose the database, bring the backup back, start again; `stopped` is seconds ago."""
        house = self.house
        await house.store.close()
        for one in house.folder.glob("tocsin.db*"):
            one.unlink()
        await backups.restore(
            self.file,
            f"sqlite:///{house.folder / 'tocsin.db'}",
            provider_of_sheet(self.key.lines),
            clock=house.clock,
            stopped=None if stopped is None else house.clock.now - timedelta(seconds=stopped),
        )
        await house.restart()
        await house.store.write(lambda tx: tx.deliveries.release())


@pytest.fixture
def loss(house: House, tmp_path: Path) -> Loss:
    return Loss(house, make_recovery(), tmp_path)


def bodies(house: House, room: object) -> list[str]:
    door = house.doors[house.door_of(str(room))]
    return [text.rpartition("\n")[2] for text in door.standing(room)]


def repeats(house: House, room: object) -> list[str]:
    door = house.doors[house.door_of(str(room))]
    return [text.rpartition("\n")[2] for text in door.standing(room) if "(repeat)" in text]


async def test_what_was_sent_before_the_backup_is_not_sent_again(house: House, loss: Loss) -> None:
    said = house.said(DESK, "before")
    await house.hear(said)
    await house.deliver()
    await loss.back_up()
    house.pass_(3600)
    await loss.happen()
    # The history tells it once more.
    await house.hear(said)
    await house.deliver()
    assert bodies(house, WATCH) == ["before"]


async def test_what_is_heard_again_says_that_it_may_be_a_repeat(house: House, loss: Loss) -> None:
    await loss.back_up()
    house.pass_(60)
    since = house.said(DESK, "since")
    await house.hear(since)
    await house.deliver()
    house.pass_(3600)
    await loss.happen()
    await house.hear(since)
    await house.deliver()
    assert bodies(house, WATCH) == ["since", "since"]
    assert repeats(house, WATCH) == ["since"]


async def test_the_mark_outlasts_a_platform_that_asks_to_wait(house: House, loss: Loss) -> None:
    await loss.back_up()
    house.pass_(60)
    since = house.said(DESK, "since")
    house.pass_(3600)
    await loss.happen()
    await house.hear(since)
    house.telegram.fail("post", Later("flood", 30), times=2)
    for _ in range(3):
        await house.deliver()
        house.pass_(40)
    assert repeats(house, WATCH) == ["since"]


async def test_the_mark_outlasts_a_platform_that_can_be_asked(house: House, loss: Loss) -> None:
    """What was heard anew has another id than it had: looking for it would find nothing."""
    await loss.back_up()
    house.pass_(60)
    since = house.said(WATCH, "TLP:GREEN since")
    await house.hear(since)
    await house.deliver()
    house.pass_(3600)
    await loss.happen()
    await house.hear(since)
    house.slack.fail("post", Later("ratelimited", 30))
    house.slack.fail("post", Lost("connection_lost"))
    for _ in range(3):
        await house.deliver()
        house.pass_(400)
    assert bodies(house, DESK) == ["since", "since"]
    assert repeats(house, DESK) == ["since"]


async def test_what_was_said_after_the_bot_had_stopped_bears_no_mark(
    house: House, loss: Loss
) -> None:
    await loss.back_up()
    house.pass_(60)
    since = house.said(DESK, "since")
    house.pass_(600)
    later = house.said(DESK, "later")
    house.pass_(3600)
    await loss.happen(stopped=3900)
    await house.hear(since, later)
    await house.deliver()
    assert bodies(house, WATCH) == ["since", "later"]
    assert repeats(house, WATCH) == ["since"]


async def test_what_is_said_after_the_restore_bears_no_mark(house: House, loss: Loss) -> None:
    await loss.back_up()
    house.pass_(3600)
    await loss.happen()
    house.pass_(5)
    await house.hear(house.said(DESK, "new"))
    await house.deliver()
    assert bodies(house, WATCH) == ["new"]
    assert repeats(house, WATCH) == []


async def test_what_waited_at_the_backup_is_looked_for_where_the_platform_can_tell(
    house: House, loss: Loss
) -> None:
    await house.hear(house.said(WATCH, "TLP:GREEN waited"))
    await loss.back_up()
    await house.deliver()
    assert bodies(house, DESK) == ["waited"]
    house.pass_(3600)
    await loss.happen()
    await house.deliver()
    assert bodies(house, DESK) == ["waited"]
    assert house.slack.sent("find", DESK)


async def test_what_waited_at_the_backup_says_repeat_where_nobody_can_tell(
    house: House, loss: Loss
) -> None:
    await house.hear(house.said(DESK, "waited"))
    await loss.back_up()
    await house.deliver()
    house.pass_(3600)
    await loss.happen()
    await house.deliver()
    assert bodies(house, WATCH) == ["waited", "waited"]
    assert repeats(house, WATCH) == ["waited"]


async def test_edits_and_deletions_of_what_was_sent_before_the_backup_follow(
    house: House, loss: Loss
) -> None:
    one, other = house.said(DESK, "one"), house.said(DESK, "other")
    await house.hear(one, other)
    await house.deliver()
    await loss.back_up()
    house.pass_(3600)
    await loss.happen()
    await house.hear(house.said(DESK, "one, edited", number=one.number, edited=True))
    await house.hear(house.deleted(DESK, other.number))
    await house.deliver()
    assert bodies(house, WATCH) == ["one, edited"]
    assert repeats(house, WATCH) == []
