"""Smaller things that the platform remembers: questions of buttons, invite links, requests."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Query:
    """A pressed button that waits for its answer: https://core.telegram.org/bots/api#callbackquery.

    `answer` is what the bot showed to the person: `text`, `show_alert`, `url`; None until then.
    """

    id: str
    user: int
    at: float
    answer: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(slots=True, kw_only=True)
class Link:
    """An invite link: https://core.telegram.org/bots/api#chatinvitelink."""

    url: str = field(repr=False)
    creator: int
    primary: bool = False
    name: str = field(default="", repr=False)
    expires: int = 0
    most: int = 0
    asks: bool = False
    revoked: bool = False
    joined: int = 0


@dataclass(slots=True, kw_only=True)
class JoinRequest:
    """Somebody who asked to join: https://core.telegram.org/bots/api#chatjoinrequest."""

    user: int
    date: int
    link: Link | None = None
    bio: str = field(default="", repr=False)
