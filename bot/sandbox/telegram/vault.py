"""The files that the platform keeps: on disk, never whole in memory.

https://core.telegram.org/bots/api#sending-files and #file. A `file_id` here is good for every bot;
the platform's are good for one bot each.
"""

import base64
import mimetypes
import os
import secrets
import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from bot.sandbox.telegram.pictures import dimensions

MAX_DOWNLOAD = 20 * 1024 * 1024
"""https://core.telegram.org/bots/api#getfile: "bots can download files of up to 20MB in size"."""
LINK_LIVES = 3600
"""Seconds that a download link is good for: https://core.telegram.org/bots/api#getfile."""
_HEAD = 1 << 16
_FOLDERS = {"photo": "photos", "voice": "voice", "sticker": "stickers", "video_note": "video_notes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """One file; `size` is what the platform says of it, which its bytes may contradict."""

    id: str
    unique: str
    kind: str
    path: Path = field(repr=False)
    size: int
    name: str = field(default="", repr=False)
    mime: str = ""
    width: int = 0
    height: int = 0
    more: dict[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a request and waits to be kept."""

    path: Path = field(repr=False)
    size: int
    name: str = field(repr=False)
    mime: str


@dataclass(slots=True)
class _Ticket:
    file: StoredFile
    until: float


class Vault:
    """Files by `file_id`, and the paths under which some can be fetched for an hour."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.folder: Path | None = None
        """Where the bytes lie; a temporary folder where none is named before the first comes."""
        self._files: dict[str, StoredFile] = {}
        self._tickets: dict[str, _Ticket] = {}

    def fresh(self) -> Path:
        """Return a path of a file that does not exist yet, to write an upload to."""
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="sandbox-telegram-"))
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        return self.folder / secrets.token_hex(8)

    def made(self, content: bytes | str | int | Path) -> Upload:
        """Return what a person's client uploads: bytes, base64, a file, or so many zeros."""
        path = self.fresh()
        if isinstance(content, Path):
            shutil.copyfile(content, path)
        elif isinstance(content, int):
            path.touch()
            os.truncate(path, content)
        else:
            raw = base64.b64decode(content, validate=True) if isinstance(content, str) else content
            path.write_bytes(raw)
        return Upload(path=path, size=path.stat().st_size, name="", mime="")

    def keep(
        self, kind: str, upload: Upload, *, size: int | None = None, **more: Any
    ) -> StoredFile:
        """Keep an upload as a file of `kind` and return it; `size` is a lie about its size."""
        kept = self.fresh()
        # Not moved: one part of a request may be named twice.
        os.link(upload.path, kept)
        with kept.open("rb") as opened:
            found = dimensions(opened.read(_HEAD)) or (0, 0)
        guessed = mimetypes.guess_type(upload.name)[0]
        mime = upload.mime if upload.mime not in {"", "application/octet-stream"} else guessed
        made = StoredFile(
            id=f"{kind[:2].upper()}AC{secrets.token_urlsafe(40)}",
            unique=secrets.token_urlsafe(11),
            kind=kind,
            path=kept,
            size=upload.size if size is None else size,
            name=upload.name,
            mime=mime or "application/octet-stream",
            width=found[0],
            height=found[1],
            more=more,
        )
        self._files[made.id] = made
        return made

    def alias(self, file: StoredFile) -> StoredFile:
        """Return the same bytes under another `file_id`, as another size of a photo."""
        made = replace(file, id=f"AC{secrets.token_urlsafe(40)}", unique=secrets.token_urlsafe(11))
        self._files[made.id] = made
        return made

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file with this id."""
        return self._files.get(file_id)

    def ticket(self, file: StoredFile) -> str:
        """Return the path under which a file can be fetched for an hour."""
        folder = _FOLDERS.get(file.kind, f"{file.kind}s")
        ending = PurePosixPath(file.name).suffix or (mimetypes.guess_extension(file.mime) or "")
        path = f"{folder}/file_{len(self._tickets)}{ending}"
        self._tickets[path] = _Ticket(file, self._now() + LINK_LIVES)
        return path

    def fetched(self, path: str) -> StoredFile | None:
        """Return the file that a path stands for, None when it is none or an hour is over."""
        ticket = self._tickets.get(path)
        return ticket.file if ticket and ticket.until >= self._now() else None
