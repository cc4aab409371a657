"""Reactions: what people put under messages, and the marks that we put there.

https://docs.slack.dev/reference/events/reaction_added, reaction_removed
https://docs.slack.dev/reference/methods/reactions.add, reactions.remove
"""

from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Mark, Refused
from handlers.incoming import Reacted, Room, Sender, Unread
from handlers.slack.errors import asked
from handlers.slack.messages import Json, Malformed, Me, identifier, instant, stamp, word
from policies.messages.emoji import of_name

HEARD: Final = ("reaction_added", "reaction_removed")
MARKS: Final[dict[Mark, str]] = {"taken": "eyes", "everywhere": "white_check_mark"}
_MOST_REMEMBERED: Final = 1_000
_IN_LINE: Final = frozenset({"already_reacted", "no_reaction"})
"""What was asked for is so already."""


def reacted(event: Json, me: Me) -> Reacted | Unread:
    """Return what somebody added to a message or took from it; raises Malformed."""
    kind, item = word(event.get("type")), event.get("item")
    at = stamp(event.get("event_ts"), "event_ts")
    if not isinstance(item, dict):
        raise Malformed("item is not an object")
    user = identifier(event.get("user"), "user")
    told = f"reaction:{kind}:{user}:{at}"
    if item.get("type") != "message" or user in (me.user, me.bot):
        return Unread(event=told, kind=kind)
    channel, number = identifier(item.get("channel"), "channel"), stamp(item.get("ts"))
    name = event.get("reaction")
    emoji = of_name(name) if isinstance(name, str) else ""
    if not emoji:
        raise Malformed("reaction is not the name of an emoji")
    return Reacted(
        event=f"{channel}:{number}:{told}:{name}",
        room=Room(channel=channel),
        number=number,
        at=instant(at),
        sender=Sender(user=user),
        account=user,
        change="add" if kind == "reaction_added" else "remove",
        emoji=(emoji,),
    )


class Marks:
    """Puts marks; remembers where it has put one of which another takes the place."""

    def __init__(self) -> None:
        self._standing: dict[tuple[str, str], str] = {}

    async def put(self, client: AsyncWebClient, channel: str, number: str, mark: Mark) -> None:
        """Put one mark under a message and take the former away; raises DoorError."""
        wanted = MARKS.get(mark)
        before = self._standing.pop((channel, number), None)
        if wanted is not None:
            await _tolerant(client, "add", channel, number, wanted)
        former = [before] if before is not None else []
        for name in MARKS.values() if mark == "none" else former:
            if name != wanted:
                await _tolerant(client, "remove", channel, number, name)
        if mark == "taken":
            while len(self._standing) >= _MOST_REMEMBERED:
                del self._standing[next(iter(self._standing))]
            self._standing[channel, number] = MARKS[mark]


async def _tolerant(
    client: AsyncWebClient, verb: str, channel: str, number: str, name: str
) -> None:
    call = client.reactions_add if verb == "add" else client.reactions_remove
    try:
        await asked(call(channel=channel, timestamp=number, name=name))
    except Refused as refused:
        if refused.code not in _IN_LINE:
            raise
