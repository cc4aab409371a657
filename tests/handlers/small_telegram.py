"""A Telegram with a group, two people and a bot: the stand-in, as the tests of doors drive it."""

import asyncio
from typing import Any

from bot.sandbox.telegram.server import TelegramStandIn
from handlers.door import Clock
from handlers.telegram.door import TelegramDoor

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
GROUP = -1001234567890
ANN = 1001
BOB = 1002


class TelegramWorld:
    """A group with a bot in it."""

    platform = "telegram"
    room = str(GROUP)
    no_room = "-1009999999999"
    nowhere = "4711"
    ann = str(ANN)
    me = TOKEN.partition(":")[0]
    send_method = "sendMessage"

    def __init__(self) -> None:
        self.server = TelegramStandIn()
        self.server.set_limits(per_second=0, per_chat_per_second=0, per_group_per_minute=0)
        self.bot = self.server.add_bot(TOKEN, "tocsin_bot", privacy=False)
        self.server.add_user(ANN, "Ann")
        self.server.add_user(BOB, "Bob", "Builder")
        self.server.add_chat(GROUP, "Watch", members=[ANN, BOB], admins=[self.bot])
        self.secrets = (TOKEN,)

    def door(self, clock: Clock | None = None) -> TelegramDoor:
        return TelegramDoor("telegram.main", token=TOKEN, api_url=self.server.api_url, clock=clock)

    async def start(self) -> None:
        await self.server.start()

    async def stop(self) -> None:
        await self.server.stop()

    async def up(self) -> None:
        await self.server.up()

    async def say(self, text: str, **more: Any) -> str:
        return str(self.server.say(GROUP, ANN, text, **more))

    async def edit(self, number: str, text: str) -> None:
        self.server.edit(GROUP, int(number), text)

    def standing(self) -> dict[str, str]:
        """Return what stands in the room, by number."""
        return {
            str(one["message_id"]): one["text"]
            for one in self.server.messages(GROUP)
            if one.get("text")
        }

    def answers_to(self, number: str) -> str | None:
        """Return the number of what a message answers."""
        found = {str(one["message_id"]): one for one in self.server.messages(GROUP)}
        answered = found[number].get("reply_to_message")
        return None if answered is None else str(answered["message_id"])

    def unacknowledged(self) -> int:
        """Return how many events the platform would send again."""
        return self.server.pending(self.bot)

    def rests(self, events: int) -> bool:
        """Tell whether so many events come by themselves no more where nobody took them."""
        del events
        return True

    def tasks(self) -> set["asyncio.Task[Any]"]:
        """Return the tasks that the stand-in itself has."""
        return {one for one in asyncio.all_tasks() if "aiohttp/web" in repr(one)}

    def fail(self, method: str, **fault: Any) -> None:
        self.server.fail(method, **fault)

    def revoke(self) -> None:
        self.server.revoke(TOKEN)

    def restore(self) -> None:
        self.server.add_bot(TOKEN, "tocsin_bot", privacy=False)

    async def say_malformed(self) -> None:
        self.server.inject(
            self.bot, '{"update_id":{update_id},"message":{"message_id":"seven","text":[]}}'
        )

    async def say_broken(self) -> None:
        self.server.inject(self.bot, update(900, "left \\ud83d right"))

    async def say_huge(self) -> None:
        self.server.inject(self.bot, update(901, "x" * 4_190_000))


def update(number: int, text: str) -> str:
    """Return the text of an update with a message of Ann's; `text` is written into it as it is."""
    return (
        f'{{"update_id":{{update_id}},"message":{{"message_id":{number},"date":1790000000,'
        f'"chat":{{"id":{GROUP},"type":"supergroup","title":"Watch"}},'
        f'"from":{{"id":{ANN},"is_bot":false,"first_name":"Ann"}},"text":"{text}"}}}}'
    )
