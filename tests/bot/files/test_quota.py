"""What is kept of one organisation's files has an end: a further one is named, and the words go."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.porter.quotas import Share
from handlers.door import Unfit
from handlers.http import Asked
from policies.messages.files import Refusal
from tests.bot.files.carrying import carried, in_slack, in_telegram
from tests.bot.porter import images
from tests.bot.whole.town import ANN, BO, DESK, ONE_BRIDGE, WATCH

FULL = "(what is kept of files here is full)"
RELAYED = ONE_BRIDGE.replace('id = "elections"', 'id = "elections"\nfiles = "relayed"')
LARGE = b"a line of a long list\n" * 30_000
"""660 KB: one has room in a megabyte, and two have not."""


@pytest.fixture(autouse=True)
def a_megabyte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOCSIN_FILES__KEPT_MB_PER_ORGANISATION", "1")


def upload(town: Any, name: str, content: bytes = LARGE, **more: Any) -> str:
    file = {"name": name, "content": content, **more}
    ts: str = town.slack.upload(DESK, ANN, [file], f"TLP:GREEN about {name}")
    return ts


async def told(town: Any) -> dict[tuple[str, str], float]:
    """Return what `/metrics` tells of files, by name and outcome."""
    answer = await town.app.metrics.answer(Asked(headers={}))
    return {
        (one.name, one.labels.get("outcome", "")): one.value
        for family in text_string_to_metric_families(str(answer.body))
        for one in family.samples
        if "file" in one.name
    }


async def test_what_would_be_too_much_is_named_with_its_size_and_the_words_go(build: Any) -> None:
    town = await build()
    async with town.awake():
        first = upload(town, "a.txt")
        await carried(town)
        upload(town, "b.txt")
        upload(town, "small.txt", b"a few words")
        await carried(town)
        posts = in_telegram(town)
        assert [one["name"] for one in posts if one["bytes"]] == ["a.txt", "small.txt"]
        (named,) = [one["text"] for one in posts if "not carried" in one["text"]]
        assert named.endswith(f"about b.txt\n[file not carried: b.txt, 660 KB {FULL}]")
        numbers = await told(town)
        town.telegram.send_file(WATCH, BO, "document", LARGE, name="c.txt", caption="TLP:GREEN c")
        await carried(town)
        assert [one["names"] for one in in_slack(town) if one["names"]] == [["c.txt"]]
        town.slack.delete(DESK, first)
        await carried(town)
        upload(town, "d.txt")
        await carried(town)
        assert in_telegram(town)[-1]["name"] == "d.txt"
    assert numbers["tocsin_files_total", "stored"] == 2
    assert numbers["tocsin_files_total", "refused"] == 1
    assert numbers["tocsin_file_bytes_total", "stored"] == len(LARGE) + len(b"a few words")
    assert numbers["tocsin_waiting_files", ""] == 0
    assert len(LARGE) < numbers["tocsin_kept_file_bytes", ""] < len(LARGE) + 3 * 65_536


async def test_what_is_only_relayed_takes_no_room_and_is_counted(build: Any) -> None:
    town = await build(RELAYED)
    async with town.awake():
        for name in ("a.txt", "b.txt"):
            upload(town, name)
            await carried(town)
        assert [one["name"] for one in in_telegram(town) if one["bytes"]] == ["a.txt", "b.txt"]
        numbers = await told(town)
    assert numbers["tocsin_files_total", "relayed"] == 2
    assert numbers["tocsin_file_bytes_total", "relayed"] == 2 * len(LARGE)
    assert numbers["tocsin_kept_file_bytes", ""] == 0
    assert ("tocsin_file_bytes_total", "refused") not in numbers


async def test_what_hides_its_size_is_cut_off_where_it_is_too_much() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1_000)

    share, got = Share(10_500), 0

    async def take() -> None:
        nonlocal got
        async for piece in share.within(endless()):
            got += len(piece)

    share.expect(None)
    with pytest.raises(Unfit) as refused:
        await take()
    assert refused.value.reason is Refusal.FULL
    assert got == 10_000
    with pytest.raises(Unfit):
        Share(0).expect(None)


async def test_an_image_and_its_original_are_weighed_together(
    build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = 'name = "Ballot Institute"\nkeeps_records = true'
    town = await build(ONE_BRIDGE.replace('name = "Ballot Institute"', records))
    async with town.awake():
        hands = town.app.porter._hands
        monkeypatch.setattr(hands._quotas, "_most", len(images.jpeg()) + 10)
        upload(town, "a.jpg", images.jpeg())
        await carried(town)
        (post,) = in_telegram(town)
        assert post["text"].endswith(FULL + "]")
    with closing(sqlite3.connect(town.folder / "tocsin.db")) as database:
        assert database.execute("SELECT count(*) FROM blobs").fetchone() == (0,)
