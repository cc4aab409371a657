"""Reading a request: query, form, multipart and JSON bodies become one table of texts.

https://core.telegram.org/bots/api#making-requests
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from aiohttp import BodyPartReader, web

from bot.sandbox.telegram.refusals import Refusal, bad
from bot.sandbox.telegram.vault import Upload

MAX_UPLOAD = 50 * 1024 * 1024
"""https://core.telegram.org/bots/api#sending-files: "50 MB max for other files"."""
CHUNK = 1 << 16

TEXTS = frozenset({"text", "caption", "url", "callback_query_id", "parse_mode"})
"""Parameters whose documented type is String."""


class Parameters:
    """The parameters of one request, as texts; names in small letters keep their spelling."""

    def __init__(self, values: dict[str, str], files: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.files = files or {}
        """The uploaded files, by the name of their part."""

    def discard(self) -> None:
        """Delete the uploads that nobody kept."""
        for upload in self.files.values():
            upload.path.unlink(missing_ok=True)

    def text(self, name: str) -> str:
        """Return the parameter, "" when it is missing."""
        return self.values.get(name, "")

    def number(self, name: str, default: int = 0) -> int:
        """Return the integer, `default` when it is missing or is none."""
        try:
            return int(self.text(name).strip())
        except ValueError:
            return default

    def within(self, name: str, default: int, least: int, most: int) -> int:
        """Return the integer pressed into the range, as the server does."""
        return max(least, min(most, self.number(name, default)))

    def flag(self, name: str) -> bool:
        """Return a Boolean."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def tree(self, name: str, words: str) -> Any:
        """Return a JSON-serialised parameter, None when missing; `words` name it in the error."""
        raw = self.text(name)
        if not raw:
            return None
        try:
            return decoded(raw)
        except ValueError:
            raise bad(f"Can't parse {words} JSON object") from None


def decoded(raw: str) -> Any:
    """Return the value of a JSON-serialised parameter.

    Raises ValueError when it is no JSON, Refusal when half a surrogate pair stands in it.
    """
    value = json.loads(raw)
    if "\\u" in raw:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise not_utf8() from None
    return value


async def read(request: web.Request, fresh: Callable[[], Path]) -> Parameters:
    """Return what a request says; raises Refusal for what is not UTF-8 or cannot be read.

    `fresh` names the files that uploads are written to, piece by piece.
    """
    values: dict[str, str] = {}
    files: dict[str, Upload] = {}
    query = request.raw_path.partition("?")[2]
    if query:
        values.update(_form(query.encode("latin-1", "surrogateescape")))
    if request.method == "POST":
        kind = request.content_type
        try:
            if kind == "application/json":
                values.update(_json(await request.read()))
            elif kind == "application/x-www-form-urlencoded":
                values.update(_form(await request.read()))
            elif kind == "multipart/form-data":
                values.update(await _multipart(request, files, fresh))
        except web.HTTPRequestEntityTooLarge:
            raise _too_large() from None
    return Parameters(values, files)


def _too_large() -> Refusal:
    return Refusal(413, "Request Entity Too Large")


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise not_utf8() from None


def not_utf8() -> Refusal:
    """Return the 400 of text that is no text."""
    return Refusal(400, "Bad Request: strings must be encoded in UTF-8")


def _form(raw: bytes) -> dict[str, str]:
    # By hand: the library replaces what is not UTF-8, where the platform refuses it.
    pairs = (pair.partition(b"=") for pair in raw.replace(b"+", b" ").split(b"&") if pair)
    return {_utf8(unquote_to_bytes(n)): _utf8(unquote_to_bytes(v)) for n, _, v in pairs}


async def _multipart(
    request: web.Request, files: dict[str, Upload], fresh: Callable[[], Path]
) -> dict[str, str]:
    values: dict[str, str] = {}
    left = MAX_UPLOAD
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or not part.name:
                continue
            if part.filename is None:
                values[part.name] = _utf8(bytes(await part.read()))
                continue
            files[part.name] = await _spooled(part, fresh(), left)
            left -= files[part.name].size
    except ValueError:
        raise bad("Can't parse multipart form data") from None
    finally:
        if left < 0:
            Parameters({}, files).discard()
    if left < 0:
        raise _too_large()
    return values


async def _spooled(part: BodyPartReader, path: Path, most: int) -> Upload:
    """Write a part to `path`; what goes beyond `most` bytes is counted and thrown away."""
    size = 0
    with path.open("wb") as opened:
        while chunk := await part.read_chunk(CHUNK):
            size += len(chunk)
            if size <= most:
                opened.write(chunk)
    kind = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Upload(path=path, size=size, name=part.filename or "", mime=kind)


def _json(raw: bytes) -> dict[str, str]:
    if not raw.strip():
        return {}
    try:
        tree = json.loads(_utf8(raw))
    except ValueError:
        raise bad("Can't parse parameters JSON object") from None
    if not isinstance(tree, dict):
        raise bad("Object expected as parameters")
    values = {name: _flat(name, value) for name, value in tree.items() if value is not None}
    try:
        "".join(values.values()).encode()
    except UnicodeEncodeError:
        raise not_utf8() from None
    return values


def _flat(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if name in TEXTS:
        # The page says String; the words are those for a field of the wrong type.
        raise bad(f'Field "{name}" must be of type String')
    return json.dumps(value, ensure_ascii=False)
