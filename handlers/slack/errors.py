"""What goes wrong at Slack, in the tree of doors. The one place that knows Slack's error codes.

Sources: the "Errors" tables of https://docs.slack.dev/reference/methods/chat.postMessage,
chat.update, chat.delete, conversations.history, auth.test and apps.connections.open;
https://docs.slack.dev/apis/web-api/rate-limits for 429.
"""

import re
from collections.abc import Awaitable
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from handlers.door import (
    Closed,
    DoorError,
    Later,
    LockedOut,
    Lost,
    Missing,
    Refused,
    TooLong,
)

_CODE: Final = re.compile(r"[a-z0-9_]{1,64}")
_LONGEST_WAIT: Final = 24 * 3600.0

_LOCKED_OUT: Final = frozenset(
    {
        "access_denied",
        "account_inactive",
        "app_not_installed",
        "enterprise_is_restricted",
        "invalid_auth",
        "link_disabled",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
_CLOSED: Final = frozenset(
    {
        "cannot_dm_bot",
        "cannot_message_user",
        "channel_is_archived",
        "channel_not_found",
        "ekm_access_denied",
        "external_channel_migrating",
        "is_archived",
        "is_inactive",
        "messages_tab_disabled",
        "no_such_user",
        "not_in_channel",
        "posting_to_general_channel_denied",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "team_not_found",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
        "user_not_visible",
        "users_not_found",
    }
)
_TOO_LONG: Final = frozenset({"msg_too_long", "msg_blocks_too_long"})
_LATER: Final = frozenset(
    {
        "message_limit_exceeded",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "too_many_websockets",
    }
)
_PERHAPS_DONE: Final = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Slack says of these that some of the operation may have succeeded."""
NO_HISTORY: Final = _CLOSED | {
    "access_denied",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "unknown_method",
}
"""This call is not for us, whatever else we may do: asking again soon changes nothing."""
NO_THREAD: Final = frozenset(
    {
        "cannot_reply_to_message",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "thread_not_found",
    }
)
"""The message to answer is not there any more, or takes no answers."""


async def asked(call: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Return what Slack answered; every failure is raised as a DoorError with a code only."""
    try:
        return await call
    except UnicodeEncodeError:
        raise Refused("not_unicode") from None
    except Exception as error:  # noqa: BLE001 - the SDK raises what it likes on odd answers
        raise fault(error) from None


def fault(error: Exception) -> DoorError:
    """Return the error of the doors' tree for what slack_sdk or aiohttp raised."""
    match error:
        case DoorError():
            return error
        case SlackApiError():
            return _answered(error)
        case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
            return Later("not_reached")
        case aiohttp.WSServerHandshakeError():
            return Later(f"socket_refused_{error.status}")
        case TimeoutError():
            return Lost("timed_out")
        case aiohttp.InvalidURL():
            return Later("bad_address")
        case aiohttp.ClientError() | OSError():
            return Lost("connection_lost")
    return Lost(f"unreadable_answer_{type(error).__name__}")


def code_of(data: object) -> str:
    """Return Slack's error code; a word that cannot be one becomes "unknown_error"."""
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "unknown_error"


def _answered(error: SlackApiError) -> DoorError:
    response: Any = error.response
    status: Any = getattr(response, "status_code", None) or getattr(response, "status", 0)
    code = code_of(getattr(response, "data", None))
    if status == 429 or code in _LATER:  # noqa: PLR2004 - HTTP's own number
        return Later("ratelimited" if code == "unknown_error" else code, _retry_after(response))
    if status >= 500:  # noqa: PLR2004 - HTTP's own number
        return Lost(f"http_{status}")
    if code in _PERHAPS_DONE:
        return Lost(code)
    return _refusal(code, status)


def _refusal(code: str, status: int) -> DoorError:
    if code in _LOCKED_OUT:
        return LockedOut(code)
    if code in _CLOSED:
        return Closed(code)
    if code in _TOO_LONG:
        return TooLong(code)
    if code == "message_not_found":
        return Missing(code)
    if code == "unknown_error":
        return Lost(f"unreadable_answer_{status}")
    return Refused(code)


def _retry_after(response: Any) -> float | None:
    headers = getattr(response, "headers", None) or {}
    try:
        seconds = float(headers.get("Retry-After", ""))
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)
