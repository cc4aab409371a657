"""Events over HTTP: signed requests to the app's Request URL, again until one is answered well.

https://docs.slack.dev/apis/events-api/ ("Responding to Events", "Error handling", "Retries"),
https://docs.slack.dev/authentication/verifying-requests-from-slack and, for commands
and presses, https://docs.slack.dev/interactivity/implementing-slash-commands and
https://docs.slack.dev/interactivity/handling-user-interaction. An app has Socket Mode switched on
or uses its Request URL, never both: https://docs.slack.dev/apis/events-api/using-socket-mode.
"""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import aiohttp

from bot.sandbox.journal import Journal
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.event import Event, Patience
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Workspace, compact

REDIRECTS: Final = 2
"""#errors: `too_many_redirects`, "more than two"."""
LIMITED: Final = 60.0
"""Seconds for which `app_rate_limited` speaks: https://docs.slack.dev/apis/events-api/#rate_limiting."""
_LARGE: Final = 1 << 20
_AGENT: Final = "Slackbot 1.0 (+https://api.slack.com/robots)"


class Callbacks:
    """What is sent to one app's Request URL."""

    def __init__(
        self, workspace: Workspace, journal: Journal, patience: Patience, clock: Clock
    ) -> None:
        self._workspace = workspace
        self._journal = journal
        self._patience = patience
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._under_way: dict[asyncio.Task[None], Event] = {}
        self._limited_until = float("-inf")
        self._away = False

    async def verify(self, url: str) -> None:
        """Make sure that an address belongs to the app; raises Refusal where it does not.

        https://docs.slack.dev/reference/events/url_verification: a challenge is to come back with
        a 200, as plain text, as a form or as JSON.
        """
        challenge = secrets.token_urlsafe(32)
        body = compact({"token": "unused", "challenge": challenge, "type": "url_verification"})
        try:
            async with asyncio.timeout(self._patience.answer):
                status, text, _ = await self._post(url, body.encode(), "application/json", {})
        except (aiohttp.ClientError, OSError, TimeoutError):
            status, text = 0, ""
        told = status == 200 and _challenge(text) == challenge  # noqa: PLR2004 - HTTP's own number
        self._journal.write("url verification", team=self._workspace.team, ok=told, status=status)
        if not told:
            raise Refusal("url_verification_failed")

    def send(self, event: Event) -> None:
        """Send one event; what is not answered well is sent again at the documented times."""
        if self._clock.monotonic() < self._limited_until:
            self._journal.write("rate limited", event=event.event_id)
            return
        self._start(event)

    def limit(self) -> None:
        """Drop the events of the next minute, and tell the app so."""
        self._limited_until = self._clock.monotonic() + LIMITED
        now = int(self._clock.wall())
        payload = {
            "token": "unused", "type": "app_rate_limited", "team_id": self._workspace.team,
            "minute_rate_limited": now - now % 60, "api_app_id": "A0TOCSIN",
        }  # fmt: skip
        self._start(Event({"type": "events_api", "payload": payload}, "app_rate_limited"))

    def pending(self) -> int:
        """How many requests are under way."""
        return len(self._under_way)

    def open(self) -> None:
        """Send again, after `close`."""
        self._away = False

    async def close(self) -> None:
        """Break every request that is under way, and send nothing for now."""
        self._away = True
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def signed(self, body: bytes, at: float | None = None) -> dict[str, str]:
        """Return the headers that a body is sent with, signed at a Unix time (now if None)."""
        stamp = str(int(self._clock.wall() if at is None else at))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self._workspace.signing_secret.encode(), base, hashlib.sha256)
        return {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }

    def _start(self, event: Event) -> None:
        if self._away:
            event.again(self._clock, self._patience, self._journal, self._start)
            return
        task = asyncio.get_running_loop().create_task(self._deliver(event))
        self._under_way[task] = event
        task.add_done_callback(lambda done: self._under_way.pop(done, None))

    async def _deliver(self, event: Event) -> None:
        body, content_type = _written(event)
        headers = {}
        if event.attempt:
            headers = {
                "X-Slack-Retry-Num": str(event.attempt),
                "X-Slack-Retry-Reason": event.reason,
            }
        again, text = True, ""
        try:
            async with asyncio.timeout(self._patience.answer):
                url = self._workspace.request_url
                status, text, answered = await self._post(url, body, content_type, headers)
            event.reason = "" if 200 <= status < 300 else "http_error"  # noqa: PLR2004 - HTTP's own
            again = answered.get("X-Slack-No-Retry") != "1"
        except asyncio.CancelledError:
            event.reason = "unknown_error"
            event.again(self._clock, self._patience, self._journal, self._start)
            raise
        except TimeoutError:
            event.reason = "http_timeout"
        except aiohttp.TooManyRedirects:
            event.reason = "too_many_redirects"
        except (aiohttp.ClientSSLError, aiohttp.ClientConnectorCertificateError):
            event.reason = "ssl_error"
        except (aiohttp.ClientConnectionError, OSError):
            event.reason = "connection_failed"
        except aiohttp.ClientError:
            event.reason = "unknown_error"
        self._settle(event, text, again=again)

    def _settle(self, event: Event, text: str, *, again: bool) -> None:
        if not event.reason:
            if event.answered is not None:
                event.answered(_answer(text))
            waited = time.monotonic() - event.emitted
            self._journal.write(
                "acknowledged", event=event.event_id, attempt=event.attempt, waited=waited
            )
        elif again:
            event.again(self._clock, self._patience, self._journal, self._start)
        else:
            self._journal.write("given up", event=event.event_id, reason=event.reason)

    async def _post(
        self, url: str, body: bytes, content_type: str, headers: dict[str, str]
    ) -> tuple[int, str, Mapping[str, str]]:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(trust_env=False)
        headers = headers | self.signed(body) | {"Content-Type": content_type, "User-Agent": _AGENT}
        # aiohttp wants what is large as a file.
        data = BytesIO(body) if len(body) > _LARGE else body
        async with self._session.post(
            url, data=data, headers=headers, max_redirects=REDIRECTS + 1
        ) as answer:
            return answer.status, await answer.text(errors="replace"), answer.headers


def _written(event: Event) -> tuple[bytes, str]:
    """Return body and type: events are JSON, commands a form, presses JSON in a form's field."""
    kind, payload = event.payload["type"], event.payload["payload"]
    if kind == "events_api":
        return compact(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": compact(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _answer(text: str) -> dict[str, Any] | None:
    """Return what an acknowledgement says: JSON, or a text for who typed the command."""
    try:
        found = json.loads(text)
    except ValueError:
        return {"text": text} if text.strip() else None
    return found if isinstance(found, dict) else {"text": text}


def _challenge(text: str) -> str:
    """Return the challenge in an answer, in one of the three documented forms."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, dict):
        return str(found.get("challenge", ""))
    return parse_qs(text).get("challenge", [text.strip()])[0]
