"""The files of the stand-in: what is told of them, and their bytes in a folder of their own.

https://docs.slack.dev/reference/objects/file-object
"""

import mimetypes
import re
import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

GONE: Final = ("tombstone", "hidden_by_limit")
"""Modes of which only the id is told."""
_FILETYPES: Final = {
    "jpeg": "jpg", "txt": "text", "md": "markdown", "py": "python", "js": "javascript",
    "htm": "html", "yml": "yaml", "": "binary",
}  # fmt: skip


@dataclass(slots=True, kw_only=True, eq=False)
class File:
    """One file. `size` and `mimetype` are what is told, true or not; `path` holds the bytes."""

    id: str
    team: str
    user: str
    name: str
    title: str
    size: int
    mimetype: str
    created: int
    path: Path
    mode: str = "hosted"
    ticket: str = ""
    """What its upload address ends with; "" once it is complete."""
    arrived: bool = False
    external_url: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    shares: dict[str, list[str]] = field(default_factory=dict)
    """The messages that it stands in, by channel."""


class Shelf:
    """Every file of every workspace.

    Args:
        origin: returns the address at which they are fetched.
    """

    def __init__(self, origin: Callable[[], str]) -> None:
        self._origin = origin
        self.folder: Path | None = None
        """Where the bytes lie; a temporary folder where none is named before the first comes."""
        self.files: dict[str, File] = {}
        self.by_ticket: dict[str, File] = {}

    def place(self) -> Path:
        """Return a path for a file's bytes; the folder goes when the stand-in is let go."""
        if self.folder is None:
            self.folder = Path(tempfile.mkdtemp(prefix="slack-stand-in-"))
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        return self.folder / f"{len(self.files)}.bytes"

    def add(self, team: str, user: str, name: str, size: int, created: float, **more: Any) -> File:
        """Put a file on the shelf, its bytes to come."""
        guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
        made = File(
            id=f"F0{len(self.files):08d}", team=team, user=user, name=name, size=size,
            created=int(created), path=self.place(),
            **{"title": name, "mimetype": guessed} | more,
        )  # fmt: skip
        self.files[made.id] = made
        if made.ticket:
            self.by_ticket[made.ticket] = made
        return made

    def told(self, one: File) -> dict[str, Any]:
        """Return the file object; of a deleted or hidden file only its id and mode."""
        if one.mode in GONE:
            return {"id": one.id, "mode": one.mode}
        ending = one.name.rpartition(".")[2].lower() if "." in one.name else ""
        kind = str(one.extra.get("filetype", _FILETYPES.get(ending, ending)))
        in_the_url = quote(re.sub(r"[^\w.-]+", "_", one.name.lower()))
        private = f"{self._origin()}/files-pri/{one.team}-{one.id}"
        external = one.mode == "external"
        return {
            "id": one.id,
            "created": one.created,
            "timestamp": one.created,
            "name": one.name,
            "title": one.title,
            "mimetype": one.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": one.user,
            "user_team": one.team,
            "editable": False,
            "size": one.size,
            "mode": one.mode,
            "is_external": external,
            "external_type": "gdrive" if external else "",
            "is_public": any(channel.startswith("C") for channel in one.shares),
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": one.external_url if external else f"{private}/{in_the_url}",
            "url_private_download": (
                one.external_url if external else f"{private}/download/{in_the_url}"
            ),
            "permalink": f"https://example.slack.com/files/{one.user}/{one.id}/{in_the_url}",
            "has_rich_preview": False,
            "file_access": "visible",
            **one.extra,
        }


def stub(told: dict[str, Any]) -> dict[str, Any]:
    """Return what events show of a file in a channel that another workspace shares.

    https://docs.slack.dev/apis/slack-connect/#check_file_info: the rest is asked of files.info.
    """
    if told.get("mode") in GONE:
        return told
    return {
        "id": told["id"], "created": 0, "timestamp": 0, "user": "",
        "file_access": "check_file_info",
    }  # fmt: skip
