"""Whether a request comes from Slack, and is not an old one.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Final

FRESH: Final = 300.0
"""Seconds by which a request's time may differ from ours: "more than five minutes"."""
_STAMP: Final = re.compile(r"[0-9]{1,12}")


def signed(secret: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
    """Tell whether `body` was signed with the app's secret within five minutes of `now`.

    Whatever stands in the headers, the answer is yes or no, and comes in constant time.
    """
    stamp = headers.get("X-Slack-Request-Timestamp", "")
    if not _STAMP.fullmatch(stamp) or abs(now - int(stamp)) > FRESH:
        return False
    base = b"v0:" + stamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    given = headers.get("X-Slack-Signature", "")
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))
