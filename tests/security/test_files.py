"""Files are fetched from the platforms' own hosts alone, weighed, and passed on in little memory.

Rows 13 and 14 of the threats: server-side requests and token theft through addresses of files, and
files that are made to do harm (more of these stand in tests/bot/files and tests/policies/messages).
"""

import asyncio
import gc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from yarl import URL

from handlers.door import Unfit
from handlers.slack.session import Session
from storage.sqlite import driver
from tests.bot.files.carrying import PDF, carried, in_slack, in_telegram
from tests.bot.whole.conftest import build, way_in
from tests.bot.whole.town import ANN, BO, DESK, ONE_BRIDGE, WATCH
from tests.ended import ended
from tests.in_full import IN_FULL

__all__ = ["build", "way_in"]
RELAYED = ONE_BRIDGE.replace('id = "elections"', 'id = "elections"\nfiles = "relayed"')
LARGE, MOST = (45_000_000, 20_000_000) if IN_FULL else (20_000_000, 10_000_000)
"""A file's bytes, and what of memory it may take besides what any file takes."""
CACHE = (16 if IN_FULL else 1) << 20
"""Bytes that a connection of the database remembers."""


class Thief:
    """A host on loopback that writes down whoever asks, with what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.url = ""

    async def start(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        return runner

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        return web.Response(body=PDF)


@pytest.fixture
async def thief() -> AsyncIterator[Thief]:
    found = Thief()
    runner = await found.start()
    yield found
    await ended(runner)


async def test_a_files_address_that_leads_elsewhere_is_never_asked(build: Any, thief: Any) -> None:
    town = await build()
    addresses = (
        f"{thief.url}/files-pri/x",
        f"http://slack.com@{URL(thief.url).host}:{URL(thief.url).port}/x",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "not an address",
        "",
    )
    async with town.awake():
        for address in addresses:
            extra = {"url_private": address, "url_private_download": address}
            file = {"name": "a.pdf", "content": PDF, "extra": extra}
            town.slack.upload(DESK, ANN, [file], "TLP:GREEN words")
            await carried(town)
        posts = in_telegram(town)
    assert thief.asked == []
    assert len(posts) == len(addresses)
    assert all("it could not be fetched or sent" in post["text"] for post in posts)


async def test_a_redirection_is_followed_nowhere(build: Any, thief: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.spoil("redirect", to=f"{thief.url}/signin", times=3)
        town.slack.upload(DESK, ANN, [{"name": "a.pdf", "content": PDF}], "TLP:GREEN words")
        await town.until(lambda: in_telegram(town), "the words")
        await town.until(lambda: len(list(town.slack.journal.of("download"))) > 1, "two tries")
    assert thief.asked == []


async def test_the_token_is_shown_to_slacks_own_hosts_alone() -> None:
    real = Session("https://slack.com/api/")
    real.expect_files(URL("https://files.slack.com/files-pri/T0-F0/a.pdf"))
    for address in (
        "http://files.slack.com/files-pri/T0-F0/a.pdf",
        "https://files.slack.com.evil.example/a",
        "https://evil.example/files.slack.com",
        "https://files.slack.com:8443/a",
        "https://someone@files.slack.com/a",
        "https://127.0.0.1/a",
        "//files.slack.com/a",
    ):
        with pytest.raises(Unfit):
            real.expect_files(URL(address))
    stand_in = Session("http://127.0.0.1:4000/api/")
    with pytest.raises(Unfit):
        stand_in.expect_files(URL("https://files.slack.com/files-pri/T0-F0/a.pdf"))


async def test_a_path_of_telegrams_that_leads_elsewhere_is_never_asked(
    build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = await build()
    path = ""
    async with town.awake():
        door = town.app.doors["telegram.main"]
        asked: list[str] = []

        async def told(_address: str, _fields: Any, **_more: Any) -> Any:
            return {"file_path": path, "file_size": 3}

        def download(address: str) -> Any:
            asked.append(address)
            raise AssertionError(address)

        monkeypatch.setattr(type(door._request), "call", lambda self, *a, **k: told(*a, **k))
        monkeypatch.setattr(type(door._request), "download", lambda self, one: download(one))
        for path in ("../../etc/passwd", "/etc/passwd", "http://evil.example/x", "a/../../b",
                     "a//b", ""):  # fmt: skip
            with pytest.raises(Unfit):
                async with door.fetch("AgAD"):
                    pass
            assert asked == [], path
        monkeypatch.undo()


def resident() -> int:
    """Return the bytes of this process that are in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


@pytest.mark.proof
@pytest.mark.parametrize("directory", [ONE_BRIDGE, RELAYED], ids=["stored", "relayed"])
async def test_fifty_megabytes_add_less_than_twenty(
    build: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, directory: str
) -> None:
    small = f"PRAGMA cache_size = -{CACHE // 1024}"
    settings = [small if "cache_size" in one else one for one in driver._SETTINGS]
    monkeypatch.setattr(driver, "_SETTINGS", settings)
    town = await build(directory)
    path = tmp_path / "large.bin"
    with path.open("wb") as out:
        out.write(b"plain words, and many of them\n" * (LARGE // 30))
    size = path.stat().st_size
    peak = 0
    async with town.awake():
        # The caches of the database are bounded and full in any house that works.
        warm = {"name": "warm.txt", "content": b"a" * (CACHE + CACHE // 2)}
        town.slack.upload(DESK, ANN, [warm], "TLP:GREEN")
        town.telegram.send_file(WATCH, BO, "document", PDF, name="a.pdf", caption="TLP:GREEN")
        await carried(town)
        gc.collect()
        before = resident()
        watching = True

        async def watch() -> None:
            nonlocal peak
            while watching:
                peak = max(peak, resident())
                await asyncio.sleep(0.005)

        task = asyncio.create_task(watch())
        town.slack.upload(DESK, ANN, [{"name": "large.txt", "path": str(path)}], "TLP:GREEN")
        await carried(town)
        watching = False
        await task
        sent = town.telegram.messages(WATCH)[-1]["document"]
    assert sent["file_size"] == size > LARGE - 100
    # Both stand-ins live in this process too, and pass the file on in pieces as well.
    assert peak - before < MOST, f"{(peak - before) / 1e6:.1f} MB"
    assert in_slack(town)
