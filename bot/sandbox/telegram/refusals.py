"""What the Bot API answers when it refuses: code, words and parameters.

https://core.telegram.org/bots/api#making-requests and #responseparameters. The words are those of
the Bot API server, whose first letter after the prefix is small.
"""

from typing import Any


class Refusal(Exception):
    """A request that the platform turns down."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the JSON object that answers the request."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = dict(self.parameters)
        return answer


def bad(words: str) -> Refusal:
    """Return a 400; the words' first letter is made small unless they are a code in capitals."""
    if not (words[1:2] == "_" or words[1:2].isupper()):
        words = words[:1].lower() + words[1:]
    return Refusal(400, f"Bad Request: {words}")


def forbidden(words: str) -> Refusal:
    """Return a 403."""
    return Refusal(403, f"Forbidden: {words}")


def too_many(seconds: int) -> Refusal:
    """Return a 429 that asks to wait; https://core.telegram.org/bots/api#responseparameters."""
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def conflict(words: str) -> Refusal:
    """Return a 409; https://core.telegram.org/bots/api#getupdates."""
    return Refusal(409, f"Conflict: {words}")


def migrated(to: int) -> Refusal:
    """Return the 400 of a group that has become the supergroup `to`."""
    return Refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=to,
    )


def unauthorized() -> Refusal:
    """Return the 401 of a token that belongs to no bot."""
    return Refusal(401, "Unauthorized")


def unknown_method() -> Refusal:
    """Return the 404 of a method that does not exist."""
    return Refusal(404, "Not Found")
