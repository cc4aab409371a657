"""Threats 19 and 20: what is stored is read strictly and never becomes code, SQL or a file."""

import _pickle
import contextlib
import io
import json
import pickle
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from policies.messages.message import Message
from storage.repositories import forms
from storage.store import SealFault
from tests.no_pickle import Unpickled
from tests.stage import Stage

SQL = [
    "'; DROP TABLE messages; --",
    '"; DELETE FROM audit; --',
    "x' OR '1'='1",
    "1); ATTACH DATABASE '/tmp/zq.db' AS zq; --",
    "'||(SELECT group_concat(wrapped) FROM data_keys)||'",
    "\\'; UPDATE deliveries SET status='done'; --",
    ":id %s %(id)s ? $1 {0} {id} @p0",
    "/* comment */ -- comment",
    "NULL",
    "' UNION SELECT 1,2,3 --",
    "%27%3B DROP TABLE directory%3B",
    "x'); PRAGMA writable_schema=ON; --",
]


class _Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return (Path("zq-planted").write_text, ("planted",))


def test_nothing_can_be_unpickled_here() -> None:
    data = pickle.dumps(_Bomb())
    for load in (pickle.loads, _pickle.loads):
        with pytest.raises(Unpickled):
            load(data)
    for load in (pickle.load, _pickle.load, pickle.Unpickler, pickle._Unpickler):
        with pytest.raises(Unpickled):
            load(io.BytesIO(data))


async def test_the_program_runs_where_nothing_can_be_unpickled(
    stage: Stage, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    async with stage.running(first="tests.security.watched:unpickling", WATCH_IN=str(notes)):
        stage.slack.say(stage.DESK, stage.ANN, "TLP:GREEN one")
        stage.telegram.say(stage.WATCH, stage.BO, "TLP:GREEN two")
        await stage.until(lambda: stage.in_telegram() and stage.in_slack(), "both")
    told = notes.read_text(encoding="utf-8").splitlines()
    assert "refused" in told
    assert not {"unpickle", "unpickled"} & set(told)
    assert not [one for one in told if one.startswith("process")]


BAD_FORMS = [
    b"", b"null", b"[]", b'"x"', b"{", b"{}", b"\x80\x04K\x01.", b"NaN", b'{"id": NaN}',
    b'{"id": 1}', b"[" * 100_000, b"\xff\xfe", b'{"__class__": "os.system"}',
    b'{"py/object": "os.system"}', b"!!python/object/apply:os.system [id]",
]  # fmt: skip


@pytest.mark.parametrize("data", BAD_FORMS, ids=lambda data: repr(data[:24]))
def test_a_stored_form_that_is_not_ours_is_refused(data: bytes) -> None:
    with pytest.raises(SealFault):
        forms.load(data, Message)


async def test_statements_in_texts_names_and_ids_are_only_characters(stage: Stage) -> None:
    tables = "SELECT type, name, sql FROM sqlite_master ORDER BY name"
    before = _ask(stage, tables)
    for at, words in enumerate(SQL):
        stage.slack.add_user(stage.TEAM, f"U0SQL{at}", words)
        stage.telegram.add_user(7000 + at, words[:64])
    people = [(f"U0SQL{at}", 7000 + at) for at in range(len(SQL))]
    stage.were_there(*(one for both in people for one in both))
    async with stage.running():
        for at, words in enumerate(SQL):
            stage.slack.say(stage.DESK, f"U0SQL{at}", f"TLP:GREEN\n{words}")
            stage.telegram.say(stage.WATCH, 7000 + at, f"TLP:GREEN\n{words}")
            stage.telegram.say(stage.STRICT, stage.BO, words)
            event = {"type": "message", "channel": stage.DESK, "user": stage.ANN, "ts": words}
            stage.slack.emit(stage.TEAM, event | {"text": words, "thread_ts": words})
        await stage.until(lambda: len(stage.in_telegram()) == len(SQL), "every copy there")
        await stage.until(lambda: len(stage.in_slack()) == len(SQL), "every copy here")
        await stage.until_status("held ", "holds", len(SQL))
    for there in (stage.in_telegram(), stage.in_slack()):
        for words, one in zip(SQL, there, strict=True):
            shown = one.partition("\n")[2].replace("＠", "@")
            assert shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == words
    assert _ask(stage, tables) == before
    assert stage.tocsin("audit", "verify").returncode == 0
    for words in SQL:
        assert stage.tocsin("dead", "retry", "--", words).returncode == 1
    assert stage.tocsin("audit", "verify").returncode == 0
    lines = "\n".join(json.dumps({"channel": one, "author": one, "text": one}) for one in SQL)
    answers = stage.tocsin("explain", "--json", given=lines).stdout.splitlines()
    assert ["error" in json.loads(one) for one in answers] == [True] * len(SQL)


def test_names_that_would_act_in_a_terminal_are_refused_from_a_directory(made: Stage) -> None:
    for sign in ("\\u001b[31m", "\\u009b31m", "\\u007f", "\\u202e", "\\u2028", "\\u0000", "\\n"):
        text = made.DIRECTORY.replace('name = "Ballot Watch"', f'name = "Ballot {sign}Watch"')
        (made.folder / "acting.toml").write_text(text, encoding="utf-8")
        done = made.tocsin("directory", "apply", "acting.toml")
        assert done.returncode == 78, sign
        assert "control characters" in done.stderr or "valid TOML" in done.stderr
        assert done.stderr.isprintable() or done.stderr.replace("\n", "").isprintable()


def _ask(stage: Stage, sql: str) -> list[Any]:
    with contextlib.closing(sqlite3.connect(stage.database)) as database:
        return database.execute(sql).fetchall()
