"""Who steals the files learns no body, name, address or channel (security.md, threat 1)."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from policies.audit import AuditKind
from policies.community.presence import Member, Presence
from policies.messages.files import File, FileKind
from policies.messages.message import Author, Message, Part, PartKind
from policies.messages.reactions import Reaction
from policies.text import Text
from storage import contents
from storage.contents import Kept
from storage.retention import forget
from storage.store import Copy, Due, Notice, Record, Row, Store, Transaction
from tests.scan import Scan, disguises
from tests.storage.conftest import GREEN, FileGround, Ground, ServerGround, server_made

MARKS = {
    name: f"zq{name}Ж{name}qz" + name[::-1] * 2
    for name in (
        "body", "author", "address", "number", "place", "organisation", "copychannel", "copynumber",
        "cursorname", "cursorvalue", "noticeuser", "noticechannel", "directoryid", "directorybody",
        "auditfield", "deaddoor", "deaderror", "event", "lane", "topic", "filename", "filehandle",
        "content", "reactor", "reactorname", "emoji", "affairkey", "affairvalue", "band",
        "recordtext", "recordauthor", "roommember", "roommembername", "pinowner", "item", "sheet",
        "sheetkey", "duesubject", "duenote",
    )
} | {"pin": "7315948620"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something small that waits for somebody."""

    what: str


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Ground:
    """Where this test's database stands, alone on its server."""
    if request.param == "sqlite":
        return FileGround(tmp_path, request.getfixturevalue("template"))
    server = request.getfixturevalue("own_server")
    ground = ServerGround(tmp_path, *server_made(tmp_path / "made", server))
    ground.watched = True
    return ground


async def live(ground, store: Store) -> None:
    m = MARKS
    text = Text.of(f"TLP:GREEN {m['body']}")
    message = ground.message(
        m["number"],
        place=m["place"],
        organisation=m["organisation"],
        author=Author(name=m["author"], address=m["address"]),
        parts=(Part(kind=PartKind.OWN, text=text, reading=GREEN),),
        id="a" * 32,
    )

    async def act(tx: Transaction) -> None:
        tx.received.told(tx.keyed(m["event"]))
        tx.messages.add(message, status="crossing", rule=0, expires=tx.now + timedelta(days=90))
        await tx.deliveries.want(
            message.id, m["lane"], m["place"], priority=0, written=1, sequence=0
        )
        copy = Copy(
            id="b" * 32, part=0, room=(m["copychannel"], m["topic"]), number=m["copynumber"],
            revision=1,
        )  # fmt: skip
        tx.copies.add(message.id, m["lane"], copy)
        tx.cursors.set(m["deaddoor"], m["cursorname"], m["cursorvalue"])
        notice = Notice(
            id="c" * 32, kind="held", place=m["place"], door=m["deaddoor"], user=m["noticeuser"],
            channel=m["noticechannel"], topic=m["topic"], number=m["number"], count=1, revision=1,
            begun=tx.now,
        )  # fmt: skip
        tx.notices.put(tx.keyed(m["noticeuser"]), notice)
        tx.dead.add(m["deaddoor"], "Said", m["deaderror"], m["body"].encode())
        tx.audit.add(AuditKind.DECIDED, organisation=m["organisation"], what=m["auditfield"])
        row = Row(kind="place", id=m["directoryid"], origin="file", body={"x": m["directorybody"]})
        await tx.directory.replace_file([row])

    await store.write(act)
    await store.write(lambda tx: tx.deliveries.claim(m["lane"], lease_seconds=90))
    await live_on(message, store)


