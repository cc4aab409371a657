"""A script in another process drives and reads the stand-in over HTTP."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp
import telegram

from bot.sandbox.telegram.server import TelegramStandIn

GROUP, ANN = -1001000000001, 1001
TOKEN = "7000:AAHfakefakefakefakefakefakefakefake"


async def test_every_verb_that_can_be_called_exists_and_answers_errors_as_400(
    stand_in: TelegramStandIn, web: aiohttp.ClientSession
) -> None:
    async def control(verb: str, **arguments: Any) -> tuple[int, Any]:
        url = f"{stand_in.api_url}/_control/{verb}"
        async with web.post(url, json=arguments) as answer:
            return answer.status, await answer.json()

    assert await control("say", chat=GROUP, user=ANN, text="hi") == (200, {"result": 1})
    assert (await control("say", chat=-5, user=ANN, text="hi"))[0] == 400
    assert (await control("say", chat=GROUP))[0] == 400
    assert (await control("say", chat=GROUP, user=ANN, text="a" * 5000))[0] == 400
    assert (await control("sing"))[0] == 404
    assert await control("pending", bot=7000) == (200, {"result": 1})
    _, answer = await control("messages", chat=GROUP)
    assert [m["text"] for m in answer["result"]] == ["hi"]
    url = f"{stand_in.api_url}/_control/entries?since=0"
    async with web.get(url) as got:
        assert [e["kind"] for e in (await got.json())["result"]] == ["said"]


async def test_it_runs_as_a_process_with_its_journal_in_a_file(tmp_path: Path) -> None:
    journal = tmp_path / "telegram.jsonl"
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.sandbox.telegram",
        "--port",
        "0",
        "--journal",
        str(journal),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert child.stdout
        address = json.loads(await asyncio.wait_for(child.stdout.readline(), 60))["telegram"]
        async with aiohttp.ClientSession() as session:

            async def control(verb: str, **arguments: Any) -> Any:
                async with session.post(f"{address}/_control/{verb}", json=arguments) as answer:
                    assert answer.status == 200, await answer.text()
                    return (await answer.json())["result"]

            bot_id = await control("add_bot", token=TOKEN, username="tocsin_bot")
            await control("add_user", user=ANN, first_name="Ann")
            await control("add_chat", chat=GROUP, title="G", members=[ANN], admins=[bot_id])
            await control("say", chat=GROUP, user=ANN, text="hello")
            async with telegram.Bot(TOKEN, base_url=f"{address}/bot") as bot:
                (update,) = await bot.get_updates(timeout=0)
                assert update.message
                assert update.message.text == "hello"
                await bot.send_message(GROUP, "answer")
    finally:
        child.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(child.wait(), 60) == 0
    lines = [json.loads(line) for line in journal.read_text("utf-8").splitlines()]
    assert [line["kind"] for line in lines] == ["said", "call", "served", "call"]
    said, _, _, sent = lines
    assert (said["text"], said["message_id"]) == ("hello", 1)
    assert (sent["method"], sent["params"]["text"], sent["message_id"]) == (
        "sendMessage",
        "answer",
        2,
    )
