"""What Slack says when it refuses, and what the house makes of it."""

from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from yarl import URL

from handlers import door
from handlers.slack.errors import fault


def refused(code: str, status: int = 200, headers: dict[str, str] | None = None) -> SlackApiError:
    data = {"ok": False, "error": code, "SECRET": "SECRET"}
    response = SimpleNamespace(data=data, status_code=status, headers=headers or {})
    return SlackApiError("SECRET", response)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("invalid_auth", door.LockedOut),
        ("token_revoked", door.LockedOut),
        ("account_inactive", door.LockedOut),
        ("missing_scope", door.LockedOut),
        ("channel_not_found", door.Closed),
        ("not_in_channel", door.Closed),
        ("is_archived", door.Closed),
        ("user_not_found", door.Closed),
        ("msg_too_long", door.TooLong),
        ("msg_blocks_too_long", door.TooLong),
        ("message_not_found", door.Missing),
        ("cant_update_message", door.Refused),
        ("cant_delete_message", door.Refused),
        ("invalid_blocks", door.Refused),
        ("thread_not_found", door.Refused),
        ("ratelimited", door.Later),
        ("request_timeout", door.Later),
        ("fatal_error", door.Lost),
        ("internal_error", door.Lost),
        ("service_unavailable", door.Lost),
    ],
)
def test_every_code_has_its_place_in_the_tree(code: str, kind: type) -> None:
    found = fault(refused(code))
    assert type(found) is kind
    assert found.code == code


def test_a_429_keeps_the_wait_that_slack_asks_for() -> None:
    found = fault(refused("ratelimited", 429, {"Retry-After": "30"}))
    assert isinstance(found, door.Later)
    assert found.after == 30.0


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_in_trouble_may_have_done_it(status: int) -> None:
    error = SlackApiError("x", SimpleNamespace(data={}, status_code=status, headers={}))
    assert type(fault(error)) is door.Lost


_KEY: Any = SimpleNamespace(host="h", port=1, ssl=False, is_ssl=False)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (aiohttp.ClientConnectorError(_KEY, OSError(111, "SECRET")), door.Later),
        (aiohttp.ConnectionTimeoutError("SECRET"), door.Later),
        (aiohttp.ServerDisconnectedError("SECRET"), door.Lost),
        (aiohttp.SocketTimeoutError("SECRET"), door.Lost),
        (ConnectionResetError("SECRET"), door.Lost),
        (TimeoutError(), door.Lost),
        (aiohttp.InvalidURL(URL("http://SECRET")), door.Later),
        (AttributeError("SECRET"), door.Lost),
    ],
)
def test_a_connection_that_breaks_is_lost_and_one_never_made_is_not(
    error: Exception, kind: type
) -> None:
    found = fault(error)
    assert type(found) is kind
    assert "SECRET" not in f"{found!r} {found}"


def test_what_is_no_code_is_not_repeated() -> None:
    found = fault(refused("Hello, this is SECRET"))
    assert found.code == "unreadable_answer_200"
