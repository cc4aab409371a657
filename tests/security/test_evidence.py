"""Evidence: originals with custody and a proof that holds without a database, and for nobody else.

The first test hands out what the others spoil: an original, its archive and its proof.
"""

import asyncio
import base64
import hashlib
import io
import json
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from bot.custody import verifier
from bot.duty.planning import DUTY
from bot.porter.proofs import Proofs
from bot.sharing import originals
from policies.audit import AuditKind
from policies.community.people import Role
from policies.phrases import ENGLISH
from storage.sealing.context import context
from storage.store import Transaction
from tests.bot.files.carrying import PDF, carried, in_telegram
from tests.bot.porter import images
from tests.bot.whole.conftest import build, way_in
from tests.bot.whole.town import ANN, BO, CY, DEE, DESK, EVA, ONE_BRIDGE

__all__ = ["build", "way_in"]

DOORS = ("slack.main", "telegram.main")
NO = ENGLISH.answers.not_allowed().plain
PHOTO = images.jpeg()
KEPT = (
    ONE_BRIDGE.replace('name = "Ann"\n', 'name = "Ann"\nroles = ["steward"]\n')
    .replace('name = "Ballot Institute"', 'name = "Ballot Institute"\nkeeps_records = true')
    .replace('shown_as = "Partner 14"', 'shown_as = "Partner 14"\nkeeps_records = true')
    .replace('shown_as = "L."', 'shown_as = "L."\nroles = ["steward"]')
    .replace(f'slack = "far:{DEE}"\n', "")
    + f'[[person]]\nid = "eva"\norganisation = "institute"\nname = "Eva"\ntelegram = {EVA}\n'
    'roles = ["releaser"]\n'
    f'[[person]]\nid = "cy"\norganisation = "institute"\nname = "Cy"\nslack = "main:{CY}"\n'
)


async def types(town: Any, user: Any, line: str) -> list[tuple[str, dict[str, bytes]]]:
    """Type a line; returns what whoever typed it is told: words, and files by their names."""
    before = len(told(town, user))
    if isinstance(user, str):
        town.slack.command(DESK, user, line)
    else:
        town.telegram.say(user, user, f"/{line}", bot=town.bots[0])
    await town.quiet()
    return told(town, user)[before:]


def told(town: Any, user: Any) -> list[tuple[str, dict[str, bytes]]]:
    found = []
    if isinstance(user, str):
        for one in town.slack.direct("T0MAIN", user):
            files = {
                file["name"]: Path(town.slack.file_path(file["id"])).read_bytes()
                for file in one.get("files", ())
            }
            found.append((str(one.get("text", "")), files))
        return found
    for one in town.telegram.messages(user, bot=town.bots[0]):
        if one["from"]["id"] in town.bots:
            file = one.get("document")
            files = {file["file_name"]: town.telegram.file(file["file_id"])} if file else {}
            found.append((str(one.get("text") or one.get("caption") or ""), files))
    return found


async def sent(town: Any, text: str, *contents: tuple[str, bytes]) -> tuple[str, str]:
    """Let Ann say something with files; returns the digits that name it, and its number."""
    files = [{"name": name, "content": content} for name, content in contents]
    ts = town.slack.upload(DESK, ANN, files, text) if files else town.slack.say(DESK, ANN, text)
    await carried(town)
    stored = await town.store.read(lambda tx: tx.messages.by_number("desk", f"{DESK}:{ts}"))
    return stored.message.id[:8], ts