async def live_on(message: Message, store: Store) -> None:
    """Keep what people do besides talking: files, reactions, codes, PINs, who is in a room."""
    m = MARKS
    file = File(
        id="d" * 32, slot=0, handle=m["filehandle"], kind=FileKind.DOCUMENT, name=m["filename"]
    )

    async def act(tx: Transaction) -> None:
        soon = tx.now + timedelta(days=20)
        await tx.files.add(message, file, "awaited", expires=soon)
        tx.reactions.put(
            message,
            Reaction(
                place=m["place"],
                account=m["reactor"],
                name=m["reactorname"],
                emoji=(m["emoji"],),
                at=tx.now,
            ),
            expires=soon,
        )
        waiting = Waiting(what=m["affairvalue"])
        tx.affairs.put("code", "e" * 32, waiting, ends=soon, key=(m["affairkey"],))
        assert await tx.pins.put(m["pinowner"], "right", m["pin"], "f" * 32)
        tx.fingerprints.put(message.id, [m["band"].encode()], expires=soon)
        record = Record(
            label="TLP:AMBER",
            author=m["recordauthor"],
            text=m["recordtext"],
            written=tx.now,
            recalled=tx.now,
        )
        tx.records.leave(m["organisation"], message.id, record)
        member = Member(user=m["roommember"], team="", name=m["roommembername"])
        await tx.members.put(Presence(place=m["place"], members=(member,)))
        item = Waiting(what=m["item"])
        filed = await tx.docket.add("alert", item, organisation=m["organisation"])
        filed = await tx.docket.put(filed, item, ends=soon)
        await tx.sheets.add(filed, "entry", Waiting(what=m["sheet"]), key=(m["sheetkey"],))
        tx.agenda.put(Due(kind="step", subject=(m["duesubject"],), due=soon, note=m["duenote"]))

    async def pieces() -> AsyncIterator[bytes]:
        yield m["content"].encode() * 200

    await store.write(act)
    content = await contents.save(store, file.id, "c", "text/plain", pieces())
    kept = Kept(
        id=file.id, message=message.id, standing="ready", name=m["filename"], content=content
    )
    await store.write(lambda tx: tx.files.put(kept))


async def test_no_mark_is_in_any_file_in_any_disguise_while_open_and_closed(ground) -> None:
    store = await ground.create()
    await live(ground, store)
    stored = await store.read(lambda tx: tx.messages.get("a" * 32))
    assert MARKS["body"] in stored.message.parts[0].text.plain
    scan = Scan(MARKS)

    def found() -> list[str]:
        everything = ground.everything()
        assert len(everything) > 100_000
        return scan.found(everything + ground.key.read_bytes())

    assert found() == []
    await store.purge()
    assert found() == []
    await store.close()
    assert found() == []


def test_the_scan_finds_what_is_not_sealed() -> None:
    for form in disguises(MARKS["body"]):
        assert form in b"before" + form + b"after"
    plain = base64.b64encode(b"some text before " + MARKS["body"].encode() + b" and behind")
    assert any(one in plain for one in disguises(MARKS["body"]))


async def test_the_root_key_and_the_keys_below_it_are_in_no_file_unwrapped(ground) -> None:
    store = await ground.create()
    await live(ground, store)
    secrets = [key.secret for key in store._memory.keys.by_id.values()]
    assert len(secrets) >= 4
    await store.purge()
    data = ground.everything()
    assert not [one for one in secrets if one in data or one.hex().encode() in data]
    key = base64.b64decode(ground.key.read_text().split("\n")[1])
    assert key not in data
    await store.close()


PAST = {
    "files": "SELECT sealed FROM files",
    "blobs": "SELECT chunk FROM blobs",
    "reactions": "SELECT sealed FROM reactions",
    "affairs": "SELECT sealed FROM affairs WHERE kind = 'code'",
    "fingerprints": "SELECT value FROM fingerprints",
    "docket": "SELECT sealed FROM docket",
    "sheets": "SELECT sealed FROM sheets",
}


async def test_what_is_past_is_in_no_page_and_what_its_keeper_keeps_is_there(ground) -> None:
    store = await ground.create()
    await live(ground, store)
    await store.purge()
    cells = {
        name: [bytes(one[0])[-40:] for one in ground.sql(query)] for name, query in PAST.items()
    }
    assert all(cells.values())
    (record,) = ground.sql("SELECT sealed FROM records")
    # Weeks are forgotten whole, and of reactions how often they were told outlives the text.
    ground.pass_(days=14 * 31)
    assert not (await forget(store)).pending
    everything = ground.everything()
    left = {name: sum(one in everything for one in some) for name, some in cells.items()}
    if isinstance(ground, FileGround):
        assert not any(left.values()), left
    assert all(ground.sql(query) == [] for query in PAST.values())
    assert bytes(record[0])[-40:] in everything
    await store.close()
