"""A conversation as Slack pages it.

https://docs.slack.dev/apis/web-api/pagination
"""

from collections.abc import AsyncIterator
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Clock, DoorError, Later
from handlers.slack.errors import asked
from handlers.slack.messages import Json, Malformed

PAGE: Final = 200
GONE: Final = "thread_not_found"
_PATIENCE: Final = 120.0


async def pages(
    client: AsyncWebClient, clock: Clock, method: str, **arguments: Any
) -> AsyncIterator[Json]:
    """Return every message of every page; waits when Slack asks for patience.

    `method` is "history" or "replies"; a thread that is gone has no message. Raises DoorError and
    Malformed.
    """
    call = getattr(client, f"conversations_{method}")
    cursor: str | None = None
    while True:
        try:
            answer = await asked(
                call(
                    **arguments,
                    limit=PAGE,
                    cursor=cursor,
                    inclusive=True,
                    include_all_metadata=True,
                )
            )
        except Later as error:
            if error.after is None or error.after > _PATIENCE:
                raise
            await clock.sleep(error.after)
            continue
        except DoorError as error:
            if error.code == GONE:
                return
            raise
        for message in messages_of(answer):
            yield message
        cursor = next_cursor(answer)
        if cursor is None:
            return


def next_cursor(answer: Any) -> str | None:
    """Return where the next page begins; None after the last."""
    told = answer.get("response_metadata")
    cursor = told.get("next_cursor") if isinstance(told, dict) else None
    return cursor if isinstance(cursor, str) and cursor else None


def messages_of(answer: Any) -> list[Json]:
    """Return the messages of an answer; raises Malformed where it has no list of them."""
    messages = answer.get("messages")
    if not isinstance(messages, list):
        raise Malformed("messages is not a list")
    return [one for one in messages if isinstance(one, dict)]
