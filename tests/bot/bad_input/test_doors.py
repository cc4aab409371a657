"""Doors that are shut: the other platform goes on, nothing is lost, nobody knocks in a frenzy."""

from tests.stage import Stage


async def doors(stage: Stage) -> dict[str, dict[str, str]]:
    return (await stage.ask("/healthz"))[1]["doors"]


async def state(stage: Stage, door: str, wanted: str) -> bool:
    return (await doors(stage))[door]["state"] == wanted


async def slack_goes_on(stage: Stage, text: str) -> None:
    """See that a message still crosses from one Slack channel to another."""
    stage.slack.say(stage.DESK, stage.ANN, f"TLP:GREEN {text}")
    await stage.until(lambda: text in "".join(stage.in_slack(stage.TEAM_ROOM)), text)


async def test_a_revoked_telegram_token_locks_its_door_alone_and_nothing_is_lost(
    stage: Stage,
) -> None:
    async with stage.running() as bot:
        stage.telegram.revoke(stage.TOKEN)
        await slack_goes_on(stage, "while locked out")
        await stage.until(
            lambda: any(one["status"] == 401 for one in stage.telegram.entries(kind="call")), "401"
        )
        assert bot.poll() is None
    shut = [one for one in stage.telegram.entries(kind="call") if one["status"] == 401]
    assert 1 <= len(shut) <= 4
    assert "waiting  group: 1" in stage.tocsin("status").stdout


async def test_slacks_invalid_auth_leaves_the_other_platform_at_work(stage: Stage) -> None:
    stage.slack.revoke(stage.TEAM, "invalid_auth")
    async with stage.running(ready=False) as bot:
        await stage.until(lambda: _locked(stage, "slack.main"), "the door to be locked out")
        await stage.until(lambda: state(stage, "telegram.main", "connected"), "the other door")
        status, body = await stage.ask("/healthz")
        assert (status, body["status"]) == (200, "degraded")
        assert body["doors"]["slack.main"]["why"] == "invalid_auth"
        assert (await stage.ask("/readyz"))[0] == 503
        stage.telegram.say(stage.STRICT, stage.BO, "/whoami")
        await stage.until(lambda: stage.telegram.messages(stage.BO, stage.bot), "the answer")
        assert bot.poll() is None
    assert len([one for one in stage.slack.entries(kind="call") if one["error"]]) <= 6


async def _locked(stage: Stage, door: str) -> bool:
    status, body = await stage.ask("/healthz")
    return bool(status) and body["doors"][door]["state"] == "locked out"


async def test_a_revoked_slack_token_that_is_restored_opens_the_door_and_loses_nothing(
    stage: Stage,
) -> None:
    stage.slack.revoke(stage.TEAM, "token_revoked")
    async with stage.running(ready=False, first="tests.bot.paces:often"):
        await stage.until(lambda: _locked(stage, "slack.main"), "the door to be locked out")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN for later")
        await stage.until(lambda: stage.telegram.pending(stage.bot) == 0, "it to be taken")
        stage.slack.restore(stage.TEAM)
        await stage.until(stage.in_slack, "what was kept")
    assert len(stage.in_slack()) == 1
    assert "(repeat)" not in stage.in_slack()[0]


async def test_a_second_poller_is_told_and_outlasted(stage: Stage) -> None:
    async with stage.running() as bot:

        async def conflict() -> bool:
            # Only a request that waits is ended by another; there may be none at this instant.
            stage.telegram.poll_elsewhere(stage.bot)
            return await state(stage, "telegram.main", "down")

        await stage.until(conflict, "the 409 to be told")
        assert (await doors(stage))["telegram.main"]["why"] == "second_poller"
        await slack_goes_on(stage, "while another polls")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN not lost")
        await stage.until(lambda: "not lost" in "".join(stage.in_slack()), "the message")
        assert bot.poll() is None


async def test_a_platform_that_is_down_stops_nobody_and_loses_nothing(stage: Stage) -> None:
    async with stage.running() as bot:
        await stage.telegram.stop()
        await slack_goes_on(stage, "while Telegram is away")
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN the second")
        await stage.until(lambda: state(stage, "telegram.main", "down"), "the door to be down")
        assert (await stage.ask("/healthz"))[1]["status"] == "degraded"
        assert (await stage.ask("/readyz"))[0] == 200
        await stage.telegram.start()
        await stage.until(lambda: len(stage.in_telegram()) == 2, "both messages")
        assert bot.poll() is None
    found = stage.in_telegram()
    assert "while Telegram is away" in found[0]
    assert "the second" in found[1]
    assert not any("repeat" in one or "late" in one for one in found)


async def test_what_was_said_while_we_were_away_crosses_at_the_next_start(stage: Stage) -> None:
    async with stage.running():
        await slack_goes_on(stage, "so that the channel is known")
    stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN meanwhile in Slack")
    stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN meanwhile in Telegram")
    async with stage.running():
        await stage.until(lambda: "in Telegram" in "".join(stage.in_slack()), "Telegram's")
        await stage.until(lambda: "in Slack" in "".join(stage.in_telegram()), "Slack's")
    assert len([one for one in stage.in_telegram() if "in Slack" in one]) == 1


async def test_what_was_said_in_a_room_while_it_was_not_listed_stays_there(stage: Stage) -> None:
    listed = stage.folder / "directory.toml"
    whole = listed.read_text(encoding="utf-8")
    async with stage.running():
        await slack_goes_on(stage, "so that the channel is known")
    without = whole.replace(f'address = "{stage.DESK}"', 'address = "C0ELSEWHERE"')
    listed.write_text(without, encoding="utf-8")
    assert stage.tocsin("directory", "apply", "directory.toml", "--yes").returncode == 0
    stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN among ourselves")
    listed.write_text(whole, encoding="utf-8")
    assert stage.tocsin("directory", "apply", "directory.toml", "--yes").returncode == 0
    async with stage.running():
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN listed again")
        await stage.until(lambda: "listed again" in "".join(stage.in_telegram()), "the next")
    assert "among ourselves" not in "".join(stage.in_telegram())
