"""What tests ask of a town in which files cross."""

import hashlib
from pathlib import Path
from typing import Any

from bot.messages.attaching import ALBUM_QUIET
from tests.bot.whole.town import DESK, WATCH, Town

KINDS = ("photo", "document", "video", "audio", "voice", "animation")
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"
OGG = b"OggS" + bytes(4_000)
MP4 = b"\0\0\0\x18ftypmp42" + bytes(6_000)
MP3 = b"ID3\4" + bytes(5_000)


async def carried(town: Town) -> None:
    """Return once nothing is on its way, no file either; the clock is turned to when one is due."""
    calm = 0
    while calm < 2:
        await town.quiet()
        calm += 1
        porter = town.app.porter
        if porter._busy or await town.store.read(lambda tx: tx.files.awaited()):
            calm = 0
            if not porter._busy and not await porter.once():
                town.ahead += ALBUM_QUIET


def in_telegram(town: Town, room: int = WATCH) -> list[dict[str, Any]]:
    """Return our posts in a group: kind, caption, name, bytes, and what they answer."""
    found = []
    for post in town.posts(room):
        kind = next((one for one in KINDS if one in post), "")
        file = post.get(kind)
        if kind == "photo":
            file = post["photo"][-1]
        found.append(
            {
                "kind": kind,
                "text": post.get("text", post.get("caption", "")),
                "name": (file or {}).get("file_name", ""),
                "bytes": town.telegram.file(file["file_id"]) if file else b"",
                "album": post.get("media_group_id", ""),
                "reply": post.get("reply_to_message", {}).get("message_id"),
                "number": post["message_id"],
            }
        )
    return found


def in_slack(town: Town, room: str = DESK) -> list[dict[str, Any]]:
    """Return our posts in a channel: their words, and the names and bytes of their files."""
    mine = [
        one
        for one in town.slack.messages(room)
        if one.get("bot_id") or str(one.get("user", "")).startswith("U0BOT")
    ]
    return [
        {
            "text": _words(one),
            "names": [file.get("name", "") for file in one.get("files", ())],
            "bytes": [
                Path(town.slack.file_path(file["id"])).read_bytes()
                for file in one.get("files", ())
                if file.get("mode") != "tombstone"
            ],
            "ts": one["ts"],
            "thread": one.get("thread_ts"),
        }
        for one in mine
    ]


def _words(post: dict[str, Any]) -> str:
    if post.get("text"):
        return str(post["text"])
    return "".join(
        str(element.get("text", ""))
        for block in post.get("blocks", ())
        for section in block.get("elements", ())
        for element in section.get("elements", ())
    )


def digest(data: bytes) -> str:
    """Return the SHA-256 of a content, in hex."""
    return hashlib.sha256(data).hexdigest()
