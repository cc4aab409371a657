"""Checking a proof of originals without database, key or anything else of ours.

It stands alone and needs Python's own library only, so that whoever doubts can read all of it. A
proof is a JSON object (format 1):

    format      "tocsin-evidence-1"
    message     the id of the message
    originals   of each: file, sha256, size, salt, and the audit's entry that binds it
    first       the number of the earliest of these entries
    before      the hash of the entry in front of it, in hex
    head        the number and the hash of the last entry
    leaves      the SHA-256 of every entry from the first to the last, in Base64

An entry's digest is SHA-256 of ("original", message, file, sha256, salt), its leaf SHA-256 of its
columns, both encoded as in `_encoded`; the hash of each entry is SHA-256 of (hash before it, leaf).
"""

import base64
import binascii
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

FORMAT: Final = "tocsin-evidence-1"
COLUMNS: Final = (
    "entry", "kind", "organisation", "minute", "item", "digest", "until", "sealed",
)  # fmt: skip
"""The columns of an entry in the order in which they are hashed."""
_PIECE: Final = 65_536
_DIGEST: Final = 32


class Unproved(Exception):
    """The proof does not hold; the text says what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """What a proof shows: by entry `entry` (in `minute` after 1970, UTC) each original was this.

    `head` is the hash of the last entry in hex, `last` its number: compare both with what the
    operator or anybody else noted then. `missing` are originals that the proof tells of and that
    were not handed in, by their SHA-256.
    """

    message: str
    minutes: tuple[int, ...]
    last: int
    head: str
    missing: tuple[str, ...]


def check(proof: Path, originals: Sequence[Path]) -> Proved:
    """Return what a proof shows of these originals, or of archives of them; raises Unproved."""
    told = _read(proof)
    entries = _listed(told, "originals")
    known = {_text(one, "sha256"): one for one in entries}
    if not entries or len(known) != len(entries):
        raise Unproved("the proof tells of no original, or of one twice")
    seen = {_known(path, known) for path in originals}
    hashes = _hashes(told, _number(told, "first"))
    minutes = tuple(_bound(told, one, hashes) for one in entries)
    head = told.get("head")
    if not isinstance(head, dict):
        raise Unproved("head: is not there")
    last = _number(head, "entry")
    if last != max(hashes) or hashes[last][1].hex() != _text(head, "hash"):
        raise Unproved("the chain does not end in the head that the proof names")
    missing = tuple(one for one in known if one not in seen)
    return Proved(
        message=_text(told, "message"),
        minutes=minutes,
        last=last,
        head=hashes[last][1].hex(),
        missing=missing,
    )


def _read(proof: Path) -> dict[str, Any]:
    try:
        told = json.loads(proof.read_bytes())
    except (ValueError, RecursionError):
        raise Unproved("the proof is no JSON") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Unproved(f"format: is not {FORMAT}; is this the proof?")
    return told


def _known(path: Path, known: Mapping[str, object]) -> str:
    """Return the digest by which the proof knows a file, or what its archive holds."""
    with path.open("rb") as file:
        found = _digest(file)
    if found in known:
        return found
    for inside in _inside(path):
        if inside in known:
            return inside
    raise Unproved(f"{path.name}: the proof knows no original with its SHA-256 ({found})")


def _inside(path: Path) -> Iterator[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.infolist()[:2]:
                # Ours are stored as they are: nothing grows while it is read.
                if name.compress_type == zipfile.ZIP_STORED:
                    with archive.open(name) as file:
                        yield _digest(file)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while piece := file.read(_PIECE):
        digest.update(piece)
    return digest.hexdigest()


def _hashes(told: Mapping[str, Any], first: int) -> dict[int, tuple[bytes, bytes]]:
    """Return leaf and hash of every entry from the first on, by its number."""
    previous = _decoded(bytes.fromhex, _text(told, "before"), "before")
    found = {}
    for at, one in enumerate(_leaves(told), start=first):
        previous = hashlib.sha256(previous + one).digest()
        found[at] = (one, previous)
    if not found:
        raise Unproved("leaves: there are none")
    return found


def _leaves(told: Mapping[str, Any]) -> Iterator[bytes]:
    leaves = told.get("leaves")
    if not isinstance(leaves, list):
        raise Unproved("leaves: is not a list")
    for one in leaves:
        yield _decoded(_base64, one, "leaves")


def _bound(
    told: Mapping[str, Any], original: Mapping[str, Any], hashes: Mapping[int, tuple[bytes, bytes]]
) -> int:
    """Return the minute of the entry that binds an original; raises Unproved where none does."""
    entry = original.get("entry")
    if not isinstance(entry, dict) or set(entry) != set(COLUMNS):
        raise Unproved("entry: has not the columns of an entry")
    columns: list[object] = [entry[name] for name in COLUMNS]
    for name in ("digest", "sealed"):
        columns[COLUMNS.index(name)] = _decoded(_base64, entry[name], name, exact=name == "digest")
    number = _number(entry, "entry")
    leaf = hashlib.sha256(_encoded(*columns)).digest()
    if number not in hashes or hashes[number][0] != leaf:
        raise Unproved(f"entry {number} is not the one that stands in the chain")
    named = [_text(original, name) for name in ("file", "sha256", "salt")]
    digest = hashlib.sha256(_encoded("original", _text(told, "message"), *named)).digest()
    bound = (entry["kind"], entry["item"], columns[COLUMNS.index("digest")])
    if bound != ("original", named[0], digest):
        raise Unproved(f"entry {number} does not tell of this original")
    return _number(entry, "minute")


def _encoded(*parts: object) -> bytes:
    """Return parts, each behind its type and, but for whole numbers, its length."""
    out = [b"tocsin1:"]
    for part in parts:
        if isinstance(part, str):
            data = part.encode("utf-8", "surrogatepass")
            out.append(b"s%d:" % len(data) + data)
        elif isinstance(part, int) and not isinstance(part, bool):
            out.append(b"i%d;" % part)
        elif part is None:
            out.append(b"n")
        elif isinstance(part, bytes):
            out.append(b"b%d:" % len(part) + part)
        else:
            raise Unproved("a column is neither text, number nor bytes")
    return b"".join(out)


def _base64(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _decoded(how: Callable[[str], bytes], text: object, what: str, *, exact: bool = True) -> bytes:
    if not isinstance(text, str):
        raise Unproved(f"{what}: is not a text")
    try:
        found = how(text)
    except (ValueError, binascii.Error):
        raise Unproved(f"{what}: cannot be read") from None
    if exact and len(found) != _DIGEST:
        raise Unproved(f"{what}: is no SHA-256")
    return found


def _listed(told: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = told.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unproved(f"{name}: is not a list of objects")
    return found


def _text(told: Mapping[str, Any], name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str):
        raise Unproved(f"{name}: is not a text")
    return found


def _number(told: Mapping[str, Any], name: str) -> int:
    found = told.get(name)
    if not isinstance(found, int) or isinstance(found, bool):
        raise Unproved(f"{name}: is not a number")
    return found