def inside(archive: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        (one,) = opened.infolist()
        return opened.read(one)


def checked(folder: Path, proof: Any, *originals: bytes) -> tuple[int, str]:
    """Run `tocsin audit check` where there are no settings; returns exit code and answer."""
    folder.mkdir(exist_ok=True)
    (folder / "proof.json").write_bytes(
        proof if isinstance(proof, bytes) else json.dumps(proof).encode()
    )
    names = []
    for at, content in enumerate(originals):
        (folder / f"original-{at}").write_bytes(content)
        names.append(str(folder / f"original-{at}"))
    line = ["--config", str(folder / "none.toml"), "audit", "check", str(folder / "proof.json")]
    done = CliRunner().invoke(main, [*line, *names])
    return done.exit_code, done.output


@pytest.mark.parametrize("user", [ANN, EVA], ids=["slack", "telegram"])
async def test_originals_come_as_they_were_with_custody_and_a_proof_that_holds_offline(
    build: Any, tmp_path: Path, user: Any
) -> None:
    town = await build(KEPT, DOORS)
    async with town.awake():
        digits, ts = await sent(town, "TLP:GREEN seen", ("a.jpg", PHOTO), ("für.pdf", PDF))
        clean = [one["bytes"] for one in in_telegram(town) if one["bytes"]]
        town.slack.delete(DESK, ts)
        await carried(town)
        words, *posts = await types(town, user, f"evidence {digits}")
        again = (await types(town, user, f"evidence {digits}"))[0][0]
        verdict = await town.store.read(lambda tx: tx.verify())
    assert verdict.state == "intact"
    files = {name: content for _, named in posts for name, content in named.items()}
    proof = files.pop(f"evidence-{digits}-proof.json")
    assert sorted(files) == [f"evidence-{digits}-1.zip", f"evidence-{digits}-2.zip"]
    assert sorted(map(inside, files.values())) == sorted([PHOTO, PDF])
    assert PHOTO not in clean
    assert images.MARK.encode() in PHOTO
    for content in (PHOTO, PDF):
        assert f"{len(content)} bytes" in words[0]
        assert hashlib.sha256(content).hexdigest() in words[0]
    assert "found to be image/jpeg" in words[0]
    assert "on Slack" in words[0]
    assert ENGLISH.evidence.never_asked() in words[0]
    assert ("Asked for by Ann" if user == ANN else "Asked for by Eva") in again
    code, answer = checked(tmp_path / "elsewhere", proof, PHOTO, PDF)
    assert (code, answer[:7]) == (0, "intact:")
    assert json.loads(proof)["head"]["hash"] in answer
    assert checked(tmp_path / "archives", proof, *files.values())[0] == 0
    code, answer = checked(tmp_path / "one", proof, PDF)
    assert (code, "not handed in" in answer) == (0, True)
    if user == ANN:
        # A proof is the same wherever it was asked for.
        spoiled_proofs_are_found_out(tmp_path / "spoiled", json.loads(proof))
        assert alone(tmp_path / "elsewhere") == json.loads(proof)["head"]["hash"]


def alone(folder: Path) -> str:
    """Run the checker with Python's own library and nothing of ours on the way."""
    program = (
        "import sys, runpy, pathlib; check = runpy.run_path(sys.argv[1])['check'];"
        "print(check(pathlib.Path(sys.argv[2]), [pathlib.Path(sys.argv[3])]).head)"
    )
    paths = [str(verifier.__file__), str(folder / "proof.json"), str(folder / "original-0")]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, *paths],
        capture_output=True, text=True, check=True, cwd=folder,
    )  # fmt: skip
    return done.stdout.strip()


def spoiled_proofs_are_found_out(folder: Path, proof: dict[str, Any]) -> None:
    """What was spoiled in a proof, or beside it, is found out each time."""
    assert checked(folder, proof, PHOTO, PDF)[0] == 0
    other = base64.b64encode(bytes(32)).decode()
    for at, content in enumerate((PHOTO, PDF)):
        changed = content[:-1] + bytes([content[-1] ^ 1])
        others = (PHOTO, PDF)[1 - at]
        assert checked(folder, proof, changed, others)[0] == 1

    def spoil(what: str, change: Any) -> None:
        wrong = deepcopy(proof)
        change(wrong)
        assert wrong != proof, what
        code, answer = checked(folder, wrong, PHOTO, PDF)
        assert (code, answer[:11]) == (1, "not intact:"), what

    one, two = 0, 1
    spoil("a leaf", lambda it: it["leaves"].__setitem__(-1, other))
    spoil("a leaf left out", lambda it: it["leaves"].pop())
    spoil("two leaves swapped", lambda it: it["leaves"].reverse())
    spoil("no leaves", lambda it: it.update(leaves=[]))
    spoil("the head", lambda it: it["head"].update(hash="00" * 32))
    spoil("the head's number", lambda it: it["head"].update(entry=it["head"]["entry"] + 1))
    spoil("where it begins", lambda it: it.update(first=it["first"] + 1))
    spoil("what was before", lambda it: it.update(before="11" * 32))
    spoil("the message", lambda it: it.update(message="0" * 32))
    spoil("the format", lambda it: it.update(format="tocsin-evidence-0"))
    spoil("no originals", lambda it: it.update(originals=[]))
    values = {"digest": other, "sealed": other, "until": 1, "kind": "stored", "item": "x"}
    for column in verifier.COLUMNS:
        change = {column: values.get(column, 7_000_007)}
        spoil(column, lambda it, change=change: it["originals"][one]["entry"].update(change))

    def swapped(it: dict[str, Any], *names: str) -> None:
        first, second = it["originals"]
        for name in names:
            first[name], second[name] = second[name], first[name]

    for names in (("sha256",), ("salt",), ("entry",), ("file",), ("sha256", "salt")):
        spoil(f"{names} swapped", lambda it, names=names: swapped(it, *names))
    spoil("a salt of one's own", lambda it: it["originals"][two].update(salt="0" * 64))

    def forged(it: dict[str, Any]) -> None:
        """Bind another content with a digest that fits it, in an entry that is not the chain's."""
        told = it["originals"][one]
        digest = context("original", it["message"], told["file"], told["sha256"], "aa" * 32)
        told["salt"] = "aa" * 32
        told["entry"]["digest"] = base64.b64encode(hashlib.sha256(digest).digest()).decode()

    spoil("a digest that fits another salt", forged)
    assert checked(folder, b"no JSON", PHOTO)[0] == 1
    assert checked(folder, proof)[0] == 2


