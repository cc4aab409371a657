"""Triggers: each lets the app open one modal, for the person who did something, for three seconds.

https://docs.slack.dev/surfaces/modals#opening_modals: a `trigger_id` expires three seconds after it
was sent and can be exchanged once; https://docs.slack.dev/reference/methods/views.open#errors.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.slack.refusals import Refusal

LIFE: Final = 3.0
"""Seconds."""
_FORM: Final = re.compile(r"\d+\.\d+\.[0-9a-f]+")
_KEPT: Final = 1_000


@dataclass(slots=True, kw_only=True)
class Trigger:
    """Whom it is of, and the view in which they did something; "" where that was no modal."""

    team: str
    user: str
    view: str
    until: float
    exchanged: bool = False


class Triggers:
    """Those that were given away; `now` is Unix seconds."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._issued: dict[str, Trigger] = {}

    def issue(self, team: str, user: str, view: str = "") -> str:
        """Return a new `trigger_id`."""
        made = f"{int(self._now() * 1000)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._issued[made] = Trigger(team=team, user=user, view=view, until=self._now() + LIFE)
        if len(self._issued) > _KEPT:
            del self._issued[next(iter(self._issued))]
        return made

    def look(self, team: str, given: str) -> Trigger:
        """Return whom a trigger is of; raises Refusal where it opens nothing."""
        found = self._issued.get(given)
        if found is None or found.team != team or not _FORM.fullmatch(given):
            raise Refusal("invalid_trigger_id")
        if found.exchanged:
            raise Refusal("exchanged_trigger_id")
        if self._now() > found.until:
            raise Refusal("expired_trigger_id")
        return found
