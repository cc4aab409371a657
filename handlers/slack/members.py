"""The names in people's Slack profiles: an enrichment, whose failure changes nothing."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Any, Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.door import Clock, DoorError, Later
from handlers.payloads import unbroken
from handlers.slack.errors import asked

_log = structlog.get_logger("slack.members")

_KEPT: Final = 3600.0
_KEPT_FAILURE: Final = 120.0
_PATIENCE: Final = 1.0
_MOST: Final = 10_000
_LONGEST_NAME: Final = 200


class Members:
    """Remembers names for an hour, and for two minutes that one could not be had."""

    def __init__(self, client: AsyncWebClient, clock: Clock, door: str) -> None:
        self._client = client
        self._clock = clock
        self._door = door
        self._known: dict[str, tuple[str, float]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def names(self, users: Collection[str]) -> Mapping[str, str]:
        """Return the profile names of `users`, "" where none can be had within a second.

        A person is waited for once: a slow answer serves the next message.
        """
        now = self._clock.monotonic()
        unknown = [user for user in users if user and self._stale(user, now)]
        if unknown:
            for user in unknown:
                if user not in self._asking:
                    self._asking[user] = asyncio.create_task(self._ask(user))
            await asyncio.wait([self._asking[user] for user in unknown], timeout=_PATIENCE)
            for user in unknown:
                if self._stale(user, now):
                    self._keep(user, self._known.get(user, ("", 0.0))[0], _KEPT_FAILURE)
        return {user: self._known[user][0] for user in users if user in self._known}

    async def close(self) -> None:
        """Stop asking."""
        asking = list(self._asking.values())
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    def _stale(self, user: str, now: float) -> bool:
        return user not in self._known or self._known[user][1] <= now

    def _keep(self, user: str, name: str, seconds: float) -> None:
        self._known.pop(user, None)
        while len(self._known) >= _MOST:
            del self._known[next(iter(self._known))]
        self._known[user] = (name, self._clock.monotonic() + seconds)

    async def _ask(self, user: str) -> None:
        try:
            await self._fetch(user)
        finally:
            del self._asking[user]

    async def _fetch(self, user: str) -> None:
        before = self._known.get(user, ("", 0.0))[0]
        try:
            answer = await asked(self._client.users_info(user=user))
        except DoorError as error:
            _log.info("a profile could not be read", door=self._door, code=error.code)
            wait = error.after or 0.0 if isinstance(error, Later) else 0.0
            self._keep(user, before, max(wait, _KEPT_FAILURE))
        else:
            self._keep(user, _name(answer.get("user")), _KEPT)


def _name(user: Any) -> str:
    if not isinstance(user, dict):
        return ""
    profile = user.get("profile")
    tried = (
        [profile.get("display_name"), profile.get("real_name")] if isinstance(profile, dict) else []
    )
    for name in [*tried, user.get("real_name"), user.get("name")]:
        if isinstance(name, str) and name.strip():
            return str(unbroken(name))[:_LONGEST_NAME]
    return ""
