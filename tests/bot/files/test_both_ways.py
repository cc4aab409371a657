"""Files cross both ways, behind what was said, each under its label."""

import io
from typing import Any

from PIL import Image

from tests.bot.files.carrying import MP3, MP4, OGG, PDF, carried, in_slack, in_telegram
from tests.bot.porter import images
from tests.bot.whole.town import ANN, BO, DESK, WATCH


async def test_a_document_of_slack_stands_in_the_group_behind_its_words(build: Any) -> None:
    town = await build()
    async with town.awake():
        town.slack.upload(DESK, ANN, [{"name": "plan.pdf", "content": PDF}], "TLP:GREEN the plan")
        await carried(town)
        words, file = in_telegram(town)
    assert words["text"] == 'TLP:GREEN · Ballot Institute · "Ann"\nthe plan'
    assert (file["kind"], file["name"], file["bytes"]) == ("document", "plan.pdf", PDF)
    assert file["text"] == 'TLP:GREEN · Ballot Institute · "Ann"'
    assert file["reply"] == words["number"]


async def test_a_photo_of_telegram_stands_in_slack_without_the_place_it_was_taken(
    build: Any,
) -> None:
    town = await build()
    async with town.awake():
        town.telegram.send_file(WATCH, BO, "photo", images.jpeg(), caption="TLP:GREEN")
        await carried(town)
        (post,) = in_slack(town)
    assert post["text"] == 'TLP:GREEN · Partner 14 · "L."'
    assert post["names"] == ["photo.jpg"]
    assert images.MARK.encode() not in post["bytes"][0]
    assert Image.open(io.BytesIO(post["bytes"][0])).size == (64, 48)


async def test_every_kind_of_telegram_crosses(build: Any) -> None:
    town = await build()
    sent = {
        "document": (PDF, {"name": "a.pdf", "mime": "application/pdf"}),
        "voice": (OGG, {}),
        "video": (MP4, {"name": "a.mp4"}),
        "audio": (MP3, {"name": "a.mp3"}),
    }
    async with town.awake():
        for kind, (content, more) in sent.items():
            town.telegram.send_file(WATCH, BO, kind, content, caption="TLP:GREEN", **more)
            await carried(town)
        posts = in_slack(town)
    assert [post["bytes"] for post in posts] == [[content] for content, _ in sent.values()]
    assert [post["names"] for post in posts] == [["a.pdf"], ["voice.ogg"], ["a.mp4"], ["a.mp3"]]
    assert {post["text"] for post in posts} == {'TLP:GREEN · Partner 14 · "L."'}


async def test_every_kind_of_slack_stands_as_telegram_shows_it(build: Any) -> None:
    town = await build()
    files = [("a.png", images.png()), ("b.mp4", MP4), ("c.mp3", MP3), ("d.txt", b"plain words")]
    async with town.awake():
        for name, content in files:
            town.slack.upload(DESK, ANN, [{"name": name, "content": content}], "TLP:GREEN")
            await carried(town)
        posts = in_telegram(town)
    assert [post["kind"] for post in posts] == ["photo", "video", "audio", "document"]
    assert [post["bytes"] for post in posts[1:]] == [MP4, MP3, b"plain words"]
    assert all(post["text"].startswith("TLP:GREEN") for post in posts)


async def test_a_sticker_is_its_image_or_its_name(build: Any) -> None:
    town = await build()
    async with town.awake():
        root = town.telegram.say(WATCH, BO, "TLP:GREEN look")
        await town.quiet()
        town.telegram.send_file(WATCH, BO, "sticker", images.moving("WEBP", 1), reply_to=root)
        await carried(town)
        about = {"emoji": "😀", "is_animated": True}
        town.telegram.send_file(WATCH, BO, "sticker", b"\x1f\x8b tgs", about=about, reply_to=root)
        await carried(town)
        _, image, name = in_slack(town)
    assert image["names"] == ["sticker.webp"]
    assert name["text"].endswith("[sticker: 😀]")


async def test_a_long_caption_becomes_words_and_a_file(build: Any) -> None:
    town = await build()
    long = "TLP:GREEN " + "word " * 400
    async with town.awake():
        town.slack.upload(DESK, ANN, [{"name": "a.png", "content": images.png()}], long)
        await carried(town)
        words, file = in_telegram(town)
    assert words["text"].count("word") == 400
    assert (file["kind"], len(file["text"]) < 1_024) == ("photo", True)