async def test_what_is_anothers_and_what_is_not_there_are_answered_alike_in_word_and_record(
    build: Any,
) -> None:
    town = await build(KEPT, DOORS)
    async with town.awake():
        await looked_for_duty(town)
        digits, _ = await sent(town, "TLP:GREEN seen", ("b.pdf", PDF))
        (red,) = [(await sent(town, "TLP:RED only here", ("r.pdf", PDF + b"r")))[0]]
        for user in (CY, BO):
            heard = []
            for name in (digits, red, "00000000"):
                before = await audited(town)
                answer = await types(town, user, f"evidence {name}")
                heard.append((answer, (await audited(town))[len(before) :]))
            assert heard[0] == heard[1] == heard[2], user
            assert heard[0][0] == [(NO, {})], user
            assert heard[0][1] == [AuditKind.REFUSED.value], user
        # Her own organisation wrote it, but of RED only whom it names may have anything.
        assert await types(town, EVA, f"evidence {red}") == [(NO, {})]
        seat = KEPT.replace('name = "Eva"\n', 'name = "Eva"\nseat = true\n')
        await town.apply(seat.replace('roles = ["releaser"]\n', ""))
        services = town.app.services
        await town.until(lambda: services.directory.person_by_id("eva").seat, "Eva to be a seat")
        assert await types(town, EVA, f"evidence {digits}") == [(NO, {})]


async def test_who_answers_no_longer_when_the_originals_are_to_be_sent_gets_none(
    build: Any,
) -> None:
    town = await build(KEPT, DOORS)
    async with town.awake():
        digits, _ = await sent(town, "TLP:GREEN seen", ("b.pdf", PDF))
        await types(town, EVA, f"evidence {digits}")
        with closing(sqlite3.connect(town.folder / "tocsin.db")) as database:
            ids = [name for (name,) in database.execute("SELECT id FROM notices")]
        wing = originals.Originals(town.app.services, Proofs(town.store))

        async def loaded(tx: Transaction) -> list[Any]:
            notices = [await tx.notices.by_id(name) for name in ids]
            asked = [one.id for one in notices if one.kind == originals.KIND]
            return [await wing.load(tx, SimpleNamespace(message_id=name)) for name in asked]

        (there,) = await town.store.read(loaded)
        assert there.person == str(EVA)
        await town.apply(KEPT.replace('roles = ["releaser"]\n', ""))
        services = town.app.services
        await town.until(
            lambda: Role.RELEASER not in services.directory.person_by_id("eva").roles,
            "Eva to be a releaser no more",
        )
        assert await town.store.read(loaded) == [None]


async def looked_for_duty(town: Any) -> None:
    """Return once the bot has looked who is on duty, as it does by itself after two seconds.

    That stands in the audit, whoever asks for what meanwhile.
    """
    town.ahead += timedelta(seconds=3)
    async with asyncio.timeout(30):
        while True:
            dues = await town.store.read(lambda tx: tx.agenda.listed(DUTY))
            if any(one.due > town.now() + timedelta(hours=1) for one in dues):
                return
            await asyncio.sleep(0.01)


