"""The one HTTP session of a workspace: shared by every call and socket, and bound to its hosts."""

from typing import Final, TypeAlias

import aiohttp
from aiohttp import hdrs
from aiohttp.typedefs import StrOrURL
from yarl import URL

from handlers.door import Refused, Unfit
from policies.messages.files import Refusal

CONNECT: Final = 5.0
TOTAL: Final = 30.0
_SECURE: Final = {"http": False, "ws": False, "https": True, "wss": True}
_SLACK: Final = frozenset({"slack.com", "slack-gov.com"})
_Origin: TypeAlias = tuple[bool | None, str | None, int | None]
"""Whether it is encrypted, the host, the port."""


class Session:
    """Makes the aiohttp session when it is first needed, in the loop that needs it.

    A call goes to `api_url`'s host and nowhere else, a socket to the address that Slack named last;
    a file is fetched from and sent to Slack's own host for files. An answer that redirects
    elsewhere is refused before anything is sent there.
    """

    def __init__(self, api_url: str) -> None:
        self._home = URL(api_url)
        self._home_origin = _origin(self._home)
        self._files_origins = {self._home_origin}
        if self._home.scheme == "https" and self._home.host in _SLACK:
            self._files_origins.add((True, f"files.{self._home.host}", 443))
        self._socket_origin: _Origin | None = None
        self._session: aiohttp.ClientSession | None = None

    def get(self) -> aiohttp.ClientSession:
        """Return the open session."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TOTAL, sock_connect=CONNECT),
                connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=15),
                middlewares=(self._stay_home,),
                trust_env=False,
            )
        return self._session

    def allow_socket(self, url: StrOrURL) -> None:
        """Let the session go to the socket address that Slack handed out.

        Raises Refused where it is less protected than the API's own address.
        """
        socket = URL(url)
        if _SECURE.get(socket.scheme) is not True and _SECURE.get(self._home.scheme) is not False:
            raise Refused("insecure_socket_address")
        self._socket_origin = _origin(socket)

    def expect_files(self, url: URL) -> None:
        """Return where a file may be fetched from or sent to this address; raises Unfit.

        That is over HTTPS at files.slack.com for Slack itself, else at the API's own address.
        """
        if _origin(url) not in self._files_origins or url.user or url.password:
            raise Unfit(Refusal.FAILED)

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    async def _stay_home(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        socket = hdrs.UPGRADE in request.headers
        allowed = {self._socket_origin} if socket else self._files_origins
        if _origin(request.url) not in allowed:
            raise Refused("redirected_elsewhere")
        return await handler(request)


def _origin(url: URL) -> _Origin:
    return _SECURE.get(url.scheme), url.raw_host, url.port
