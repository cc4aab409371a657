"""Only this machine's browser uses the page, and only the page itself presses its buttons."""

import re
import urllib.error
import urllib.request
from contextlib import closing
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.demo.conftest import Demo

FORGED = {
    "a site that names itself as this machine": {"Host": "evil.example"},
    "another site": {"Origin": "http://evil.example"},
    "another port of this machine": {"Origin": "http://127.0.0.1:1"},
    "no origin": {"Origin": ""},
    "no token": {"X-Demo-Token": ""},
    "a guessed token": {"X-Demo-Token": "guessed"},
}
POLICY = ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")


def opened(demo: Demo) -> dict[str, str]:
    """Return the headers that the page itself sends with what it asks for."""
    with urllib.request.urlopen(demo.address) as answer:
        for part in POLICY:
            assert part in answer.headers["Content-Security-Policy"]
        token = re.search(r'name="token" content="([^"]+)"', answer.read().decode())[1]
    return {"Origin": demo.address.rstrip("/"), "X-Demo-Token": token}


def asked(demo: Demo, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    request = urllib.request.Request(f"{demo.address}control", body, headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.parametrize("how", FORGED)
def test_what_another_site_sends_is_refused_and_does_nothing(demo: Demo, how: str) -> None:
    status, said = asked(demo, opened(demo) | FORGED[how], b'{"do": "kill"}')
    assert status == 403
    assert next(iter(FORGED[how])) in said


def test_a_token_that_is_no_text_is_refused_and_nothing_is_the_matter(demo: Demo) -> None:
    with closing(HTTPConnection(demo.address.split("/")[2])) as connection:
        headers: dict[str, Any] = opened(demo) | {"X-Demo-Token": b"\xff\xfe"}
        connection.request("POST", "/control", b'{"do": "kill"}', headers)
        answer = connection.getresponse()
        assert answer.status == 403
        assert b"X-Demo-Token" in answer.read()


def test_under_another_name_the_page_itself_is_not_given(demo: Demo) -> None:
    request = urllib.request.Request(demo.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b'{"do": "explode"}', 200, "no button of this page"),
        (b'{"do": "refuse", "seconds": 61}', 200, "from 1 to 60"),
        (b'{"do": "refuse", "seconds": true}', 200, "no whole number"),
        (b'{"do": "start"}', 200, "the bot is running already"),
        (b'{"do": ["kill"]}', 200, "no text"),
        (b'"kill"', 400, "no JSON object"),
        (b"{", 400, "no JSON"),
        (b"\xff", 400, "no JSON"),
        (b"[" * 60_000, 400, "no JSON"),
        (b"9" * 5_000, 400, "no JSON"),
        (b" " * 70_000, 413, ""),
    ],
)
def test_what_the_page_would_never_ask_is_answered_with_a_reason(
    demo: Demo, body: bytes, status: int, words: str
) -> None:
    found, said = asked(demo, opened(demo), body)
    assert found == status
    assert words in said


@pytest.mark.parametrize("name", ["../server.py", "%2e%2e/server.py", "server.py", "nothing.js"])
def test_no_file_but_the_pages_own_is_given(demo: Demo, name: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{demo.address}{name}")
