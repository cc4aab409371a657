"""python-telegram-bot's HTTP on aiohttp: several times cheaper than httpx, and steady in bursts."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, cast
from urllib.parse import parse_qsl, urlencode

import aiohttp
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from handlers.telegram.form import Form

CONNECT: Final = 5.0
TOTAL: Final = 30.0
_TOO_MANY: Final = 429
_PATIENCE: Final = aiohttp.ClientTimeout(total=TOTAL, sock_connect=CONNECT)
_TRANSFER: Final = aiohttp.ClientTimeout(total=900, sock_connect=CONNECT, sock_read=60)
_PIECE: Final = 65_536
_OK: Final = 200
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


class Flood(TelegramError):
    """429: come back after `after` seconds, None where Telegram names no time."""

    def __init__(self, after: float | None) -> None:
        super().__init__("retry_after")
        self.after = after


class NotReached(NetworkError):
    """No connection was made, so nothing was done."""


class AiohttpRequest(BaseRequest):
    """One session for every call of one bot; redirects are not followed."""

    __slots__ = ("_session",)

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """Seconds that a whole call may take."""
        return TOTAL

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=_PATIENCE,
                connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=15),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def call(
        self, address: str, fields: Mapping[str, object], *, patience: float | None = None
    ) -> Any:
        """Return the `result` of one call as plain JSON; a field that is None is left out.

        The library's own methods make objects of every answer, of which a receipt needs two
        numbers. `patience` is in seconds. Raises what python-telegram-bot raises.
        """
        form = urlencode(
            {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in fields.items()
                if value is not None
            }
        )
        within = BaseRequest.DEFAULT_NONE if patience is None else patience
        return await self.post(f"{address}?{form}", read_timeout=within)

    async def upload(self, address: str, form: Form) -> Any:
        """Return the `result` of a call with files; raises what python-telegram-bot raises."""
        # What it is handed goes to `do_request` as it is.
        return await self.post(address, request_data=cast(RequestData, form))

    @asynccontextmanager
    async def download(self, address: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """Give what stands at an address, piece by piece; raises as `do_request`, Flood.

        What redirects, or answers with anything but a content, is a NetworkError.
        """
        await self.initialize()
        if self._session is None:
            raise NotReached("no_session")
        try:
            async with self._session.get(
                address, timeout=_TRANSFER, allow_redirects=False
            ) as answer:
                if answer.status == _TOO_MANY:
                    raise Flood(None)
                if answer.status != _OK:
                    raise NetworkError(f"download_{answer.status}")
                yield answer.content.iter_chunked(_PIECE)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise NotReached("not_reached") from None
        except TimeoutError:
            raise TimedOut("timed_out") from None
        except (aiohttp.ClientError, OSError):
            raise NetworkError("connection_lost") from None

    async def do_request(  # noqa: PLR0917 - python-telegram-bot's own signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - within the total
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - fixed
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - within the total
    ) -> tuple[int, bytes]:
        """Return status and body. What stands behind "?" in the address goes into the body.

        Raises TimedOut, NotReached, NetworkError, Flood; none carries the address, which holds the
        token.
        """
        await self.initialize()
        address, _, form = url.partition("?")
        given: object = request_data
        if isinstance(given, Form):
            status, body = await self._exchange(
                method, address, given.body(), _TRANSFER, given.headers
            )
            if status == _TOO_MANY:
                raise Flood(_retry_after(body))
            return status, body
        if request_data is not None:
            form = urlencode({**dict(parse_qsl(form)), **request_data.json_parameters})
        patience = _PATIENCE
        if isinstance(read_timeout, int | float):
            patience = aiohttp.ClientTimeout(total=read_timeout, sock_connect=CONNECT)
        headers = _FORM if form else None
        status, body = await self._exchange(
            method, address, form.encode() or None, patience, headers
        )
        if status == _TOO_MANY:
            raise Flood(_retry_after(body))
        return status, body

    async def _exchange(
        self,
        method: str,
        address: str,
        data: bytes | AsyncIterator[bytes] | None,
        patience: aiohttp.ClientTimeout,
        headers: Mapping[str, str] | None,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotReached("no_session")
        try:
            async with self._session.request(
                method,
                address,
                data=data,
                headers=headers,
                timeout=patience,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL):
            raise NotReached("not_reached") from None
        except TimeoutError:
            raise TimedOut("timed_out") from None
        except (aiohttp.ClientError, OSError):
            raise NetworkError("connection_lost") from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Return the answer; raises NetworkError without quoting it where it is no JSON object."""
        try:
            answer = json.loads(payload.decode(errors="replace"))
        except (ValueError, RecursionError):
            raise NetworkError("unreadable_answer") from None
        if not isinstance(answer, dict):
            raise NetworkError("unreadable_answer")
        return answer


def _retry_after(body: bytes) -> float | None:
    """https://core.telegram.org/bots/api#responseparameters."""
    try:
        seconds = json.loads(body)["parameters"]["retry_after"]
        return max(float(seconds), 0.0)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
