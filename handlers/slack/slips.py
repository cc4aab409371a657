"""What a modal carries with it, and how we know that it is what we gave it.

Slack keeps a view's `private_metadata` and hands it back as it was; nothing of it is for people,
who send only what the fields hold (https://docs.slack.dev/reference/views/modal-views). But it
passes through hands that are not ours, so it bears a seal of this door's own over what it says and
who opened it. What it says is still no permission: whoever sends a form off is asked as if the line
were typed now. The room is the one that Slack itself named when this very person opened the form:
no client can name another. Nothing is shown there on the strength of it; answers go to the person
in private, and what a room is shown is cleared against it when it is sent.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass, field
from typing import Final

from handlers.incoming import Sender

LIFE: Final = 24 * 3600.0
"""Seconds after which a form is not taken any more."""
LONGEST: Final = 3_000
"""Characters of `private_metadata`."""
_SEAL: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """The line that a form completes, and where it was typed, pressed or chosen; `at` is Unix time.

    `kept` names what the line was about, where it is kept meanwhile; "" where there is nothing.
    """

    line: str = field(repr=False)
    channel: str = field(repr=False)
    number: str = field(default="", repr=False)
    reply_to: str = field(default="", repr=False)
    pressed: bool = False
    kept: str = field(default="", repr=False)
    at: float


class Seals:
    """Seals slips, with a key that is made of the door's own token."""

    def __init__(self, token: str) -> None:
        self._key = hmac.digest(token.encode(), b"tocsin: what a modal carries", hashlib.sha256)

    def sealed(self, slip: Slip, sender: Sender) -> str:
        """Return what a modal is to carry, for this person and nobody else."""
        body = json.dumps(asdict(slip), separators=(",", ":"), sort_keys=True)
        return self._seal(body, sender) + body

    def opened(self, carried: object, sender: Sender, now: float) -> Slip | None:
        """Return what a modal carried; None where it is not ours, not this person's, or too old."""
        if not isinstance(carried, str) or len(carried) > LONGEST:
            return None
        seal, body = carried[:_SEAL], carried[_SEAL:]
        if not hmac.compare_digest(seal.encode(), self._seal(body, sender).encode()):
            return None
        try:
            slip = Slip(**json.loads(body))
        except (TypeError, ValueError):
            # Another version of this program sealed it.
            return None
        return slip if now - slip.at <= LIFE else None

    def _seal(self, body: str, sender: Sender) -> str:
        told = f"{sender.team}\0{sender.user}\0{body}".encode()
        return hmac.new(self._key, told, hashlib.sha256).hexdigest()
