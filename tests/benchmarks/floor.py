"""The floor: the same libraries, nothing stored, nothing decided, nothing sealed; it only echoes.

python tests/benchmarks/floor.py SETTINGS.json
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import alembic
import cryptography
import pydantic_settings
import sqlalchemy
import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from telegram import Bot

from handlers.telegram.request import AiohttpRequest

_SAME = (alembic, cryptography, pydantic_settings, sqlalchemy, structlog)


class Floor:
    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        self.groups: dict[str, int] = dict(settings["pairs"])
        self.channels = {str(group): room for room, group in settings["pairs"]}
        self.lanes: dict[str, asyncio.Queue[str]] = {}

    async def run(self) -> None:
        async with aiohttp.ClientSession() as session:
            web = AsyncWebClient(
                token=self.settings["bot_token"], base_url=self.settings["slack"], session=session
            )
            request = AiohttpRequest()
            telegram = Bot(
                self.settings["token"],
                base_url=f"{self.settings['telegram']}/bot",
                request=request,
                get_updates_request=AiohttpRequest(),
            )
            self.web, self.telegram = web, telegram
            app = AsyncApp(client=web, request_verification_enabled=False,
                           ignoring_self_events_enabled=False)  # fmt: skip

            @app.middleware
            async def take(body: dict[str, Any]) -> BoltResponse:
                event = body["event"]
                if "bot_id" not in event and event["channel"] in self.groups:
                    self.lane(event["channel"], event["text"])
                return BoltResponse(status=200)

            socket = SocketModeClient(
                app_token=self.settings["app_token"], web_client=web, auto_reconnect_enabled=True
            )

            async def hear(client: SocketModeClient, envelope: Any) -> None:
                if envelope.type == "events_api":
                    await take(envelope.payload)
                    await client.send_socket_mode_response(
                        SocketModeResponse(envelope_id=envelope.envelope_id)
                    )

            socket.socket_mode_request_listeners.append(hear)
            await socket.connect()
            Path(self.settings["ready"]).touch()
            poll = AiohttpRequest()
            await poll.initialize()
            offset = 0
            while True:
                fields = urlencode({"timeout": 20, "offset": offset})
                url = f"{self.settings['telegram']}/bot{self.settings['token']}/getUpdates?{fields}"
                for update in await poll.post(url, read_timeout=40):
                    offset = update["update_id"] + 1
                    message = update.get("message", {})
                    if "text" in message:
                        self.lane(str(message["chat"]["id"]), message["text"])

    def lane(self, source: str, text: str) -> None:
        if source not in self.lanes:
            self.lanes[source] = asyncio.Queue()
            self.tasks = [*getattr(self, "tasks", []), asyncio.create_task(self.send(source))]
        self.lanes[source].put_nowait(text)

    async def send(self, source: str) -> None:
        while True:
            text = await self.lanes[source].get()
            if source in self.groups:
                await self.telegram.send_message(self.groups[source], text)
            else:
                await self.web.chat_postMessage(channel=self.channels[source], text=text)


if __name__ == "__main__":
    asyncio.run(Floor(json.loads(Path(sys.argv[1]).read_text())).run())
