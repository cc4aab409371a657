"""A form with files, streamed: https://core.telegram.org/bots/api#sending-files."""

import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final, TypeAlias

_LINE: Final = b"\r\n"
_UNQUOTED: Final = str.maketrans({'"': "'", "\r": " ", "\n": " ", "\\": "_"})
Upload: TypeAlias = tuple[str, str, str, int, AsyncIterator[bytes]]
"""A file in a form: the field's name, the file's, its media type, its bytes, its content."""


class Form:
    """A form with files, as long as it is known to be before the first byte is sent.

    https://datatracker.ietf.org/doc/html/rfc7578
    """

    __slots__ = ("_boundary", "_fields", "_files")

    def __init__(self, fields: Mapping[str, str], files: Sequence[Upload]) -> None:
        self._boundary = secrets.token_hex(16)
        self._fields = fields
        self._files = files

    @property
    def headers(self) -> dict[str, str]:
        """What the request says of the form: its kind and its length."""
        length = sum(len(self._field(*one)) for one in self._fields.items())
        length += sum(len(self._head(one)) + one[3] + len(_LINE) for one in self._files)
        return {
            "Content-Type": f"multipart/form-data; boundary={self._boundary}",
            "Content-Length": str(length + len(self._end())),
        }

    async def body(self) -> AsyncIterator[bytes]:
        """Give the form piece by piece."""
        for one in self._fields.items():
            yield self._field(*one)
        for upload in self._files:
            yield self._head(upload)
            async for piece in upload[4]:
                yield piece
            yield _LINE
        yield self._end()

    def _field(self, name: str, value: str) -> bytes:
        head = f'--{self._boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        return head.encode() + value.encode() + _LINE

    def _head(self, upload: Upload) -> bytes:
        name, called, media_type, _, _ = upload
        harmless = called.translate(_UNQUOTED)
        return (
            f'--{self._boundary}\r\nContent-Disposition: form-data; name="{name}"; '
            f'filename="{harmless}"\r\nContent-Type: {media_type}\r\n\r\n'
        ).encode()

    def _end(self) -> bytes:
        return f"--{self._boundary}--\r\n".encode()
