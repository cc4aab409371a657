"""Threat 1: who steals the database, a backup of it or the logs learns nothing of anybody."""

import base64
import json
import signal
from pathlib import Path

from tests.bot.forks import Child
from tests.scan import Scan, disguises
from tests.security.marked import IDS, SCAN, TEXTS, TOKENS, MarkedStage

T = TEXTS
WORDS = " ".join(f"observer{at}" for at in range(30))
"""Words enough for a fingerprint."""


def malformed(stage: MarkedStage) -> None:
    """Let each platform send something broken that holds a mark."""
    update = {"message": {"message_id": 990, "text": [T["malformed"]], "chat": {"id": stage.WATCH}}}
    body = json.dumps(update)[1:]
    stage.telegram.inject(stage.bot, f'{{"update_id":{{update_id}},{body}')
    event = {"type": "message", "channel": stage.DESK, "user": stage.ANN, "text": [T["malformed"]]}
    stage.slack.emit(stage.TEAM, event | {"ts": T["malformed"]})


async def live(stage: MarkedStage, child: Child) -> None:
    """Let everything happen that can happen to a message."""
    slack, telegram = stage.slack, stage.telegram
    rich = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [
        {"type": "text", "text": "TLP:GREEN "},
        {"type": "text", "text": T["bold"], "style": {"bold": True}},
        {"type": "link", "url": f"https://{IDS['host']}/{T['link']}", "text": "here"},
    ]}]}]  # fmt: skip
    slack.say(stage.DESK, stage.ANN, f"TLP:GREEN {T['bold']}", blocks=rich)
    first = slack.say(stage.DESK, stage.ANN, f"TLP:AMBER {T['first']}")
    gone = slack.say(stage.DESK, stage.ANN, f"TLP:GREEN {T['deleted']}")
    slack.say(stage.DESK, stage.CY, f"TLP:GREEN {T['stranger']}")
    excluded = f"TLP:GREEN not to {IDS['volunteers']} {T['restricted']}"
    slack.say(stage.TEAM_ROOM, stage.ANN, excluded)
    slack.say(stage.TEAM_ROOM, stage.ANN, T["share"])
    telegram.say(stage.WATCH, stage.BO, f"TLP:RED {T['red']}")
    telegram.say(stage.WATCH, stage.BO, T["share"])
    telegram.say(stage.WATCH, stage.DI, f"TLP:AMBER {T['amber']}")
    telegram.say(stage.WATCH, stage.DI, f"TLP:GREEN {T['crossing']}")
    named = telegram.say(stage.WATCH, stage.BO, "TLP:GREEN with a file", document=T["file"])
    telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN {T['quoted']}", reply_to=named)
    telegram.say(stage.WATCH, stage.BO, f"/delete {T['commanded']}", reply_to=named)
    telegram.say(stage.STRICT, stage.BO, T["held"])
    malformed(stage)
    await stage.until(lambda: "".join(stage.in_telegram()).count(T["deleted"]), "the GREEN one")
    slack.edit(stage.DESK, first, f"TLP:AMBER {T['edited']}")
    slack.say(stage.DESK, stage.ANN, T["answer"], thread_ts=first)
    slack.delete(stage.DESK, gone)
    await stage.until(lambda: T["edited"] in "".join(stage.in_telegram()), "the edit")
    await stage.until(lambda: T["answer"] in "".join(stage.in_telegram()), "the answer")
    await stage.until(lambda: T["deleted"] not in "".join(stage.in_telegram()), "the deletion")
    await stage.until(lambda: T["quoted"] in "".join(stage.in_slack()), "the other way")
    telegram.fail("sendMessage", status=500, description=T["platformword"])
    slack.fail("chat.postMessage", status=500, error=T["platformword"])
    refused = f"Bad Request: can't parse {T['platformword']}"
    telegram.fail("sendMessage", status=400, description=refused)
    slack.say(stage.DESK, stage.ANN, f"TLP:GREEN {T['dead']}")
    telegram.say(stage.WATCH, stage.BO, f"TLP:GREEN {T['refused']}")
    await stage.until(lambda: " to " in dead(stage), "the dead letter")
    await live_on(stage)
    assert child.poll() is None


