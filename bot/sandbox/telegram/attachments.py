"""People send files: photos, documents, voice, stickers, albums; and change them."""

import secrets
from pathlib import Path
from typing import Any

from bot.sandbox.telegram.copies import mirrored_edit
from bot.sandbox.telegram.downloads import DownloadFault, Downloads
from bot.sandbox.telegram.editing import without
from bot.sandbox.telegram.media import CAPTIONED, KINDS, VEILED, shown
from bot.sandbox.telegram.people import People
from bot.sandbox.telegram.state import Post
from bot.sandbox.telegram.vault import Upload

_CHANGED = ("caption", "caption_entities", "has_media_spoiler", *KINDS)
LEAST, MOST = 2, 10


class Attachments(People):
    """The verbs of people with files.

    `content` is bytes, a Path, base64 (over HTTP), or a number: so many zeros, which take no room.
    """

    downloads: Downloads

    def send_file(  # noqa: PLR0913 - one word for each thing that a file may have
        self,
        chat: int,
        user: int,
        kind: str,
        content: bytes | str | int | Path,
        *,
        name: str = "",
        mime: str = "",
        caption: str = "",
        entities: list[dict[str, Any]] | None = None,
        spoiler: bool = False,
        size: int | None = None,
        about: dict[str, Any] | None = None,
        group: dict[str, Any] | None = None,
        **how: Any,
    ) -> int:
        """Let a person send a file and return the message's number.

        `kind` is one of photo, document, video, audio, voice, animation, sticker, video_note;
        `size` is a lie of the platform about its size; `about` adds fields of the object (a
        sticker's `emoji`, `set_name`, `is_animated`, `is_video`; a `duration`, `width`, `title`).
        `how` is as in `say`: reply_to, topic, bot, forward, anonymous, sender_chat, at, quote.
        """
        if caption and kind not in CAPTIONED:
            raise ValueError(f"a {kind} has no caption")
        extra = self._file(kind, content, name=name, mime=mime, size=size, about=about)
        if spoiler:
            extra |= _veil(kind)
        return self.say(chat, user, caption, entities, extra=extra | (group or {}), **how)

    def _file(
        self,
        kind: str,
        content: bytes | str | int | Path,
        *,
        name: str,
        mime: str,
        size: int | None,
        about: dict[str, Any] | None,
    ) -> dict[str, Any]:
        if kind not in KINDS:
            raise ValueError(f"no file is a {kind}; choose one of {', '.join(KINDS)}")
        vault = self.desk.vault
        made = vault.made(content)
        upload = Upload(path=made.path, size=made.size, name=name, mime=mime)
        kept = vault.keep(kind, upload, size=size, **(about or {}))
        made.path.unlink()
        return shown(vault, kept)

    def send_album(
        self, chat: int, user: int, items: list[dict[str, Any]], caption: str = "", **how: Any
    ) -> list[int]:
        """Let a person send 2 to 10 files as an album and return the numbers of its messages.

        Each item holds the arguments of `send_file` (`kind`, `content`, …); `caption` stands under
        the first. Documents and audio group only with their like.
        """
        kinds = {item["kind"] for item in items}
        if not LEAST <= len(items) <= MOST:
            raise ValueError("an album has 2 to 10 files")
        if (kinds - {"photo", "video"} and len(kinds) > 1) or kinds - CAPTIONED | kinds & {"voice"}:
            raise ValueError(f"these make no album: {', '.join(sorted(kinds))}")
        group = {"media_group_id": str(secrets.randbits(53))}
        numbers = []
        for place, item in enumerate(items):
            words = {"caption": caption} if caption and not place else {}
            numbers.append(self.send_file(chat, user, **(words | item), group=group, **how))
        return numbers

    def edit_media(  # noqa: PLR0913 - as send_file
        self,
        chat: int,
        number: int,
        kind: str,
        content: bytes | str | int | Path,
        *,
        name: str = "",
        mime: str = "",
        caption: str = "",
        spoiler: bool = False,
        about: dict[str, Any] | None = None,
        bot: int | None = None,
    ) -> None:
        """Let the author put another file into a message; bots get `edited_message`."""
        place = self.world.place(chat, bot)
        post = place.posts[number]
        if not set(KINDS) & post.content.keys():
            raise ValueError("there is no file in the message")
        fresh = self._file(kind, content, name=name, mime=mime, size=None, about=about)
        fresh |= self.text_of(caption, None, caption=True) | (_veil(kind) if spoiler else {})
        self._change(place.id, post, without(post.content, *_CHANGED) | fresh, bot)

    def cover(
        self, chat: int, number: int, *, covered: bool = True, bot: int | None = None
    ) -> None:
        """Let the author put a spoiler over a file, or take it away."""
        post = self.world.place(chat, bot).posts[number]
        content = without(post.content, "has_media_spoiler")
        if covered:
            content |= {"has_media_spoiler": True}
        self._change(chat, post, content, bot)

    def _change(self, chat: int, post: Post, content: dict[str, Any], bot: int | None) -> None:
        place = self.world.place(chat, bot)
        post.content = content
        post.edited = self.world.date()
        self.told("edited", place, post, post.author)
        self.desk.herald.message(place, post, edited=True)
        mirrored_edit(self.desk, place, post)

    def file(self, file_id: str) -> bytes:
        """Return the bytes of a file, as somebody sees it who opens a message."""
        found = self.desk.vault.get(file_id)
        if found is None:
            raise KeyError("no file has that id")
        return found.path.read_bytes()

    def fail_download(self, *, times: int = 1, **fault: Any) -> None:
        """Let the next downloads go wrong; `fault` as in `DownloadFault`."""
        self.downloads.faults.extend([DownloadFault(**fault)] * times)


def _veil(kind: str) -> dict[str, Any]:
    if kind not in VEILED:
        raise ValueError(f"no spoiler covers a {kind}")
    return {"has_media_spoiler": True}
