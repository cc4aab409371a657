"""How Slack says no: HTTP 200 with `ok: false` and a word.

https://docs.slack.dev/apis/web-api/#responses
"""

from typing import Any


class Refusal(Exception):
    """A call is refused; `error` is the platform's word, `messages` say more."""

    def __init__(self, error: str, *messages: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.more = more

    def body(self) -> dict[str, Any]:
        """Return the answer."""
        body: dict[str, Any] = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": list(self.messages)}
        return body


def bad_blocks(*faults: tuple[str, str]) -> Refusal:
    """Return `invalid_blocks` with what is wrong and where, as Slack words it.

    Seen at slack.com: https://github.com/adobe/spacecat-api-service/issues/176 and
    https://github.com/metabase/metabase/issues/74943; the word itself is in the table of
    https://docs.slack.dev/reference/methods/chat.postMessage#errors.
    """
    told = [f"{what} [json-pointer:{where}]" for what, where in faults]
    return Refusal("invalid_blocks", *(f"[ERROR] {one}" for one in told), errors=told)


class RateLimited(Exception):
    """HTTP 429 with `Retry-After`: https://docs.slack.dev/apis/web-api/rate-limits#headers."""

    def __init__(self, seconds: float) -> None:
        super().__init__("ratelimited")
        self.seconds = max(1, int(seconds + 0.999))
