"""Who may use the page: this machine's own browser, from the page itself.

Any site that a person visits can send requests to this machine. So the host must be this machine's
own name (else a name of the site's that points here would do), and what changes something must come
from the page: its origin, and a token that only the page holds.
"""

import hmac
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

TOKEN: Final = "X-Demo-Token"  # noqa: S105 - the header's name
_HOSTS: Final = ("127.0.0.1", "localhost")
_SAFE: Final = ("GET", "HEAD")
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def guard(token: str) -> Middleware:
    """Return the middleware that lets in only this machine's browser, from the page itself."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        why = _refusal(request, token)
        if why:
            return web.json_response({"error": why}, status=403, headers=HEADERS)
        return await handler(request)

    return guarded


def _refusal(request: web.Request, token: str) -> str:
    host = request.host
    if host.partition(":")[0] not in _HOSTS:
        return "Host: the page answers to 127.0.0.1 and localhost alone; open it there"
    if request.method in _SAFE:
        return ""
    if request.headers.get("Origin") != f"http://{host}":
        return "Origin: only the page itself may do that; use its buttons"
    if not hmac.compare_digest(
        request.headers.get(TOKEN, "").encode("utf-8", "replace"), token.encode()
    ):
        return f"{TOKEN}: is not that of this demo; load the page again"
    return ""
