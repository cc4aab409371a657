"""The demo turns the clock of its bot, whoever of its processes asks, and nobody else's."""

from datetime import UTC, datetime, timedelta

from bot import clock
from bot.demo.turning import Turning


def test_whoever_opens_the_same_folder_sees_the_clock_turned(tmp_path) -> None:
    stage, bot = Turning(tmp_path), Turning(tmp_path)
    assert bot.ahead() == timedelta()
    stage.turn(timedelta(hours=3))
    stage.turn(timedelta(days=2))
    assert bot.ahead() == timedelta(days=2, hours=3)
    stage.close()
    bot.close()


def test_the_clock_of_a_process_goes_ahead_by_what_it_is_told_alone(tmp_path) -> None:
    turning = Turning(tmp_path)
    turning.turn(timedelta(days=30))
    before = clock.now()
    clock.turned(turning.ahead)
    try:
        assert timedelta(days=29) < clock.now() - before < timedelta(days=31)
        assert abs(datetime.now(UTC) - before) < timedelta(hours=1)
    finally:
        clock.turned(timedelta)
        turning.close()
