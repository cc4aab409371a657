"""Threat 18: two processes on one database; the second takes nothing from the first."""

import re
from collections import Counter

from tests.stage import Stage, free_port

MESSAGES = 40


async def test_a_second_run_on_the_same_database_refuses_and_nothing_is_doubled(
    stage: Stage,
) -> None:
    async with stage.running() as first:
        for at in range(MESSAGES):
            stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN slack {at:02}")
            stage.telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN telegram {at:02}")
        await stage.until(stage.in_telegram, "the burst to be under way")
        second = stage.tocsin("run", TOCSIN_WEB__LISTEN=f"127.0.0.1:{free_port()}")
        assert second.returncode == 78, second.stderr
        assert "tocsin.db" in second.stderr
        assert "another" in second.stderr
        assert stage.tocsin("status").returncode == 0
        await stage.until(lambda: len(stage.in_telegram()) >= MESSAGES, "every copy there")
        await stage.until(lambda: len(stage.in_slack()) >= MESSAGES, "every copy here")
        assert first.poll() is None
    for there in (stage.in_telegram(), stage.in_slack()):
        bodies = Counter(re.findall(r"(?:slack|telegram) \d\d", "\n".join(there)))
        assert len(bodies) == MESSAGES
        assert set(bodies.values()) == {1}
        assert not any("(repeat)" in one for one in there)
    assert stage.tocsin("audit", "verify").returncode == 0


async def test_after_a_kill_the_next_run_starts_at_once(stage: Stage) -> None:
    first = stage.start("run")

    async def ready() -> bool:
        return (await stage.ask("/readyz"))[0] == 200

    await stage.until(ready, "the first to be ready")
    first.send(9)
    first.wait()
    async with stage.running():
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN after it")
        await stage.until(stage.in_telegram, "the copy")
