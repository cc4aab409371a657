"""After any history the rooms hold what they may have, once, and nothing else.

`make proofs` plays eight; `python -m tests.benchmarks.histories` many more, and longer ones.
"""

from pathlib import Path

import pytest

from tests.bot.laws.playing import history
from tests.in_full import IN_FULL

STEPS = 40


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(8 if IN_FULL else 4))
async def test_no_room_holds_what_is_denied_and_every_room_what_it_may(
    tmp_path: Path, template: Path, seed: int
) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    await history(folder, template, seed, STEPS)
