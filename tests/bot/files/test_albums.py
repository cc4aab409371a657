"""Albums become one post, and several files one album; a caption counts for all of them."""

from typing import Any

from tests.bot.files.carrying import MP4, PDF, carried, in_slack, in_telegram
from tests.bot.porter import images
from tests.bot.whole.town import (
    ANN,
    BO,
    DESK,
    NORTH,
    ORGANISATIONS,
    TEAM,
    WATCH,
    bridge,
    channel,
)

SHARING = (
    ORGANISATIONS
    + channel("desk", DESK, "institute")
    + channel("group", WATCH, "watch")
    + bridge("elections", "desk", "group")
)


def pictures(count: int, **more: Any) -> list[dict[str, Any]]:
    return [{"kind": "photo", "content": images.jpeg((60 + at, 40)), **more} for at in range(count)]


async def test_an_album_of_telegram_is_one_post_in_slack(build: Any) -> None:
    town = await build(SHARING)
    async with town.awake():
        town.telegram.send_album(WATCH, BO, pictures(4), "TLP:GREEN from the square")
        await carried(town)
        words, album = in_slack(town)
    assert words["text"] == 'TLP:GREEN · Partner 14 · "L."\nfrom the square'
    assert album["text"] == 'TLP:GREEN · Partner 14 · "L."'
    assert len(album["bytes"]) == 4
    assert len(town.calls("slack", "files.completeUploadExternal")) == 1


async def test_a_caption_that_stands_under_the_last_counts_for_those_before_it(build: Any) -> None:
    town = await build(SHARING)
    files = [{"kind": "document", "content": PDF, "name": f"{at}.pdf"} for at in range(3)]
    files[2]["caption"] = "TLP:GREEN three papers"
    async with town.awake():
        town.telegram.send_album(WATCH, BO, files)
        await carried(town)
        words, album = in_slack(town)
    assert words["text"].endswith("three papers")
    assert sorted(album["names"]) == ["0.pdf", "1.pdf", "2.pdf"]


async def test_an_album_without_a_label_stays_in_its_room_and_is_not_stored(build: Any) -> None:
    town = await build(SHARING)
    async with town.awake():
        town.telegram.send_album(WATCH, BO, pictures(3))
        await carried(town)
        assert in_slack(town) == []

        async def stored(tx: Any) -> Any:
            return await tx.files.awaited()

        assert await town.store.read(stored) == 0
    assert town.calls("telegram", "getFile") == []


async def test_several_files_of_slack_are_an_album_in_telegram(build: Any) -> None:
    town = await build(SHARING)
    files = [{"name": f"{at}.jpg", "content": images.jpeg()} for at in range(3)]
    files += [{"name": "film.mp4", "content": MP4}, {"name": "plan.pdf", "content": PDF}]
    async with town.awake():
        town.slack.upload(DESK, ANN, files, "TLP:GREEN all of it")
        await carried(town)
        words, *posts = in_telegram(town)
    assert words["text"].endswith("all of it")
    assert [post["kind"] for post in posts] == ["photo", "photo", "photo", "video", "document"]
    assert len({post["album"] for post in posts[:4]}) == 1
    assert posts[0]["album"]
    assert not posts[4]["album"]
    # The caption under the first alone is shown as the album's.
    assert [bool(post["text"]) for post in posts] == [True, False, False, False, True]


async def test_more_files_than_an_album_takes_are_several(build: Any) -> None:
    town = await build(SHARING)
    files = [{"name": f"{at}.txt", "content": b"words"} for at in range(12)]
    async with town.awake():
        town.slack.upload(DESK, ANN, files, "TLP:GREEN")
        await carried(town)
        posts = in_telegram(town)
    albums = [post["album"] for post in posts]
    assert [albums.count(one) for one in dict.fromkeys(albums)] == [10, 2]
    assert all(post["text"].startswith("TLP:GREEN") for post in posts)


async def test_deleting_what_was_said_takes_every_file_of_the_album(build: Any) -> None:
    town = await build(SHARING)
    async with town.awake():
        files = [{"name": f"{at}.jpg", "content": images.jpeg()} for at in range(3)]
        ts = town.slack.upload(DESK, ANN, files, "TLP:GREEN to be withdrawn")
        await carried(town)
        assert len(in_telegram(town)) == 4
        town.slack.delete(DESK, ts)
        await carried(town)
        assert in_telegram(town) == []


async def test_a_file_that_is_taken_out_of_a_post_goes_from_the_copies(build: Any) -> None:
    town = await build(SHARING)
    async with town.awake():
        files = [{"name": f"{at}.txt", "content": b"words %d" % at} for at in range(3)]
        town.slack.upload(DESK, ANN, files, "TLP:GREEN three")
        await carried(town)
        gone = town.slack.files("T0MAIN")[1]["id"]
        town.slack.delete_file(gone)
        await carried(town)
        _, *posts = in_telegram(town)
    assert [post["bytes"] for post in posts] == [b"words 0", b"words 2"]


async def test_an_album_reaches_every_room_of_its_bridges(build: Any) -> None:
    directory = (
        ORGANISATIONS
        + channel("desk", DESK, "institute")
        + channel("team", TEAM, "institute")
        + channel("group", WATCH, "watch")
        + channel("north", NORTH, "watch")
        + bridge("elections", "desk", "team", "group", "north")
    )
    town = await build(directory)
    async with town.awake():
        town.telegram.send_album(WATCH, BO, pictures(2), "TLP:GREEN two")
        await carried(town)
        assert [len(post["bytes"]) for post in in_slack(town, DESK)] == [0, 2]
        assert [len(post["bytes"]) for post in in_slack(town, TEAM)] == [0, 2]
        assert [post["kind"] for post in in_telegram(town, NORTH)] == ["", "photo", "photo"]
    # Each was fetched once for all of them.
    assert len(town.calls("telegram", "getFile")) == 2
