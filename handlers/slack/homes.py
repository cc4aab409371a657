"""The App Home: one view for each person, which is published as a whole, as often as we like.

https://docs.slack.dev/surfaces/app-home, https://docs.slack.dev/reference/methods/views.publish
and https://docs.slack.dev/reference/views/home-tab-views
"""

from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Receipt
from handlers.incoming import Room
from handlers.slack.buttons import buttons
from handlers.slack.errors import asked
from handlers.slack.lines import HOME
from handlers.slack.markup import measured, write
from policies.parts import cut
from policies.sharing.clearance import Cleared
from policies.text import Text

TOPIC: Final = "home"
"""Slack has no topics: this one says that the room is somebody's App Home."""
SIZE: Final = 20_000
"""Of the text, as `measured` counts it: far below the 250 kB of a view."""
_BLOCK: Final = 3_000
"""Of one block: no page names a limit of rich text, and a section holds so many characters."""
_MOST_BLOCKS: Final = 100
_NOTHING: Final[dict[str, Any]] = {"type": "divider"}


def of(user: str) -> Room:
    """Return the room that is somebody's App Home."""
    return Room(channel=user, topic=TOPIC)


async def publish(client: AsyncWebClient, room: Room, what: Cleared | None) -> Receipt:
    """Let a home show this and nothing else, None for nothing at all; raises DoorError."""
    blocks = [_NOTHING] if what is None else _blocks(what)
    view = {"type": "home", "blocks": blocks}
    await asked(client.views_publish(user_id=room.channel, view=view))
    return Receipt(room=room, number=HOME)


def _blocks(what: Cleared) -> list[dict[str, Any]]:
    rows = buttons(what.outgoing.buttons)[: _MOST_BLOCKS - 1]
    text = [block for part in _parts(what.outgoing.text) for block in write(part)[0]]
    return [*text[: _MOST_BLOCKS - len(rows)], *rows]


def _parts(text: Text) -> tuple[Text, ...]:
    return cut(
        text,
        size=_BLOCK,
        measure=measured,
        entities=None,
        entity_count=lambda one: len(one.runs),
    )
