"""Files in the rooms: what their names, sizes and metadata say, and the pictures to look at."""

from pathlib import Path
from typing import Any, Final

from bot.demo.picture import metadata
from bot.demo.stage import Stage

_KINDS: Final = ("photo", "document", "video", "audio", "voice", "animation", "sticker")
_TYPES: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG": "image/png",
    b"RIFF": "image/webp",
    b"GIF8": "image/gif",
}


class Pictures:
    """Reads the bytes that the stand-ins hold, and keeps what they say, not the bytes."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._told: dict[str, dict[str, Any]] = {}

    def in_slack(self, file: dict[str, Any]) -> dict[str, Any]:
        """Return what the page shows of a file object of Slack's."""
        if "name" not in file:
            return {"id": "", "name": "(deleted)", "says": "", "picture": False, "size": 0}
        return self._of(str(file["id"]), str(file["name"]))

    def in_telegram(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what the page shows of a message's file."""
        for kind in _KINDS:
            found = message.get(kind)
            if found:
                best = found[-1] if kind == "photo" else found
                return [self._of(str(best["file_id"]), str(best.get("file_name", kind)))]
        return []

    def look(self, file: str) -> tuple[bytes, str] | None:
        """Return a picture that stands in a room, with its type; None for anything else."""
        if file not in self._told:
            return None
        content = self._read(file)
        found = next((kind for mark, kind in _TYPES.items() if content.startswith(mark)), None)
        return None if found is None else (content, found)

    def _of(self, file: str, name: str) -> dict[str, Any]:
        if file not in self._told:
            content = self._read(file)
            said = metadata(content)
            self._told[file] = {
                "id": file,
                "name": name,
                "size": len(content),
                "picture": any(content.startswith(mark) for mark in _TYPES),
                "says": "" if said is None else said.words,
                "place": bool(said and said.place),
            }
        return self._told[file]

    def _read(self, file: str) -> bytes:
        slack = self._stage.slack
        if file in slack.world.shelf.files:
            return Path(slack.file_path(file)).read_bytes()
        return self._stage.telegram.file(file)
