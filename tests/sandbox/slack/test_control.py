"""A script in another process drives and reads the stand-in over HTTP."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.control import VERBS
from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, APP, DESK, TEAM, TOKEN, furnish, until

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Yes"}, "value": "yes"}


async def test_every_verb_exists_and_errors_are_answered_as_400(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    async def control(verb: str, **arguments: Any) -> tuple[int, Any]:
        url = f"http://127.0.0.1:{stand_in.port}/_control/{verb}"
        async with web.post(url, json=arguments) as answer:
            return answer.status, await answer.json()

    status, answer = await control("say", channel=DESK, user=ANN, text="hi")
    assert status == 200
    ts = answer["result"]
    assert (await control("say", channel="C0NONE", user=ANN, text="hi"))[0] == 400
    assert (await control("say", channel=DESK))[0] == 400
    assert (await control("direct", team=TEAM, user="U0NONE")) == (
        400,
        {"error": "user_not_found"},
    )
    assert (await control("set_limits", per_moon=1))[0] == 400
    assert (await control("fail", method="*", drop="before", garbled=True))[0] == 400
    assert (await control("sing"))[0] == 404
    assert all(callable(getattr(stand_in, verb)) for verb in VERBS)
    _, answer = await control("messages", channel=DESK)
    assert [(one["ts"], one["text"]) for one in answer["result"]] == [(ts, "hi")]
    url = f"http://127.0.0.1:{stand_in.port}/_control/entries?since=0"
    async with web.get(url) as got:
        assert [one["kind"] for one in (await got.json())["result"]] == ["said"]


async def test_a_script_presses_shares_files_and_lets_outsiders_in(
    stand_in: SlackStandIn, client: AsyncWebClient, web: aiohttp.ClientSession
) -> None:
    async def control(verb: str, **arguments: Any) -> tuple[int, Any]:
        url = f"http://127.0.0.1:{stand_in.port}/_control/{verb}"
        async with web.post(url, json=arguments) as answer:
            told = await answer.json()
            return answer.status, told.get("result", told)

    ask = [{"type": "actions", "elements": [BUTTON]}]
    sent = await client.chat_postMessage(channel=DESK, text="ask", blocks=ask)
    where = {"channel": DESK, "user": ANN, "ts": sent["ts"]}
    status, event = await control("press", button="Yes", **where)
    assert (status, event[:2]) == (200, "Ev")
    assert (await control("press", button="No", **where))[0] == 400
    assert await control("react", name="eyes", **where) == (200, None)
    assert await control("react", name="eyes", **where) == (400, {"error": "already_reacted"})
    assert await control("reactions", channel=DESK, ts=sent["ts"]) == (200, {"eyes": [ANN]})
    files = [{"name": "a.txt", "base64": "aGVyb24="}]
    assert (await control("upload", channel=DESK, user=ANN, files=files, text="look"))[0] == 200
    _, (told,) = await control("files", team=TEAM)
    assert (told["name"], told["size"]) == ("a.txt", 5)
    nowhere = [{"name": "a.txt", "path": "/nowhere/at/all"}]
    assert (await control("upload", channel=DESK, user=ANN, files=nowhere))[0] == 400
    outsiders = {"W0FAR": "Far"}
    assert await control("share_outside", channel=DESK, team="T0FAR", users=outsiders) == (
        200,
        None,
    )
    assert "W0FAR" in (await control("members", channel=DESK))[1]


async def test_the_journal_in_a_file_is_never_far_behind(tmp_path: Path) -> None:
    path = tmp_path / "slack.jsonl"
    stand_in = SlackStandIn(path)
    furnish(stand_in)
    await stand_in.start()
    stand_in.say(DESK, ANN, "written soon")
    await until(lambda: "written soon" in path.read_text("utf-8"))
    await stand_in.stop()
    stand_in.journal.close()


async def test_it_runs_as_a_process_with_its_journal_in_a_file(tmp_path: Path) -> None:
    journal = tmp_path / "slack.jsonl"
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.sandbox.slack", "--port", "0", "--journal", str(journal)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert child.stdout
        address = json.loads(await asyncio.wait_for(child.stdout.readline(), 60))["slack"]
        async with aiohttp.ClientSession() as session:

            async def control(verb: str, **arguments: Any) -> Any:
                url = f"{address.removesuffix('api/')}_control/{verb}"
                async with session.post(url, json=arguments) as answer:
                    assert answer.status == 200, await answer.text()
                    return (await answer.json())["result"]

            await control("add_workspace", team=TEAM, bot_token=TOKEN, app_token=APP)
            await control("add_user", team=TEAM, user=ANN, name="Ann")
            await control("add_channel", team=TEAM, channel=DESK, members=[ANN])
            ts = await control("say", channel=DESK, user=ANN, text="hello")
            client = AsyncWebClient(TOKEN, address, session=session)
            client.proxy = None
            answer = await client.conversations_history(channel=DESK)
            assert [one["ts"] for one in answer["messages"]] == [ts]
            sent = await client.chat_postMessage(channel=DESK, text="answer")
    finally:
        child.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(child.wait(), 60) == 0
    said, asked, posted = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert (said["kind"], said["text"], said["ts"]) == ("said", "hello", ts)
    assert (asked["kind"], asked["method"]) == ("call", "conversations.history")
    assert (posted["method"], posted["params"]["text"]) == ("chat.postMessage", "answer")
    assert (posted["error"], posted["ts"]) == ("", sent["ts"])
    assert said["mono"] < posted["mono"]
    assert said["at"] < posted["at"]
