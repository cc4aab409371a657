"""The tour holds as it is, and names the step where something it relies on is taken away.

Two more things are taken away in tests/benchmarks/proofs (`make proofs`).
"""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.demo import by_hand
from bot.demo.scene import DIRECTORY
from bot.demo.stage import Failed, Stage
from bot.demo.tour import STEPS, play


def played(stage: Stage) -> tuple[bool, str]:
    lines: list[str] = []
    held = asyncio.run(play(stage, lines.append))
    assert not stage.folder.exists()
    return held, "\n".join(lines)


def test_every_step_holds_and_nothing_is_left_behind() -> None:
    stage = Stage()
    held, said = played(stage)
    assert held, said
    assert said.endswith("steps held.")
    for step in STEPS:
        assert step.__doc__.strip() in said
    assert "all 60 were there" in said


def test_without_the_bridge_the_first_step_is_named() -> None:
    bridge = DIRECTORY.index('[[bridge]]\nid = "elections"')
    after = DIRECTORY.index("[[bridge]]", bridge + 1)
    held, said = played(Stage(DIRECTORY[:bridge] + DIRECTORY[after:]))
    assert not held
    assert "FAILED in step 1" in said


@pytest.mark.parametrize("step", by_hand.STEPS, ids=lambda one: one.__name__)
async def test_where_nothing_happens_a_step_by_hand_fails(
    step: Callable[..., Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_hand, "_SECONDS", 0.1)
    monkeypatch.setattr(by_hand, "_LOOKS_WITHIN", 0.1)
    stage = Stage()
    stage._people()
    said: list[str] = []
    with pytest.raises(Failed, match="waited"):
        await step(stage, said.append)
    assert said == []
    await stage.slack.stop()
