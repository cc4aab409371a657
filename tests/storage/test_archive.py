"""The file of a backup: whatever is flipped, cut, swapped, repeated or appended is refused."""

import hashlib
import io
import struct

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from storage.archive import envelope, framing
from storage.archive.envelope import Reading, Writing
from storage.archive.faults import BackupBroken, BackupFault, BackupForeign, BackupNewer
from storage.faults import Tampered
from storage.sealing.hybrid import Private

DEPLOYMENT = b"d" * 16
PRIVATE = Private(b"s" * 32)
CHUNK = 64
STREAM = bytes(range(256)) + b"the last chunk is shorter"
HEAD = envelope._HEAD.size
DIGEST = 32


@pytest.fixture(autouse=True, scope="module")
def small_chunks():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(envelope, "CHUNK", CHUNK)
        yield


def sealed(stream: bytes = STREAM, private: Private = PRIVATE) -> bytes:
    file = io.BytesIO()
    writing = Writing(file, DEPLOYMENT, private.public)
    writing.write(stream)
    writing.end()
    return file.getvalue()


def opened(data: bytes, private: Private = PRIVATE) -> bytes:
    return b"".join(Reading(io.BytesIO(data), "it").opened(private))


def looked_at(data: bytes) -> int:
    return len(list(Reading(io.BytesIO(data), "it").sealed()))


@pytest.fixture(scope="module")
def data(small_chunks) -> bytes:
    return sealed()


def parts(data: bytes) -> tuple[bytes, list[bytes]]:
    """Return the head and the chunks with their lengths before them."""
    at, chunks = HEAD, []
    while at < len(data) - DIGEST:
        length = struct.unpack_from(">I", data, at)[0] & 0x7FFFFFFF
        chunks.append(data[at : at + 4 + length])
        at += 4 + length
    return data[:HEAD], chunks


def forged(head: bytes, chunks: list[bytes]) -> bytes:
    """Return what somebody makes of the parts who knows the format and no key."""
    whole = head + b"".join(chunks)
    return whole + hashlib.sha256(whole).digest()


