"""Files that a bot sends, sends again, groups, and changes."""

import asyncio
import base64
import tracemalloc
from io import BytesIO
from typing import Any

import aiohttp
import pytest
import telegram
from telegram import (
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    MessageEntity,
)
from telegram.error import BadRequest

from bot.sandbox.telegram.server import TelegramStandIn

BOT, ANN, BEN = 7000, 1001, 1002
GROUP, FORUM = -1001000000001, -1001000000003
TOKEN = "7000:AAHfakefakefakefakefakefakefakefake"
MB = 1024 * 1024


def png(width: int = 2000, height: int = 1000) -> bytes:
    """Return the beginning of a PNG, which is all that the platform reads."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4) + height.to_bytes(4) + b"\x08\2"


async def test_a_photo_stands_in_several_sizes_the_largest_last(bot: telegram.Bot) -> None:
    sent = await bot.send_photo(
        GROUP,
        png(),
        caption="so bold",
        caption_entities=[MessageEntity("bold", 3, 4)],
        has_spoiler=True,
    )
    shapes = [(one.width, one.height) for one in sent.photo]
    assert shapes == [(90, 45), (320, 160), (800, 400), (1280, 640), (2000, 1000)]
    assert len({one.file_id for one in sent.photo}) == 5
    assert (sent.caption, sent.caption_entities[0].type) == ("so bold", "bold")
    assert sent.has_media_spoiler
    file = await bot.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == png()


@pytest.mark.parametrize(
    "kind", ["document", "video", "audio", "voice", "animation", "sticker", "video_note"]
)
async def test_every_kind_arrives_and_is_sent_again_by_its_id(kind: str, bot: telegram.Bot) -> None:
    send = getattr(bot, f"send_{kind}")
    sent = await send(GROUP, telegram.InputFile(b"content", filename="../a/list.bin"))
    one = getattr(sent, kind)
    assert one.file_size == 7
    again = await send(GROUP, one.file_id)
    assert getattr(again, kind).file_unique_id == one.file_unique_id
    if kind == "document":
        assert one.file_name == "list.bin"
    if kind == "animation":
        assert sent.document
        assert sent.document.file_id == one.file_id
    file = await bot.get_file(one.file_id)
    assert bytes(await file.download_as_bytearray()) == b"content"


async def test_a_file_id_keeps_its_kind(bot: telegram.Bot) -> None:
    document = (await bot.send_document(GROUP, b"x")).document
    photo = (await bot.send_photo(GROUP, png())).photo[-1]
    assert document
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type Document as Photo"):
        await bot.send_photo(GROUP, document.file_id)
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type Photo as Document"):
        await bot.send_document(GROUP, photo.file_id)
    assert (await bot.send_video(GROUP, document.file_id)).document


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "there is no photo in the request"),
        ({"photo": "attach://none"}, "there is no photo in the request"),
        (
            {"photo": "*"},
            "wrong remote file identifier specified: Wrong character in the string",
        ),
        ({"photo": "AbC"}, "wrong remote file identifier specified: can't unserialize it"),
        ({"photo": "https://example.org/a.png"}, "failed to get HTTP URL content"),
    ],
)
async def test_what_names_no_photo_is_refused(body: Any, words: str, raw: Any) -> None:
    status, answer = await raw("sendPhoto", {"chat_id": GROUP} | body)
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "(?i)file must be non-empty"),
        (b"no picture", "(?i)IMAGE_PROCESS_FAILED"),
        (png(9_000, 1_001), "(?i)PHOTO_INVALID_DIMENSIONS"),
        (png(2_100, 100), "(?i)PHOTO_INVALID_DIMENSIONS"),
        (
            png() + bytes(10 * MB),
            r"(?i)file of size 1048\d+ bytes is too big for a photo; the maximum size is 10485760",
        ),
    ],
    ids=["empty", "no picture", "too many pixels", "too long", "10 MB"],
)
async def test_a_photo_that_the_platform_does_not_take(
    content: bytes, words: str, stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.send_photo(GROUP, content)
    assert stand_in.messages(GROUP) == []


async def test_a_caption_has_1024_units_behind_its_entities(bot: telegram.Bot) -> None:
    assert (await bot.send_document(GROUP, b"x", caption="😀" * 512)).caption == "😀" * 512
    with pytest.raises(BadRequest, match=r"(?i)message caption is too long"):
        await bot.send_document(GROUP, b"x", caption="😀" * 512 + "a")
    sent = await bot.send_document(
        GROUP, b"x", caption="<b>" + "a" * 1024 + "</b>", parse_mode="HTML"
    )
    assert sent.caption_entities[0].length == 1024
    assert (await bot.send_document(GROUP, b"x", caption=" \n ")).caption is None


async def upload(stand_in: TelegramStandIn, web: aiohttp.ClientSession, size: int) -> Any:
    async def content() -> Any:
        for _ in range(size // 65536):
            yield bytes(65536)
        yield bytes(size % 65536)

    with aiohttp.MultipartWriter("form-data") as form:
        form.append(str(GROUP)).set_content_disposition("form-data", name="chat_id")
        part = form.append(aiohttp.payload.AsyncIterablePayload(content()))
        part.set_content_disposition("form-data", name="document", filename="big.bin")
        async with web.post(f"{stand_in.api_url}/bot{TOKEN}/sendDocument", data=form) as answer:
            return answer.status, await answer.json()


async def test_50_mb_are_taken_piece_by_piece_and_no_byte_more(
    stand_in: TelegramStandIn, web: aiohttp.ClientSession, bot: telegram.Bot
) -> None:
    tracemalloc.start()
    try:
        status, answer = await upload(stand_in, web, 50 * MB)
        assert tracemalloc.get_traced_memory()[1] < 20 * MB
    finally:
        tracemalloc.stop()
    assert (status, answer["result"]["document"]["file_size"]) == (200, 50 * MB)
    with pytest.raises(BadRequest, match=r"(?i)file is too big"):
        await bot.get_file(answer["result"]["document"]["file_id"])
    status, answer = await upload(stand_in, web, 50 * MB + 1)
    assert (status, answer["description"]) == (413, "Request Entity Too Large")
    assert len(stand_in.messages(GROUP)) == 1


async def test_an_album_is_a_message_for_each_with_one_number_for_all(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    told = stand_in.say(GROUP, ANN, "show me")
    sent = await bot.send_media_group(
        GROUP,
        [InputMediaPhoto(png(), caption="one"), InputMediaVideo(b"v"), InputMediaPhoto(png())],
        reply_to_message_id=told,
    )
    assert [m.message_id for m in sent] == [2, 3, 4]
    assert len({m.media_group_id for m in sent}) == 1
    assert [m.caption for m in sent] == ["one", None, None]
    assert [bool(m.photo) for m in sent] == [True, False, True]
    assert all(m.reply_to_message and m.reply_to_message.message_id == told for m in sent)


@pytest.mark.parametrize(
    ("media", "words"),
    [
        ([InputMediaDocument(b"a"), InputMediaPhoto(png())], "Document can't be mixed"),
        ([InputMediaAudio(b"a"), InputMediaVideo(b"b")], "Audio can't be mixed"),
        ([InputMediaPhoto(png())], "too few messages to send as an album"),
        ([InputMediaPhoto(png())] * 11, "too many messages to send as an album"),
        (
            [telegram.InputMediaAnimation(b"a"), InputMediaPhoto(png())],
            'type "animation" can\'t be used in sendMediaGroup',
        ),
    ],
    ids=["document and photo", "audio and video", "one", "eleven", "animation"],
)
async def test_what_makes_no_album(
    media: Any, words: str, stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.send_media_group(GROUP, media)
    assert stand_in.messages(GROUP) == []


@pytest.mark.parametrize(
    ("media", "words"),
    [
        (None, 'parameter "media" is required'),
        ("[", "can't parse media JSON object"),
        ({}, "expected an Array of InputMedia"),
        ([], "there are no messages to send"),
        ([5], "can't parse InputMedia: expected an Object"),
        ([{"media": "x"}], "can't parse InputMedia: Can't find field \"type\""),
        ([{"type": "poll"}], 'can\'t parse InputMedia: type "poll" is unsupported'),
        ([{"type": "photo"}], "can't parse InputMedia: media not found"),
    ],
)
async def test_media_that_cannot_be_read(media: Any, words: str, raw: Any) -> None:
    status, answer = await raw("sendMediaGroup", {"chat_id": GROUP, "media": media})
    assert (status, answer["description"]) == (400, f"Bad Request: {words}")


async def test_captions_and_media_are_changed(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    sent = await bot.send_photo(GROUP, png(), caption="one")
    where = {"chat_id": GROUP, "message_id": sent.message_id}
    edited = await bot.edit_message_caption(caption="two", **where)
    assert isinstance(edited, telegram.Message)
    assert (edited.caption, edited.edit_date is not None) == ("two", True)
    with pytest.raises(BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_caption(caption="two", **where)
    changed = await bot.edit_message_media(InputMediaDocument(b"list"), **where)
    assert isinstance(changed, telegram.Message)
    assert changed.document
    assert (changed.photo, changed.caption) == ((), None)
    with pytest.raises(BadRequest, match=r"(?i)there is no text in the message to edit"):
        await bot.edit_message_text("x", **where)
    text = await bot.send_message(GROUP, "x")
    with pytest.raises(BadRequest, match=r"(?i)there is no caption in the message to edit"):
        await bot.edit_message_caption(GROUP, text.message_id, caption="y")


async def test_an_album_keeps_its_sort_when_one_of_it_is_changed(bot: telegram.Bot) -> None:
    one, _ = await bot.send_media_group(GROUP, [InputMediaPhoto(png())] * 2)
    await bot.edit_message_media(InputMediaVideo(b"v"), GROUP, one.message_id)
    with pytest.raises(BadRequest, match=r"(?i)message can't be edited"):
        await bot.edit_message_media(InputMediaDocument(b"d"), GROUP, one.message_id)


async def test_a_link_is_good_for_an_hour_and_for_those_who_know_the_token(
    stand_in: TelegramStandIn, bot: telegram.Bot, web: aiohttp.ClientSession
) -> None:
    sent = await bot.send_document(GROUP, telegram.InputFile(b"x", filename="a.pdf"))
    assert sent.document
    path = (await bot.get_file(sent.document.file_id)).file_path
    assert path
    assert path.endswith(".pdf")

    async def status(url: str) -> int:
        async with web.get(url) as answer:
            return answer.status

    assert await status(path) == 200
    assert await status(path.replace(TOKEN, "7000:other")) == 404
    assert await status(f"{stand_in.api_url}/file/bot{TOKEN}/documents/../../etc/passwd") == 404
    stand_in.advance(3601)
    assert await status(path) == 404
    with pytest.raises(BadRequest, match=r"(?i)invalid file_id"):
        await bot.get_file("nothing")


async def test_downloads_go_wrong_when_asked_to(
    stand_in: TelegramStandIn, bot: telegram.Bot, web: aiohttp.ClientSession
) -> None:
    sent = await bot.send_document(GROUP, b"x" * 200_000)
    assert sent.document
    path = str((await bot.get_file(sent.document.file_id)).file_path)
    stand_in.fail_download(cut_after=70_000)
    stand_in.fail_download(padding=5)
    stand_in.fail_download(status=502)
    stand_in.fail_download(pause=0.2)
    async with web.get(path) as answer:
        assert answer.content_length == 200_000
        with pytest.raises(aiohttp.ClientPayloadError):
            await answer.read()
    async with web.get(path) as answer:
        assert answer.content_length is None
        assert len(await answer.read()) == 200_005
    async with web.get(path) as answer:
        assert answer.status == 502
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1), web.get(path) as answer:
            await answer.read()
    async with web.get(path) as answer:
        assert len(await answer.read()) == 200_000


async def test_people_send_every_kind(stand_in: TelegramStandIn, bot: telegram.Bot) -> None:
    stand_in.send_file(GROUP, ANN, "photo", png(), caption="TLP:GREEN", spoiler=True)
    stand_in.send_file(GROUP, ANN, "document", 30 * MB, name="a.bin", size=5)
    about = {"emoji": "👍", "set_name": "Cats", "is_animated": True}
    stand_in.send_file(GROUP, ANN, "sticker", b"tgs", about=about)
    stand_in.send_file(GROUP, ANN, "animation", b"mp4")
    stand_in.send_file(GROUP, ANN, "voice", b"ogg", about={"duration": 7})
    stand_in.send_file(GROUP, ANN, "video_note", b"mp4")
    told = [u.message for u in await bot.get_updates(timeout=0)]
    photo, document, sticker, animation, voice, note = [m for m in told if m]
    assert (photo.caption, photo.has_media_spoiler) == ("TLP:GREEN", True)
    assert len(photo.photo) == 5
    assert document.document
    assert (document.document.file_size, document.document.file_name) == (5, "a.bin")
    file = await bot.get_file(document.document.file_id)
    assert len(await file.download_as_bytearray()) == 30 * MB
    assert sticker.sticker
    assert (sticker.sticker.emoji, sticker.sticker.set_name, sticker.sticker.is_animated) == (
        "👍",
        "Cats",
        True,
    )
    assert animation.animation
    assert animation.document
    assert voice.voice
    assert voice.voice.to_dict()["duration"] == 7
    assert note.video_note


async def test_people_send_albums_and_change_them(
    stand_in: TelegramStandIn, bot: telegram.Bot
) -> None:
    items = [{"kind": "photo", "content": png()}, {"kind": "video", "content": 1000}]
    one, two = stand_in.send_album(GROUP, ANN, items, caption="both")
    stand_in.edit(GROUP, one, "neither")
    stand_in.edit_media(GROUP, two, "photo", png(), caption="late")
    stand_in.cover(GROUP, one)
    updates = await bot.get_updates(timeout=0)
    first, second = [u.message for u in updates if u.message]
    assert first.media_group_id == second.media_group_id
    assert (first.caption, second.caption) == ("both", None)
    edits = [u.edited_message for u in updates if u.edited_message]
    assert [m.caption for m in edits] == ["neither", "late", "neither"]
    assert edits[1].photo
    assert edits[1].media_group_id == first.media_group_id
    assert edits[2].has_media_spoiler


@pytest.mark.parametrize(
    "items",
    [
        [("photo", b"a")],
        [("photo", b"a"), ("document", b"b")],
        [("voice", b"a"), ("voice", b"b")],
        [("sticker", b"a"), ("sticker", b"b")],
        [("photo", b"a")] * 11,
    ],
)
def test_a_client_makes_no_other_album(items: Any, stand_in: TelegramStandIn) -> None:
    with pytest.raises(ValueError, match="album"):
        stand_in.send_album(GROUP, ANN, [{"kind": k, "content": c} for k, c in items])


async def test_files_are_sent_over_http_too(
    stand_in: TelegramStandIn, web: aiohttp.ClientSession
) -> None:
    body = {
        "chat": GROUP,
        "user": ANN,
        "kind": "document",
        "content": base64.b64encode(b"hello").decode(),
        "name": "a.txt",
        "caption": "see",
    }
    async with web.post(f"{stand_in.api_url}/_control/send_file", json=body) as answer:
        assert await answer.json() == {"result": 1}
    document = stand_in.messages(GROUP)[0]["document"]
    assert document["mime_type"] == "text/plain"
    assert stand_in.file(document["file_id"]) == b"hello"


async def test_an_upload_under_its_own_name_and_one_attached(
    stand_in: TelegramStandIn, web: aiohttp.ClientSession
) -> None:
    url = f"{stand_in.api_url}/bot{TOKEN}/sendDocument"
    for name, more in (("document", {}), ("part", {"document": "attach://part"})):
        form = aiohttp.FormData({"chat_id": str(GROUP)} | more)
        form.add_field(name, BytesIO(b"abc"), filename="a.txt", content_type="text/plain")
        async with web.post(url, data=form) as answer:
            result = (await answer.json())["result"]
            assert (result["document"]["file_size"], result["document"]["mime_type"]) == (
                3,
                "text/plain",
            )
    journal = [e["files"] for e in stand_in.entries(kind="call")]
    assert journal == [{"document": 3}, {"part": 3}]
