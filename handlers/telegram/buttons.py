"""Buttons below a message, and the answer that Telegram wants for each press.

https://core.telegram.org/bots/api#inlinekeyboardmarkup, #callbackquery, #answercallbackquery
"""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import structlog

from handlers.door import DoorError
from handlers.incoming import Incoming, Typed
from handlers.telegram.errors import asked
from handlers.telegram.request import AiohttpRequest
from policies.buttons import Rows

_log = structlog.get_logger("telegram.buttons")

_MOST: Final = 100
"""Presses whose answers may be under way; an answer only stops a clock on the button."""


def keyboard(rows: Rows) -> dict[str, Any] | None:
    """Return the inline keyboard of these buttons, None for none: an edit then takes it away."""
    shown = [[{"text": one.label, "callback_data": one.line} for one in row] for row in rows if row]
    return {"inline_keyboard": shown} if shown else None


class Presses:
    """Answers presses once they are durable; a late answer ("query is too old") is harmless."""

    def __init__(self, base_url: str, request: AiohttpRequest) -> None:
        self._url = f"{base_url}/answerCallbackQuery"
        self._request = request
        self._answering: set[asyncio.Task[None]] = set()

    def answer(self, events: Sequence[Incoming]) -> None:
        """Answer every press among these events, without waiting for it."""
        for event in events:
            if isinstance(event, Typed) and event.query and len(self._answering) < _MOST:
                task = asyncio.create_task(self._one(event.query))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)

    async def close(self) -> None:
        """Stop answering."""
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    async def _one(self, query: str) -> None:
        try:
            await asked(self._request.call(self._url, {"callback_query_id": query}))
        except DoorError as error:
            _log.info("a press was not answered", code=error.code)