@given(st.lists(st.binary(max_size=200), max_size=6))
def test_what_was_written_is_read_whatever_its_length(pieces: list[bytes]) -> None:
    file = io.BytesIO()
    writing = Writing(file, DEPLOYMENT, PRIVATE.public)
    for piece in pieces:
        writing.write(piece)
    writing.end()
    assert opened(file.getvalue()) == b"".join(pieces)
    assert looked_at(file.getvalue()) == max(1, -(-len(b"".join(pieces)) // CHUNK))


def test_a_forger_who_changes_nothing_has_the_same_file(data: bytes) -> None:
    head, chunks = parts(data)
    assert len(chunks) == 5
    assert forged(head, chunks) == data


@given(st.data())
def test_every_flipped_bit_is_noticed_with_and_without_the_key(data: bytes, draw) -> None:
    at = draw.draw(st.integers(0, len(data) * 8 - 1))
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    with pytest.raises(BackupFault):
        opened(bytes(changed))
    with pytest.raises(BackupFault):
        looked_at(bytes(changed))


@given(st.data())
def test_a_bit_flipped_on_purpose_is_noticed_by_the_seals(data: bytes, draw) -> None:
    at = draw.draw(st.integers(0, (len(data) - DIGEST) * 8 - 1))
    changed = bytearray(data[:-DIGEST])
    changed[at // 8] ^= 1 << at % 8
    with pytest.raises(BackupFault):
        opened(bytes(changed) + hashlib.sha256(changed).digest())


@given(st.data())
def test_every_cut_is_noticed_with_and_without_the_key(data: bytes, draw) -> None:
    length = draw.draw(st.integers(0, len(data) - 1))
    with pytest.raises(BackupBroken, match=f"ends after {length} bytes: it is truncated"):
        looked_at(data[:length])
    with pytest.raises(BackupBroken):
        opened(data[:length])


@given(st.binary(min_size=1, max_size=100))
def test_everything_appended_is_noticed(more: bytes) -> None:
    data = sealed(b"short")
    for read in (opened, looked_at):
        with pytest.raises(BackupBroken, match="behind its end"):
            read(data + more)


@given(st.data())
def test_chunks_in_any_other_order_number_or_choice_are_refused(data: bytes, draw) -> None:
    head, chunks = parts(data)
    taken = draw.draw(st.lists(st.integers(0, len(chunks) - 1), max_size=8))
    assume(taken != list(range(len(chunks))))
    with pytest.raises(BackupFault):
        opened(forged(head, [chunks[one] for one in taken]))


@given(st.data())
def test_a_chunk_that_is_not_last_cannot_be_made_last(data: bytes, draw) -> None:
    head, chunks = parts(data)
    keep = draw.draw(st.integers(1, len(chunks) - 1))
    ending = bytearray(chunks[keep - 1])
    ending[0] ^= 0x80
    short = forged(head, [*chunks[: keep - 1], bytes(ending)])
    assert looked_at(short) == keep
    with pytest.raises(BackupBroken):
        opened(short)


def test_chunks_of_another_backup_of_the_same_stream_are_refused(data: bytes) -> None:
    head, chunks = parts(data)
    _, others = parts(sealed())
    for at in range(len(chunks)):
        with pytest.raises(BackupBroken):
            opened(forged(head, [*chunks[:at], others[at], *chunks[at + 1 :]]))


def test_another_recovery_key_is_told_by_its_name(data: bytes) -> None:
    with pytest.raises(BackupForeign, match=r"not sealed to recovery key \w{16}"):
        opened(data, Private(b"o" * 32))


def test_a_later_format_is_told(data: bytes) -> None:
    later = bytearray(data)
    later[len(envelope._MAGIC) + 1] = 2
    with pytest.raises(BackupNewer, match="format 2; this program knows 1"):
        looked_at(bytes(later))


def test_what_is_no_backup_is_told() -> None:
    with pytest.raises(BackupBroken, match="is no backup of tocsin"):
        looked_at(b"PK\x03\x04" + bytes(4096))


def test_a_head_tells_its_deployment_to_who_knows_it_and_nothing_to_a_thief_of_two() -> None:
    one = Reading(io.BytesIO(sealed()), "one").head
    two = Reading(io.BytesIO(sealed()), "two").head
    assert one.is_of(DEPLOYMENT)
    assert not one.is_of(b"e" * 16)
    assert one.is_for(PRIVATE.public)
    assert not {one.salt, one.deployment, one.recovery, one.key} & {
        two.salt, two.deployment, two.recovery, two.key,
    }  # fmt: skip


VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=())),
    st.binary(),
)


@given(st.lists(VALUES, max_size=20))
def test_a_row_keeps_its_values_and_their_types(values) -> None:
    back = framing.unpacked(framing.packed(values))
    assert back == values
    assert [type(one) for one in back] == [type(one) for one in values]


@given(st.binary(max_size=60))
def test_bytes_that_are_no_row_are_refused_or_say_what_they_are(content: bytes) -> None:
    try:
        values = framing.unpacked(content)
    except Tampered:
        return
    assert framing.unpacked(framing.packed(values)) == values or values != values  # noqa: PLR0124 - a NaN


RECORDS = st.lists(st.tuples(st.sampled_from([b"M", b"R", b"E"]), st.binary(max_size=50)))


@given(RECORDS, st.integers(1, 40))
def test_records_are_the_same_however_the_stream_is_cut_into_pieces(wanted, size: int) -> None:
    stream = b"".join(framing.record(*one) for one in wanted)
    pieces = [stream[at : at + size] for at in range(0, len(stream), size)]
    assert list(framing.records(pieces)) == wanted


@given(RECORDS.filter(bool), st.data())
def test_a_stream_that_ends_within_a_record_is_refused(wanted, data) -> None:
    stream = b"".join(framing.record(*one) for one in wanted)
    whole = {0}
    for one in wanted:
        whole.add(max(whole) + len(framing.record(*one)))
    cut = data.draw(st.integers(0, len(stream)).filter(lambda at: at not in whole))
    with pytest.raises(Tampered, match="within a record"):
        list(framing.records([stream[:cut]]))


def test_a_record_that_claims_to_be_enormous_is_refused_at_once() -> None:
    with pytest.raises(Tampered, match="longer than any"):
        list(framing.records([struct.pack(">cI", b"R", 2**32 - 1)]))
