"""Who presses first has it, also where two programs share one server."""

from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS
from tests.bot.intake.test_working import (
    test_of_two_processes_that_press_at_once_one_gets_it_and_the_other_the_next as of_two,
)


async def test_of_two_programs_on_one_server_one_gets_it_and_the_other_the_next(
    coalition: Coalition,
) -> None:
    await coalition.apply(COALITION + ROOMS)
    await of_two(coalition)
