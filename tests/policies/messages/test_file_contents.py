"""What a file is by its content, and when it is not carried."""

import io
import zipfile

import pytest

from policies.messages.files import File, FileKind, Refusal, refused_by_content, written_size
from policies.messages.signatures import HEAD, TAIL, Family, content_of

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"


def zipped(name: str = "a.txt", content: bytes = b"a") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def judged(data: bytes, name: str, claimed: str = "") -> Refusal | None:
    file = File(
        id="f", slot=0, handle="h", kind=FileKind.DOCUMENT, name=name, claimed=claimed, size=None
    )
    return refused_by_content(file, content_of(data[:HEAD]), data[:HEAD], data[-TAIL:])


@pytest.mark.parametrize(
    ("data", "family", "kind"),
    [
        (b"\xff\xd8\xff\xe1" + bytes(20), Family.IMAGE, "image/jpeg"),
        (PNG, Family.IMAGE, "image/png"),
        (b"GIF89a" + bytes(9), Family.IMAGE, "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", Family.IMAGE, "image/webp"),
        (b"\0\0\0\x18ftypheic", Family.IMAGE, "image/heif"),
        (b"\0\0\0\x18ftypmp42", Family.VIDEO, "video/mp4"),
        (b"OggS" + bytes(30), Family.AUDIO, "audio/ogg"),
        (b"ID3\4" + bytes(9), Family.AUDIO, "audio/mpeg"),
        (b"\xff\xfb\x90\0", Family.AUDIO, "audio/mpeg"),
        (PDF, Family.DOCUMENT, "application/pdf"),
        (b"PK\3\4" + bytes(30), Family.ARCHIVE, "application/zip"),
        (b"MZ\x90\0", Family.ACTIVE, "application/x-msdownload"),
        (b"#!/bin/sh\n", Family.ACTIVE, "text/x-script"),
        (b"  <!DOCTYPE html><p>", Family.ACTIVE, "text/html"),
        (b"<?xml version='1.0'?>\n<svg xmlns='x'>", Family.ACTIVE, "image/svg+xml"),
        ("Guten Tag, привет".encode(), Family.TEXT, "text/plain"),
        (b"\xff\xfeh\0i\0", Family.TEXT, "text/plain"),
        (bytes(range(32)) * 4, Family.UNKNOWN, "application/octet-stream"),
        (b"", Family.UNKNOWN, "application/octet-stream"),
    ],
)
def test_a_file_is_known_by_its_first_bytes(data: bytes, family: Family, kind: str) -> None:
    content = content_of(data)
    assert (content.family, content.type) == (family, kind)


@pytest.mark.parametrize(
    ("data", "name", "claimed", "refusal"),
    [
        (PDF, "a.pdf", "application/pdf", None),
        (b"only words", "a.txt", "text/plain", None),
        (PNG, "a.png", "image/png", None),
        (zipped(), "a.zip", "application/zip", None),
        (zipped("word/document.xml"), "a.docx", "application/vnd.openxmlformats", None),
        (b"MZ\x90\0" + bytes(99), "a.pdf", "application/pdf", Refusal.TYPE),
        (b"MZ\x90\0" + bytes(99), "photo.jpg", "image/jpeg", Refusal.TYPE),
        (EICAR, "eicar.txt", "text/plain", Refusal.TYPE),
        (b"<html><script>", "a.txt", "text/plain", Refusal.TYPE),
        (b"only words", "a.pdf", "application/pdf", Refusal.DIFFERS),
        (b"only words", "a.png", "image/png", Refusal.DIFFERS),
        (b"only words", "a.png", "", Refusal.DIFFERS),
        (zipped(), "a.mp4", "video/mp4", Refusal.DIFFERS),
        (PDF + zipped(), "a.pdf", "application/pdf", Refusal.DIFFERS),
        (b"words\n" * 9 + zipped(), "a.txt", "text/plain", Refusal.DIFFERS),
        (b"ID3\4" + bytes(20) + PDF, "a.mp3", "audio/mpeg", Refusal.DIFFERS),
        (b"OggS<html><body >", "a.ogg", "audio/ogg", Refusal.DIFFERS),
        (b"\0\0\0\x18ftypheic" + bytes(30), "a.heic", "image/heic", Refusal.IMAGE),
        (b"\0\0\0\x18ftypM4A " + bytes(30), "a.mp4", "video/mp4", None),
    ],
)
def test_a_file_is_held_against_what_it_claims(
    data: bytes, name: str, claimed: str, refusal: Refusal | None
) -> None:
    assert judged(data, name, claimed) is refusal


def test_an_archive_is_never_looked_into_however_large_it_would_become() -> None:
    bomb = zipped("zeros", bytes(50_000_000))
    assert len(bomb) < 60_000
    assert judged(bomb, "a.zip", "application/zip") is None


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 B"), (640, "640 B"), (12_345, "12 KB"), (3_400_000, "3.4 MB"), (52_000_000, "52 MB")],
)
def test_a_size_is_written_for_people(size: int, shown: str) -> None:
    assert written_size(size) == shown
