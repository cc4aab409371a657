"""What the door says in its workspace.

https://docs.slack.dev/reference/methods/chat.postMessage, chat.update, chat.delete,
chat.postEphemeral, conversations.open, conversations.history (include_all_metadata)
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Closed, DoorError, Fetched, Lost, Mark, Receipt, Refused
from handlers.incoming import Room
from handlers.slack import homes, reactions
from handlers.slack.buttons import buttons
from handlers.slack.errors import NO_THREAD, asked
from handlers.slack.files import Files
from handlers.slack.markup import write
from handlers.slack.messages import COPY, copy_key, order
from handlers.slack.pages import next_cursor
from handlers.slack.session import Session
from policies.sharing.clearance import Cleared

_log = structlog.get_logger("slack.sending")

_BEFORE: Final = 120
"""Seconds that Slack's clock and ours may differ."""
_PAGES: Final = 10
_LONGEST_EDIT: Final = 4_000
"""Characters of `text` in chat.update, beside blocks too: `msg_too_long` in its table of errors."""
_HALF_AN_ENTITY: Final = re.compile(r"&[a-z]{0,3}\Z")


class Sending:
    """The verbs of a door that go out."""

    def __init__(self, client: AsyncWebClient, session: Session) -> None:
        self._client = client
        self._session = session
        self._direct: dict[str, str] = {}
        self._files = Files(client, session)
        self._marks = reactions.Marks()

    def _ready(self) -> AsyncWebClient:
        """Return the client with its session open."""
        self._client.session = self._session.get()
        return self._client

    async def post(self, room: Room, what: Cleared, reply_to: str | None = None) -> Receipt:
        """Send a new message; one that answers what is gone stands unthreaded."""
        if room.topic == homes.TOPIC:
            return await homes.publish(self._ready(), room, what)
        if what.outgoing.carried:
            return await self._share(room, what, reply_to or None)
        saying = _saying(what) | {
            "unfurl_links": what.handling.preview,
            "unfurl_media": what.handling.preview,
        }
        try:
            answer = await self._say(room, saying, reply_to or None)
        except Refused as refused:
            if reply_to is None or refused.code not in NO_THREAD:
                raise
            answer = await self._say(room, saying, None)
        channel, ts = answer.get("channel"), answer.get("ts")
        if not isinstance(channel, str) or not isinstance(ts, str):
            raise Lost("unreadable_answer")
        return Receipt(room=Room(channel=channel, topic=room.topic), number=ts)

    async def _share(self, room: Room, what: Cleared, thread: str | None) -> Receipt:
        self._ready()
        channel = self._direct.get(room.channel, room.channel)
        if _person(channel):
            channel = await self._opened(channel)
        blocks = _saying(what)["blocks"]
        return await self._files.share(channel, what.outgoing.carried, blocks, thread, room)

    def fetch(self, handle: str) -> AbstractAsyncContextManager[Fetched]:
        """Return a file's content as it comes; see `Door.fetch`."""
        self._ready()
        return self._files.fetch(handle)

    async def _say(self, room: Room, saying: Mapping[str, Any], thread: str | None) -> Any:
        client = self._ready()
        channel = self._direct.get(room.channel, room.channel)
        try:
            return await asked(client.chat_postMessage(channel=channel, thread_ts=thread, **saying))
        except Closed as closed:
            if closed.code != "channel_not_found" or not _person(channel):
                raise
        channel = await self._opened(channel)
        return await asked(client.chat_postMessage(channel=channel, thread_ts=thread, **saying))

    async def _opened(self, user: str) -> str:
        answer = await asked(self._ready().conversations_open(users=user))
        channel = answer.get("channel")
        found = channel.get("id") if isinstance(channel, dict) else None
        if not isinstance(found, str):
            raise Closed("channel_not_found")
        self._direct[user] = found
        return found

    async def edit(self, room: Room, number: str, what: Cleared) -> None:
        """Replace what a message of ours says; raises Missing."""
        if room.topic == homes.TOPIC:
            await homes.publish(self._ready(), room, what)
            return
        channel = self._direct.get(room.channel, room.channel)
        saying = _saying(what)
        saying["text"] = _shortened(saying["text"])
        await asked(self._ready().chat_update(channel=channel, ts=number, **saying))

    async def delete(self, room: Room, number: str, *, files: bool = False) -> None:
        """Delete a message of ours, with its files; raises Missing when it is already gone."""
        if room.topic == homes.TOPIC:
            await homes.publish(self._ready(), room, None)
            return
        channel = self._direct.get(room.channel, room.channel)
        self._ready()
        if files:
            await self._files.remove_files(channel, number)
        await asked(self._ready().chat_delete(channel=channel, ts=number))

    async def find(
        self, room: Room, key: str, around: float, reply_to: str | None = None
    ) -> Receipt | None:
        """Find a post of ours by its key among the room's newest messages.

        One that was sent as an answer is looked for among the answers to `reply_to` as well. Raises
        Lost where Slack cannot tell.
        """
        channel = self._direct.get(room.channel, room.channel)
        try:
            if _person(channel):
                channel = await self._opened(channel)
            found = await self._among("history", key, around, channel=channel)
            if found is None and reply_to is not None:
                found = await self._among("replies", key, around, channel=channel, ts=reply_to)
        except DoorError as error:
            if error.code in NO_THREAD:
                return None
            raise Lost(error.code) from None
        if found is None:
            return None
        return Receipt(room=Room(channel=channel, topic=room.topic), number=found)

    async def _among(self, method: str, key: str, around: float, **where: Any) -> str | None:
        """Look through the newest pages, until they are older than the post can be."""
        call = getattr(self._ready(), f"conversations_{method}")
        if method == "replies":
            where["oldest"] = f"{max(around - _BEFORE, 0):.6f}"
        cursor: str | None = None
        for _ in range(_PAGES):
            answer = await asked(call(**where, limit=200, cursor=cursor, include_all_metadata=True))
            messages = [one for one in answer.get("messages") or () if isinstance(one, dict)]
            for message in messages:
                if key in (copy_key(message), _shared_key(message)):
                    return str(message.get("ts"))
            cursor = next_cursor(answer)
            oldest = min((order(str(one.get("ts", "0.0"))) for one in messages), default=(0, 0))
            if cursor is None or (method == "history" and oldest[0] < around - _BEFORE):
                return None
        raise Lost("too_much_history")

    async def whisper(self, room: Room, user: str, what: Cleared) -> None:
        """Show a line to one person only; where Slack refuses, nothing is shown.

        Buttons stay away: what is shown so has no place by which a press could be known.
        """
        saying = _saying(what)
        del saying["metadata"]
        saying["blocks"] = [one for one in saying["blocks"] if one["type"] != "actions"]
        try:
            await asked(self._ready().chat_postEphemeral(channel=room.channel, user=user, **saying))
        except DoorError as error:
            _log.info("a line to one person was not shown", code=error.code)

    async def react(self, room: Room, number: str, mark: Mark) -> None:
        """Put our mark under a message in place of the former; see `Door.react`."""
        await self._marks.put(self._ready(), room.channel, number, mark)

    async def pin(self, room: Room, number: str) -> None:
        """Pin a message (https://docs.slack.dev/reference/methods/pins.add); raises DoorError."""
        await asked(self._ready().pins_add(channel=room.channel, timestamp=number))

    async def menu(self, user: str, commands: Sequence[tuple[str, str]]) -> None:
        """Do nothing: in Slack there is one command for everybody."""

    def invitation(self, code: str) -> str:
        """Return nothing: in Slack a code is typed."""
        del code
        return ""

    def direct(self, user: str) -> Room:
        """Return the room in which the app writes to one person."""
        return Room(channel=user)

    def home(self, user: str) -> Room | None:
        """Return the App Home of one person."""
        return homes.of(user)

    def group(self, room: Room) -> bool:
        """Slack has one budget for every channel: nothing is a group."""
        del room
        return False


def _person(channel: str) -> bool:
    return channel.startswith(("U", "W"))


def _saying(what: Cleared) -> dict[str, Any]:
    blocks, text = write(what.outgoing.text)
    if what.outgoing.carried:
        blocks[0]["block_id"] = what.outgoing.key
    blocks += buttons(what.outgoing.buttons)
    return {
        "text": text,
        "blocks": blocks,
        "parse": "none",
        "link_names": False,
        "metadata": {"event_type": COPY, "event_payload": {"key": what.outgoing.key}},
    }


def _shared_key(message: Mapping[str, Any]) -> str | None:
    """Return the delivery key of files that we shared: they bear no metadata, but a named block."""
    blocks = message.get("blocks")
    first = blocks[0] if isinstance(blocks, list) and blocks else None
    return first.get("block_id") if isinstance(first, dict) else None


def _shortened(text: str) -> str:
    """Return the beginning of a fallback that fits an edit; the blocks still show all of it."""
    if len(text) <= _LONGEST_EDIT and text.isascii():
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * _LONGEST_EDIT:
        return text
    begun = units[: 2 * _LONGEST_EDIT].decode("utf-16-le", "ignore")
    return _HALF_AN_ENTITY.sub("", begun)