async def live_on(stage: MarkedStage) -> None:
    """Let a file cross, people react, type, take back, invite, guess, and a stranger come in."""
    slack, telegram = stage.slack, stage.telegram
    file = {"name": f"{T['filename']}.txt", "content": T["filebody"].encode() * 40}
    slack.upload(stage.DESK, stage.ANN, [file], f"TLP:GREEN {T['caption']}")
    again = slack.say(stage.DESK, stage.ANN, f"TLP:AMBER {T['recalled']} {WORDS}")
    carried = lambda: any("document" in one for one in telegram.messages(stage.WATCH))  # noqa: E731
    await stage.until(carried, "the file")
    await stage.until(lambda: T["recalled"] in "".join(stage.in_telegram()), "the last of them")
    slack.react(stage.DESK, stage.ANN, again, IDS["emoji"])
    shown = lambda: IDS["emoji"] in "".join(stage.in_telegram())  # noqa: E731
    await stage.until(shown, "the reaction")
    slack.command(stage.DESK, stage.ANN, f"receipt {T['typed']}")
    slack.command(stage.DESK, stage.ANN, f"link {IDS['guess']}")
    slack.command(stage.DESK, stage.ANN, f"{T['typed']} of no meaning")
    told = lambda: slack.direct(stage.TEAM, stage.ANN)  # noqa: E731
    await stage.until(lambda: len(told()) > 2, "three answers")
    telegram.set_status(stage.STRICT, stage.NEW, "member", by=stage.BO)
    paused = lambda: "paused" in "".join(stage.in_telegram(stage.STRICT))  # noqa: E731
    await stage.until(paused, "the room to be paused")


def dead(stage: MarkedStage) -> str:
    listed = stage.tocsin("status").stdout
    (stage.logs / f"{stage._count}.out").unlink()  # a terminal keeps nothing
    return "\n".join(one for one in listed.splitlines() if one.startswith("dead"))


def leaks(stage: MarkedStage, *more: Path) -> dict[str, list[str]]:
    found = {name: SCAN.found(data) for name, data in stage.artefacts(*more).items()}
    return {name: marks for name, marks in found.items() if marks}


async def test_no_mark_is_in_any_file_or_log_after_a_whole_life(
    marked: MarkedStage, tmp_path: Path
) -> None:
    temp = tmp_path / "temp"
    elsewhere = {"TMPDIR": str(temp), "HOME": str(temp), "SQLITE_TMPDIR": str(temp)}
    loud = "tests.security.loud:loud"
    async with marked.running(first=loud, **elsewhere) as child:
        await live(marked, child)
        assert leaks(marked, temp) == {}
        names = {Path(name).name for name in marked.artefacts()}
        assert {"tocsin.db", "tocsin.db-wal", "tocsin.db-shm"} <= names
        number = next(one.split()[1] for one in dead(marked).splitlines() if " to " in one)
        assert marked.tocsin("dead", "retry", number).returncode == 0
        everywhere = lambda: "".join(marked.in_telegram() + marked.in_slack(marked.TEAM_ROOM))  # noqa: E731
        await marked.until(lambda: T["dead"] in everywhere(), "the retry")
        for path in ("/healthz", "/readyz", "/metrics"):
            status, said = await marked.ask(path)
            assert status == 200
            assert SCAN.found(said if isinstance(said, bytes) else json.dumps(said).encode()) == []
        for at in range(20):
            marked.slack.say(marked.DESK, marked.ANN, f"TLP:GREEN {T['killed']} {at:02}")
        await marked.until(lambda: T["killed"] in "".join(marked.in_telegram()), "the burst")
        child.send(signal.SIGKILL)
        await marked.until(lambda: child.poll() is not None, "its end")
        assert leaks(marked, temp) == {}
        child.code = 0
    async with marked.running(**elsewhere):
        await marked.until(lambda: f"{T['killed']} 19" in "".join(marked.in_telegram()), "the rest")
    assert marked.tocsin("audit", "verify").returncode == 0
    assert leaks(marked, temp) == {}
    kept = marked.database.read_bytes()
    assert len(kept) > 100_000
    assert marked.tocsin("directory", "export").returncode == 0
    shown = (marked.logs / f"{marked._count}.out").read_bytes()
    assert "ANN" in SCAN.found(shown), "the scan sees what an operator asks to be shown"


async def test_the_key_slots_hold_no_key_in_any_disguise(marked: MarkedStage) -> None:
    secret = base64.b64decode(marked.key.read_text(encoding="ascii").splitlines()[1])
    forms = {secret, secret[::-1], secret.hex().encode(), base64.b64encode(secret)}
    data = b"".join(marked.artefacts().values())
    assert len(secret) == 32
    assert not [one for one in forms if one in data]


async def test_the_files_are_for_their_owner_alone(marked: MarkedStage) -> None:
    async with marked.running():
        for one in marked.folder.iterdir():
            mine = one.name in ("tocsin.toml", "directory.toml")
            assert mine or one.stat().st_mode & 0o077 == 0, one.name


def test_the_scan_finds_every_mark_in_every_disguise() -> None:
    everything = {**TEXTS, **IDS, **TOKENS}
    for name, mark in everything.items():
        assert Scan({name: mark}).found(b"before" + mark.encode() + b"after") == [name]
    for name in ("bold", "BO", "telegram token"):
        mark = everything[name]
        scan = Scan({name: mark})
        for form in disguises(mark):
            assert scan.found(b"before" + form + b"after")
        for before in range(3):
            for encoded in (mark.encode(), mark.encode("utf-16-le"), mark[::-1].encode()):
                plain = b"x" * before + encoded + b" and behind it"
                assert scan.found(base64.b64encode(plain))
                assert scan.found(base64.urlsafe_b64encode(plain))
                assert scan.found(plain.hex().encode())