async def audited(town: Any) -> list[str]:
    return [one.kind for one in await town.store.read(lambda tx: tx.audit.after(0))]


async def test_whoever_is_at_risk_gets_no_evidence_on_the_phone(build: Any) -> None:
    town = await build(KEPT.replace('name = "Eva"\n', 'name = "Eva"\nrisk = true\n'), DOORS)
    async with town.awake():
        digits, _ = await sent(town, "TLP:GREEN seen", ("b.pdf", PDF))
        await types(town, EVA, f"evidence {digits}")
        kinds = await audited(town)
        assert all(not files for _, files in told(town, EVA))
    assert AuditKind.EVIDENCE.value not in kinds
    assert kinds.count(AuditKind.REFUSED.value) == 1


async def test_who_keeps_a_record_of_what_was_taken_back_is_given_that_record_alone(
    build: Any,
) -> None:
    town = await build(KEPT, DOORS)
    async with town.awake():
        digits, _ = await sent(town, "TLP:GREEN the heron stood there", ("b.pdf", PDF))
        assert await types(town, BO, f"evidence {digits}") == [(NO, {})]
        await types(town, ANN, f"recall {digits}")
        ((words, files),) = await types(town, BO, f"evidence {digits}")
        assert "the heron stood there" in words
        assert "TLP:GREEN" in words
        assert files == {}
        assert hashlib.sha256(PDF).hexdigest() not in words
        again = (await types(town, BO, f"evidence {digits}"))[0][0]
        assert "Asked for by L." in again
        # One organisation's custody says nothing of another's asking.
        assert (
            ENGLISH.evidence.never_asked() in (await types(town, ANN, f"evidence {digits}"))[0][0]
        )


async def test_what_was_edited_in_the_database_goes_out_as_no_evidence(build: Any) -> None:
    town = await build(KEPT, DOORS)
    async with town.awake():
        digits, _ = await sent(town, "TLP:GREEN seen", ("b.pdf", PDF))
        with closing(sqlite3.connect(town.folder / "tocsin.db")) as database, database:
            found = database.execute(
                "UPDATE audit SET digest = zeroblob(32) WHERE kind = 'original'"
            )
            assert found.rowcount == 1
        posts = await types(town, EVA, f"evidence {digits}")
    files = [name for _, named in posts for name in named]
    assert files == [f"evidence-{digits}-1.zip"]
    assert posts[-1][0] == ENGLISH.evidence.gone().plain


async def test_the_audit_says_nothing_of_an_original_to_whoever_has_the_file_and_the_database(
    build: Any,
) -> None:
    town = await build(KEPT, DOORS)
    async with town.awake():
        await sent(town, "TLP:GREEN seen", ("b.pdf", PDF))
        entries = await town.store.read(lambda tx: tx.audit.after(0))
    known = hashlib.sha256(PDF)
    (bound,) = [one for one in entries if one.kind == AuditKind.ORIGINAL.value]
    assert bound.digest not in (None, known.digest())
    for path in town.folder.glob("tocsin.db*"):
        assert known.digest() not in path.read_bytes()
        assert known.hexdigest().encode() not in path.read_bytes()


def test_the_checker_reads_columns_as_the_audit_writes_them() -> None:
    columns = ("", "ä" * 300, "\ud800", 0, -7, 2**40, None, b"", b"\0" * 300)
    assert verifier._encoded(*columns) == context(*columns)
    for one in (1.0, ["a"], {}, True):
        with pytest.raises(verifier.Unproved):
            verifier._encoded(one)


async def test_whoever_asked_and_was_removed_since_is_shown_by_no_id(build: Any) -> None:
    town = await build(KEPT, DOORS)
    async with town.awake():
        digits, _ = await sent(town, "TLP:GREEN seen", ("b.pdf", PDF))
        await types(town, EVA, f"evidence {digits}")
        await town.apply(KEPT.replace('id = "eva"', 'id = "ida"'))
        await town.quiet()
        words = (await types(town, ANN, f"evidence {digits}"))[0][0]
    assert f"Asked for by {ENGLISH.sharing.removed()}" in words
    assert "eva" not in words.lower()
