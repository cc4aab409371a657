"""What is kept of files, for how long, and what an edit, a deletion or a restart does to them."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from policies.messages.files import Refusal
from storage import contents
from tests.bot.files.carrying import PDF, carried, digest, in_slack, in_telegram
from tests.bot.porter import images
from tests.bot.whole.town import ANN, BO, DESK, ONE_BRIDGE, WATCH

RELAYED = ONE_BRIDGE.replace('id = "elections"', 'id = "elections"\nfiles = "relayed"')
RECORDS = ONE_BRIDGE.replace(
    'name = "Ballot Institute"', 'name = "Ballot Institute"\nkeeps_records = true'
)


async def kept(town: Any) -> list[Any]:
    """Return how far every file of every message is."""
    ids = [name for (name,) in await _sql(town, "SELECT DISTINCT message FROM files")]
    found = []
    for name in ids:
        found += (await town.store.read(lambda tx, name=name: tx.files.of(name))).values()
    return found


async def _sql(town: Any, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(town.folder / "tocsin.db")) as database:
        return database.execute(statement).fetchall()


async def read(town: Any, content: Any) -> bytes:
    return b"".join([piece async for piece in contents.read(town.store, content)])


async def test_what_is_stored_is_sealed_and_goes_with_its_message(build: Any) -> None:
    town = await build()
    marked = b"%PDF-1.7 a marked paper " * 3_000
    async with town.awake():
        ts = town.slack.upload(DESK, ANN, [{"name": "a.pdf", "content": marked}], "TLP:GREEN a")
        await carried(town)
        (one,) = await kept(town)
        assert await read(town, one.content) == marked
        assert (one.content.sha256, one.original) == (digest(marked), None)
        for path in town.folder.glob("tocsin.db*"):
            assert b"a marked paper" not in path.read_bytes()
        town.slack.delete(DESK, ts)
        await carried(town)
        assert await kept(town) == []
        assert await _sql(town, "SELECT count(*) FROM blobs") == [(0,)]


async def test_what_is_relayed_is_cleaned_and_nothing_of_it_is_kept(build: Any) -> None:
    town = await build(RELAYED)
    async with town.awake():
        town.telegram.send_file(WATCH, BO, "photo", images.jpeg(), caption="TLP:GREEN")
        town.slack.upload(DESK, ANN, [{"name": "a.pdf", "content": PDF}], "TLP:GREEN")
        await carried(town)
        (post,), (file,) = in_slack(town), in_telegram(town)
        assert images.MARK.encode() not in post["bytes"][0]
        assert file["bytes"] == PDF
        assert await _sql(town, "SELECT count(*) FROM blobs") == [(0,)]


async def test_what_is_relayed_and_refused_on_its_way_is_named(build: Any) -> None:
    town = await build(RELAYED)
    async with town.awake():
        town.slack.upload(
            DESK, ANN, [{"name": "a.pdf", "content": b"MZ" + bytes(900)}], "TLP:GREEN see"
        )
        await carried(town)
        words, named = in_telegram(town)
    assert words["text"].endswith("see")
    assert "[file not carried: a.pdf, 902 B (files of this type are refused)]" in named["text"]


@pytest.mark.parametrize("mode", ["stored", "relayed"])
async def test_the_original_of_who_keeps_records_is_sealed_before_it_is_cleaned(
    build: Any, mode: str
) -> None:
    directory = RECORDS.replace('id = "elections"', f'id = "elections"\nfiles = "{mode}"')
    town = await build(directory)
    photo = images.jpeg()
    async with town.awake():
        ts = town.slack.upload(DESK, ANN, [{"name": "a.jpg", "content": photo}], "TLP:GREEN")
        await carried(town)
        (one,) = await kept(town)
        assert one.original.sha256 == digest(photo)
        assert await read(town, one.original) == photo
        assert images.MARK.encode() not in await read(town, one.content)
        town.slack.delete(DESK, ts)
        await carried(town)
        assert in_telegram(town) == []
        (one,) = await kept(town)
        assert (one.standing, one.content) == ("evidence", None)
        assert await read(town, one.original) == photo


async def test_of_an_image_that_cannot_be_cleaned_no_original_is_left(build: Any) -> None:
    town = await build(RECORDS)
    async with town.awake():
        broken = [{"name": "a.png", "content": images.bomb()}]
        town.slack.upload(DESK, ANN, broken, "TLP:GREEN see")
        await carried(town)
        (one,) = await kept(town)
    assert (one.standing, one.refused, one.original) == ("refused", Refusal.IMAGE, None)
    assert await _sql(town, "SELECT count(*) FROM blobs") == [(0,)]


async def test_a_withdrawal_by_its_author_takes_files_out_of_slack_altogether(build: Any) -> None:
    town = await build()
    async with town.awake():
        number = town.telegram.send_file(
            WATCH, BO, "document", PDF, name="a.pdf", caption="TLP:GREEN words"
        )
        await carried(town)
        assert len(in_slack(town)) == 2
        town.telegram.say(WATCH, BO, "/delete", reply_to=number)
        await carried(town)
        assert in_slack(town) == []
        assert [one["mode"] for one in town.slack.files("T0MAIN")] == ["tombstone"]


async def test_a_raised_label_takes_the_files_away_too(build: Any) -> None:
    town = await build()
    async with town.awake():
        files = [{"name": "a.pdf", "content": PDF}]
        ts = town.slack.upload(DESK, ANN, files, "TLP:GREEN words")
        await carried(town)
        assert len(in_telegram(town)) == 2
        town.slack.edit(DESK, ts, "TLP:RED words")
        await carried(town)
        assert in_telegram(town) == []


async def test_a_changed_label_stands_in_the_captions(build: Any) -> None:
    town = await build()
    async with town.awake():
        files = [{"name": "a.pdf", "content": PDF}]
        ts = town.slack.upload(DESK, ANN, files, "TLP:GREEN words")
        await carried(town)
        town.slack.edit(DESK, ts, "TLP:AMBER words")
        await carried(town)
        words, file = in_telegram(town)
    assert words["text"].startswith("TLP:AMBER · ")
    assert file["text"].startswith("TLP:AMBER · ")


async def test_a_label_in_a_files_name_counts(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.upload(DESK, ANN, [{"name": "TLP-RED plan.pdf", "content": PDF}])
        await carried(town)
        assert in_telegram(town) == []
    assert town.calls("slack", "files.info") == []


async def test_what_waits_for_its_label_is_not_fetched_until_it_has_one(build: Any) -> None:
    town = await build(
        ONE_BRIDGE.replace('mode = "desk"\ndefault = "TLP:GREEN"', 'mode = "strict"')
    )
    async with town.awake():
        ts = town.slack.upload(DESK, ANN, [{"name": "a.pdf", "content": PDF}], "no label")
        await carried(town)
        assert in_telegram(town) == []
        assert town.calls("slack", "files.info") == []
        town.slack.edit(DESK, ts, "TLP:GREEN now")
        await carried(town)
        words, file = in_telegram(town)
    assert words["text"].endswith("now")
    assert file["bytes"] == PDF


async def test_files_that_were_to_be_fetched_are_fetched_after_a_restart(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.fail("files.download", status=503, times=1)
        town.slack.upload(DESK, ANN, [{"name": "a.pdf", "content": PDF}], "TLP:GREEN words")
        await town.until(lambda: in_telegram(town), "the words")
    async with town.awake(apply=False):
        town.ahead += timedelta(minutes=1)
        await carried(town)
        words, file = in_telegram(town)
    assert words["text"].endswith("words")
    assert file["bytes"] == PDF


async def test_a_picture_of_a_persons_own_is_not_taken_for_ours(build: Any) -> None:
    town = await build()
    picture = images.png()
    async with town.awake():
        for user, text in ((ANN, "TLP:GREEN one"), (ANN, "TLP:GREEN two")):
            town.slack.upload(DESK, user, [{"name": "image.png", "content": picture}], text)
        town.telegram.send_file(WATCH, BO, "photo", picture, caption="TLP:GREEN three")
        await carried(town)
        assert [post["kind"] for post in in_telegram(town)].count("photo") == 2
        assert len(in_slack(town)) == 2
    async with town.awake(apply=False):
        await carried(town)
        assert len(in_telegram(town)) == 4
        assert len(in_slack(town)) == 2


async def test_what_telegram_does_not_delete_any_more_is_emptied(build: Any) -> None:
    town = await build()
    async with town.awake():
        files = [{"name": "a.jpg", "content": images.jpeg()}, {"name": "a.pdf", "content": PDF}]
        ts = town.slack.upload(DESK, ANN, files, "TLP:GREEN words")
        album = [{"name": f"{at}.pdf", "content": PDF} for at in range(2)]
        other = town.slack.upload(DESK, ANN, album, "TLP:GREEN papers")
        await carried(town)
        whole = in_telegram(town)
        assert len(whole) == 6
        town.telegram.advance(3 * 24 * 3_600)
        town.slack.delete(DESK, ts)
        town.slack.delete(DESK, other)
        await carried(town)
        left = in_telegram(town)
    assert [one["number"] for one in left] == [one["number"] for one in whole]
    assert all("withdrawn by its author" in one["text"] for one in left)
    before = {one["bytes"] for one in whole if one["bytes"]}
    assert not before & {one["bytes"] for one in left}


async def test_an_answer_of_slacks_that_is_lost_makes_no_second_post(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.fail("files.completeUploadExternal", drop="after", times=1)
        town.telegram.send_file(WATCH, BO, "document", PDF, name="a.pdf", caption="TLP:GREEN")
        await carried(town)
        (post,) = in_slack(town)
    assert post["bytes"] == [PDF]
