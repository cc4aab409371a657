"""One Telegram bot: long polling or a webhook in, Bot API out.

https://core.telegram.org/bots/api#sendmessage, #editmessagetext, #deletemessage
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any, Final

import structlog
from telegram import Bot, LinkPreviewOptions, ReplyParameters

from handlers.door import (
    Clock,
    DoorError,
    Fetched,
    Health,
    Later,
    LockedOut,
    Lost,
    Mark,
    Receipt,
    Refused,
    pause,
)
from handlers.http import Route
from handlers.incoming import Inbox, Room
from handlers.telegram import markup, reactions
from handlers.telegram.buttons import keyboard
from handlers.telegram.errors import NO_PICTURE, NO_REPLY, asked
from handlers.telegram.files import CARRIES, Files, receipt
from handlers.telegram.hearing import Me
from handlers.telegram.poller import Poller
from handlers.telegram.request import AiohttpRequest
from handlers.telegram.rooms import Rooms
from handlers.telegram.silence import hush
from handlers.telegram.webhook import Webhook
from policies.sharing.clearance import Cleared

_log = structlog.get_logger("telegram.door")

_SOUND_AFTER: Final = 60.0


class TelegramDoor(Rooms):
    """One bot.

    Args:
        name: "telegram.<name of the table>".
        token: the bot's token.
        api_url: where the Bot API is; every call and nothing else goes there.
        webhook: where Telegram finds our listener, "" to fetch updates instead.
        secret: what Telegram shows there.
        clock: time.
    """

    platform = "telegram"

    def __init__(
        self,
        name: str,
        *,
        token: str,
        api_url: str = "https://api.telegram.org",
        webhook: str = "",
        secret: str = "",
        clock: Clock | None = None,
    ) -> None:
        hush()
        self.name = name
        self.health = Health()
        self.limits = replace(markup.LIMITS, carries=CARRIES, clears=True)
        self._clock = clock or Clock()
        self._request = AiohttpRequest()
        base = api_url.rstrip("/")
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._files = Files(self._request, self._bot.base_url, self._bot.base_file_url)
        how = name, self._bot.base_url, self._request, self._clock, self.health
        self._way: Poller | Webhook = Poller(*how)
        if webhook:
            self._way = Webhook(*how, url=webhook, secret=secret)

    def routes(self) -> Sequence[Route]:
        """Return what the listener is to hand to this door."""
        return self._way.routes()

    async def run(self, inbox: Inbox) -> None:
        """Connect, catch up and receive until cancelled; see `Door.run`."""
        try:
            await self._stay_connected(inbox)
        finally:
            await self._way.close()

    async def _stay_connected(self, inbox: Inbox) -> None:
        tries = 0
        while True:
            began = self._clock.monotonic()
            try:
                await self._greet()
                await self._way.keep(inbox, self._connected)
            except DoorError as error:
                fault = error
            except Exception as error:  # noqa: BLE001 - the door comes back from anything
                fault = Later(f"unexpected_{type(error).__name__}")
            if self._clock.monotonic() - began > _SOUND_AFTER:
                tries = 0
            self.health.state = "locked out" if isinstance(fault, LockedOut) else "down"
            self.health.why = fault.code
            wait = pause(tries, fault.after if isinstance(fault, Later) else None)
            _log.warning("not connected", door=self.name, code=fault.code, again_in=round(wait, 1))
            tries += 1
            await self._clock.sleep(wait)

    async def _greet(self) -> None:
        me = await asked(self._bot.get_me())
        self._way.me = Me(id=me.id, username=me.username or "")
        if isinstance(self._way, Poller):
            await asked(self._bot.delete_webhook(drop_pending_updates=False))

    def _connected(self) -> None:
        if self.health.state != "connected":
            _log.info("connected", door=self.name)
        self.health.state = "connected"
        self.health.why = ""
        self.health.connected_once = True

    async def close(self) -> None:
        """Give back every connection."""
        await self._request.shutdown()

    async def post(self, room: Room, what: Cleared, reply_to: str | None = None) -> Receipt:
        """Send a new message; one that answers what is gone stands alone."""
        try:
            return await self._send(room, what, reply_to)
        except Refused as refused:
            if reply_to is None or refused.code != NO_REPLY:
                raise
        return await self._send(room, what, None)

    async def _send(self, room: Room, what: Cleared, reply_to: str | None) -> Receipt:
        answering = None
        if reply_to is not None and reply_to.isdecimal():
            answering = ReplyParameters(int(reply_to), allow_sending_without_reply=True)
        where: dict[str, object] = {
            "chat_id": _chat(room),
            "protect_content": what.handling.protect,
            "disable_notification": what.handling.silent or None,
            "message_thread_id": None if room.topic is None else _number(room.topic),
            "reply_parameters": None if answering is None else answering.to_dict(),
        }
        if what.outgoing.carried:
            return receipt(await self._send_files(what, where), room)
        return receipt(await self._call("sendMessage", **where, **_shown(what)), room)

    async def _send_files(self, what: Cleared, where: dict[str, object]) -> Any:
        carried = what.outgoing.carried
        try:
            return await self._files.send(carried, where, _captioned(what))
        except Refused as refused:
            if refused.code != NO_PICTURE or len(carried) > 1:
                raise
        return await self._files.send_as_document(carried[0], where, _captioned(what))

    async def edit(self, room: Room, number: str, what: Cleared) -> None:
        """Replace what a message of ours says; raises Unchanged, Missing."""
        which: dict[str, object] = {"chat_id": _chat(room), "message_id": _number(number)}
        if what.outgoing.erased:
            await self._files.erase(which, _captioned(what))
        elif what.outgoing.carried:
            await self._call("editMessageCaption", **which, **_captioned(what))
        else:
            await self._call("editMessageText", **which, **_shown(what))

    def fetch(self, handle: str) -> AbstractAsyncContextManager[Fetched]:
        """Return a file's content as it comes; see `Door.fetch`."""
        return self._files.fetch(handle)

    async def delete(self, room: Room, number: str, *, files: bool = False) -> None:
        """Delete a message of ours; raises Missing when it is gone, Refused when it is too old.

        Its file goes with it.
        """
        del files
        await self._call("deleteMessage", chat_id=_chat(room), message_id=_number(number))

    async def _call(self, method: str, **fields: object) -> Any:
        """Return what Telegram answered, as plain JSON; raises DoorError."""
        return await asked(self._request.call(f"{self._bot.base_url}/{method}", fields))

    async def find(
        self, room: Room, key: str, around: float, reply_to: str | None = None
    ) -> Receipt | None:
        """Raise Lost: Telegram lets no bot look back."""
        del room, key, around, reply_to
        raise Lost("no_history")

    async def react(self, room: Room, number: str, mark: Mark) -> None:
        """Put our mark under a message in place of the former; see `Door.react`."""
        await self._call(
            "setMessageReaction",
            chat_id=_chat(room),
            message_id=_number(number),
            reaction=reactions.mark(mark),
        )

    async def whisper(self, room: Room, user: str, what: Cleared) -> None:
        """Do nothing: what a group sees, everybody in it sees."""

    async def pin(self, room: Room, number: str) -> None:
        """Pin a message (https://core.telegram.org/bots/api#pinchatmessage); raises DoorError."""
        which: dict[str, object] = {"chat_id": _chat(room), "message_id": _number(number)}
        await self._call("pinChatMessage", **which, disable_notification=True)

    async def menu(self, user: str, commands: Sequence[tuple[str, str]]) -> None:
        """Set the commands of a private chat, or of everybody who has none of their own.

        https://core.telegram.org/bots/api#setmycommands
        """
        scope = {"type": "chat", "chat_id": int(user)} if user else {"type": "default"}
        listed = [{"command": one, "description": does} for one, does in commands]
        await self._call("setMyCommands", commands=listed, scope=scope)

    def invitation(self, code: str) -> str:
        """Return a deep link (https://core.telegram.org/bots/features#deep-linking)."""
        name = self._way.me.username
        return f"https://t.me/{name}?start={code}" if name else ""

    def direct(self, user: str) -> Room:
        """Return the private chat with one person, whose id is the person's."""
        return Room(channel=user)

    def home(self, user: str) -> Room | None:
        """Return nothing: a bot has no home."""
        del user
        return None

    def group(self, room: Room) -> bool:
        """Tell whether the room is a group or channel: those have negative ids."""
        return room.channel.startswith("-")

    def own(self, user: str) -> bool:
        """Tell whether this is the bot's own user id."""
        return user != "" and user == str(self._way.me.id)


def _shown(what: Cleared) -> dict[str, object]:
    """Return the fields that say what a message shows."""
    text, entities = markup.write(what.outgoing.text)
    preview = LinkPreviewOptions(is_disabled=not what.handling.preview)
    return {
        "text": text,
        "entities": [one.to_dict() for one in entities] or None,
        "link_preview_options": preview.to_dict(),
        "reply_markup": keyboard(what.outgoing.buttons),
    }


def _captioned(what: Cleared) -> dict[str, object]:
    """Return the fields of a caption."""
    text, entities = markup.write(what.outgoing.text)
    return {"caption": text, "caption_entities": [one.to_dict() for one in entities] or None}


def _number(written: str) -> int:
    """Return a message's or topic's number; raises Refused where it is none."""
    try:
        return int(written)
    except ValueError:
        raise Refused("not_a_number") from None


def _chat(room: Room) -> int | str:
    """Return the chat's number, or its public name as it is."""
    try:
        return int(room.channel)
    except ValueError:
        return room.channel
