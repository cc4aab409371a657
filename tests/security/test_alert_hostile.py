"""Whatever somebody writes into a field of the desk turns, rings, forges and breaks nothing there.

Each field of each form is filled with words that were made to do harm, by typing and by forms; what
every room and conversation is then sent is written as both platforms take it.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

import pytest

from handlers.documents import pages, tables
from handlers.documents.report import Report, Table
from handlers.slack import markup as slack
from handlers.telegram import markup as telegram
from policies.labels import Label
from policies.parts import cut
from policies.sharing.clearance import Cleared
from policies.text import Text
from tests.bot.coalition import COALITION, Coalition
from tests.bot.intake.conftest import ROOMS
from tests.bot.small_house import SmallDoor

FORGED = "Confirmed by forgery"
HOSTILE = (
    "\u202egpj.exe\u2066 \u200b\u2060",
    f"one\n{FORGED}\r{FORGED}\u2028{FORGED}\x0b{FORGED}\x85{FORGED}",
    "<!channel> <!here> <@U0STAN> <https://evil.example|bank> *b* _i_ ~s~ `c`",
    "@everyone @channel @all_of_them [x](https://evil.example) <b>b</b> <a href='x'>",
    "long" * 100,
    "\U0001f1f0\U0001f1ea\U0001f468\u200d\U0001f469\u200d\U0001f467 " * 30,
    '"; DROP TABLE docket; -- %s %(number)s {0}',
    "=cmd|' /C calc'!A0 +1 -1 @SUM(1)",
)
IN_A_FIELD = (
    " ".join((*HOSTILE[:3], HOSTILE[6])),
    " ".join((HOSTILE[3], HOSTILE[7], "long" * 40, HOSTILE[5][:48])),
)
"""All of them, within what a field holds."""
TURNING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066\u2067]")
CALLS = re.compile(r"(?<![A-Za-z0-9_])@[A-Za-z0-9_]{2,}")
ROTA = """
[[rota]]
id = "night"
organisation = "watch"
zone = "Europe/Kyiv"
start = 2026-01-01
handovers = ["06:00"]
people = ["dora", "wes"]
"""


class Heard:
    """Keeps what the doors of a house are sent, with the looks and buttons that it has."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[tuple[str, Text]] = []
        self.labels: list[str] = []
        post, edit = SmallDoor.post, SmallDoor.edit

        async def posted(door: SmallDoor, room: object, what: Cleared, *more: object) -> object:
            self._keep(door, what)
            return await post(door, room, what, *more)  # type: ignore[arg-type] # as it came

        async def edited(door: SmallDoor, room: object, number: str, what: Cleared) -> None:
            self._keep(door, what)
            await edit(door, room, number, what)  # type: ignore[arg-type] # as it came

        monkeypatch.setattr(SmallDoor, "post", posted)
        monkeypatch.setattr(SmallDoor, "edit", edited)

    def _keep(self, door: SmallDoor, what: Cleared) -> None:
        self.texts.append((door.platform, what.outgoing.text))
        self.labels += [one.label for row in what.outgoing.buttons for one in row]


def check(heard: Heard) -> None:
    """Judge all that was sent, as the platform of each takes it."""
    for platform, text in heard.texts:
        plain = text.plain
        assert not TURNING.search(plain), (platform, plain)
        assert not any(line.startswith(FORGED) for line in plain.splitlines()), plain
        if platform == "slack":
            blocks, fallback = slack.write(text)
            assert "<" not in fallback
            kinds = {str(one["type"]) for one in _elements(blocks)}
            assert kinds <= {"text"}, kinds
        else:
            shown, entities = telegram.write(text)
            assert not {one.type for one in entities} & {"text_link", "text_mention", "mention"}
            code = [(one.offset, one.offset + one.length) for one in entities if one.type == "code"]
            for called in CALLS.finditer(shown):
                at = len(shown[: called.start()].encode("utf-16-le")) // 2
                assert any(start <= at < end for start, end in code), called[0]
    for label in heard.labels:
        assert len(label) <= 75
        assert not TURNING.search(label), label
        assert "\n" not in label


def _elements(blocks: Sequence[object]) -> Iterator[dict[str, object]]:
    for block in blocks:
        assert isinstance(block, dict)
        for part in block["elements"]:
            yield from (one for one in part["elements"] if one["type"] != "rich_text_section")


@pytest.mark.parametrize("words", IN_A_FIELD, ids=range(len(IN_A_FIELD)))
async def test_no_words_in_any_field_ring_turn_or_forge_anything(
    coalition: Coalition, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Heard(monkeypatch)
    await coalition.apply(COALITION + ROOMS + ROTA)
    await coalition.raised(text="Ballots are missing.")
    flat = " ".join(words.split())
    lines = words.replace(FORGED, "and another line")
    for who, line in (
        ("dora", f"/ack 1 {words}"),
        ("dora", f"/decline 1 {words}"),
        ("dora", f"/note 1 {words}"),
        ("stan", f"/update 1 {words}"),
        ("nia", f"/escalate 1 {words}"),
        ("dora", f"/confirm A-1 {words}"),
        ("dora", f"/false A-1 {words}"),
        ("stan", f"/resolve 1 handled {words}"),
        ("stan", f"/reopen 1 {words}"),
        ("stan", f"/cancel 1 {words}"),
        ("ann", f"/report TLP:GREEN where: {flat}\n{lines}"),
        ("dora", f"/claim 1 {words}"),
        ("dora", f"/ask 1 {lines}"),
        ("ann", words),
        ("nia", f"/confirm R-1 {words}"),
        ("dora", f"/close 1 {words}"),
        ("dora", f"/handoff @wes {lines}"),
        ("wes", f"/election add ke1 2027-08-09 zone UTC name {words}"),
        ("wes", f"/exercise new storm {words}"),
        ("bo", f"/posture {words}"),
        ("bo", f"/new high TLP:GREEN to radio: where {lines}"),
        ("bo", f"/schedule in 2h high TLP:GREEN to radio: at {lines}"),
        ("bo", f"/checkin in 2h TLP:GREEN to radio: is {lines}"),
    ):
        settle = line.startswith(("/note", "/update", "/false", "/reopen", "/ask", "/close"))
        await coalition.typed(who, line, settle=settle)
    await coalition.typed(
        "bo",
        "/new",
        fields=(
            ("text", (f"so {lines}",)),
            ("severity", ("high",)),
            ("label", ("TLP:GREEN",)),
            ("audience", ("everybody",)),
            ("asked", (words,)),
            ("places", (words,)),
            ("summary", (lines,)),
            ("summary_label", ("TLP:CLEAR",)),
        ),
    )
    await coalition.settle()
    for line in ("/history 1", "/list", "/home", "/status 1", "/figures", "/exercise list"):
        await coalition.typed("wes", line, settle=False)
    await coalition.settle()
    assert len(heard.texts) > 40
    check(heard)
    assert (await coalition.house.store.read(lambda tx: tx.verify())).state == "intact"


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_of_a_table_computes_and_no_words_on_the_page_are_markup(words: str) -> None:
    for begun in ("", "=", "+", "-", "@", "\t", "\r", " =", "\uff1d", "\n+"):
        cell = f"{begun}{words}"
        report = Report(
            label=Label.AMBER,
            restrictions=(),
            title=cell,
            language="en",
            tables=(
                Table(
                    kind="real",
                    title=cell,
                    columns=("a", cell),
                    rows=((cell, 1),),
                    shown=((cell, "1"),),
                ),
            ),
            notes=(cell,),
            chart=None,
        )
        content = tables.csv_of(report)
        tables.check(content, report)
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            for one in row:
                assert not one.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n")), row
        page = pages.page_of(report, None)
        pages.check(page, report)
        assert b"<a href='x'>" not in page
        assert b"<!channel>" not in page


@pytest.mark.parametrize("words", IN_A_FIELD, ids=range(len(IN_A_FIELD)))
async def test_no_words_of_a_calendar_turn_or_forge_anything(
    coalition: Coalition, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = Heard(monkeypatch)
    said = words.replace("\n", "\\n").replace("\r", "").replace("\u2028", "\\n")
    lines = {
        "UID": said,
        "DTSTAMP": "20270101T000000Z",
        "DTSTART;VALUE=DATE": "20270809",
        "SUMMARY": said[:200],
        "LOCATION": said,
        "CATEGORIES": said,
    }
    event = "\r\n".join(f"{name}:{value}" for name, value in lines.items())
    calendar = (
        f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n{event}\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    await coalition.typed("wes", f"/election import {calendar}")
    await coalition.typed("dora", "/election list")
    await coalition.typed("dora", "/home")
    check(heard)


@pytest.mark.parametrize("size", [256, 512, 1024])
def test_a_cut_parts_no_character_and_no_name_that_could_ring(size: int) -> None:
    """Neither a pair of surrogates, nor what is joined, nor the code around a name."""
    words = Text.of("\n".join(HOSTILE) * 3)
    for limits, door in ((telegram.LIMITS, "telegram"), (slack.LIMITS, "slack")):
        parts = cut(
            words,
            size=size,
            measure=limits.measure,
            entities=limits.entities,
            entity_count=limits.entity_count,
        )
        assert len(parts) > 1
        for part in parts:
            part.plain.encode("utf-8")
            assert limits.measure(part) <= size
            if door == "telegram":
                shown, entities = telegram.write(part)
                end = len(shown.encode("utf-16-le")) // 2
                assert all(one.offset >= 0 and one.offset + one.length <= end for one in entities)
