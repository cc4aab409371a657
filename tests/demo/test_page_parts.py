"""The page's parts without a browser: what it weighs, what it masks, what it refuses to do."""

import asyncio
import gc
import re
import socket
import sqlite3
import warnings
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

from bot.cli.explain import explained
from bot.community.directory import load_text
from bot.demo.page.acts import Acts, Unfit
from bot.demo.page.judging import judge
from bot.demo.page.ledger import look
from bot.demo.page.panes import PANES, PLACE_NAMES, ROOMS
from bot.demo.page.server import Server
from bot.demo.page.telling import Telling
from bot.demo.scene import DESK, DIRECTORY, WATCH_DESK
from bot.demo.stage import Stage
from tests.demo.pictures import KEPT, LARGEST

ROOT = Path(__file__).parents[2]
WEB = ROOT / "bot" / "demo" / "page" / "web"
NOW = datetime(2026, 11, 26, tzinfo=UTC)
SCENE = load_text(
    DIRECTORY, "directory.toml", {"slack": ["institute", "observers"], "telegram": ["main"]}
)


@pytest.fixture
async def acts() -> AsyncIterator[Acts]:
    stage = Stage()
    stage._people()
    yield Acts(stage, SCENE, lambda: NOW)
    await stage.slack.stop()


def test_the_page_weighs_less_than_a_hundred_and_fifteen_kilobytes() -> None:
    assert 0 < sum(one.stat().st_size for one in WEB.iterdir()) < 115_000


@pytest.mark.parametrize("name", sorted(one.name for one in WEB.iterdir() if one.suffix != ".jpg"))
def test_a_file_of_the_page_asks_nothing_of_the_outside_and_makes_no_markup_of_text(
    name: str,
) -> None:
    text = (
        (WEB / name).read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
    )
    assert not re.search(r"https?://|//[a-z]+\.[a-z]|@import|url\(", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script>", text) or name.endswith(".js")
    assert len(text.splitlines()) < 300


def test_every_room_of_the_directory_is_on_the_page() -> None:
    shown = {str(view.address) for pane in PANES for view in pane.views}
    assert {one.address for one in SCENE.places} <= shown
    bridged = {one for bridge in SCENE.bridges for one in bridge.channels}
    assert set(ROOMS) == bridged == set(PLACE_NAMES)
    for place, (pane, view) in ROOMS.items():
        found = SCENE.place_by_id(place)
        assert (found.address, found.mode) == (str(view.address), view.mode)
        assert found.platform == ("slack" if pane.platform == "slack" else "telegram")
        door = f"slack.{pane.account}" if pane.team else "telegram.main"
        person = SCENE.person(door.partition(".")[0], door, pane.team, str(pane.user))
        assert person.id == pane.person


TEXTS = (
    "TLP:GREEN Polling hours", "TLP:AMBER A server", "TLP:RED A source", "TLP:CLEAR For all",
    "TLP:AMBER+STRICT Names", "coffee?", "Is this TLP:GREEN or not?", "TLP:GREN typo",
    "TLP:GREEN not to watch Careful", "TLP:GREEN TLP:EX:CHR Who said",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("place", sorted(ROOMS))
def test_a_text_is_judged_as_explain_says(place: str, text: str) -> None:
    pane, _ = ROOMS[place]
    said = judge(
        SCENE, SCENE.place_by_id(place), pane.person, text,
        number="1", now=NOW, root=None, previous=None,
    )  # fmt: skip
    told = explained(SCENE, place, pane.person, text, NOW)
    assert said.message.reading.kind.value == told["reading"]
    assert said.label == told["label"]
    assert [(to, one.outcome.value, one.rule, one.why) for to, one in said.decisions.items()] == [
        (one["channel"], one["outcome"], one["rule"], one["why"]) for one in told["destinations"]
    ]


async def test_only_talk_in_a_room_for_sharing_is_not_stored(acts: Acts) -> None:
    for pane, view, stored in (
        ("watch", "watch-desk", False),
        ("institute", "institute-desk", True),
        ("institute", "institute-strict", True),
    ):
        acts.say(pane, view, "Who brings the coffee?")
        assert acts.last.judged.stored is stored


async def test_an_answer_without_a_label_takes_that_of_the_copy_that_it_answers(acts: Acts) -> None:
    telegram = acts._stage.telegram
    copy = 'TLP:AMBER · Ballot Institute · "Ann"\nA server'
    number = telegram.say(WATCH_DESK, PANES[3].user, copy)
    acts.say("watch", "watch-desk", "We see it too", str(number))
    assert acts.last.judged.label == "TLP:AMBER"
    assert acts.last.judged.stored


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda acts: acts.say("watch", "watch-desk", " \n "), "there is nothing in it"),
        (lambda acts: acts.say("watch", "watch-desk", "x" * 4001), "longer than 4000"),
        (lambda acts: acts.say("nobody", "watch-desk", "x"), "there is no such room"),
        (lambda acts: acts.say("watch", "institute-desk", "x"), "there is no such room"),
        (lambda acts: acts.say("watch", "watch-desk", "x", "99"), "no such message stands there"),
        (lambda acts: acts.edit("watch", "watch-desk", "99", "x"), "no such message stands there"),
        (lambda acts: acts.delete("institute", "institute-desk", "1.0"), "no such message"),
    ],
)
async def test_what_no_client_would_let_somebody_do_is_refused(acts: Acts, act, words: str) -> None:
    with pytest.raises(Unfit, match=words):
        act(acts)
    assert acts.last is None


async def test_nobody_changes_what_another_person_wrote(acts: Acts) -> None:
    acts.say("watch", "watch-desk", "TLP:GREEN Of Cleo")
    with pytest.raises(Unfit, match="Bo did not write that"):
        acts.edit("phone", "watch-desk", acts.last.number, "TLP:GREEN Of Bo")
    with pytest.raises(Unfit, match="Bo did not write that"):
        acts.delete("phone", "watch-desk", acts.last.number)


@pytest.mark.parametrize(
    ("texts", "revision", "waits"),
    [
        (("TLP:GREEN one", "TLP:GREEN two"), 2, False),
        (("TLP:GREEN one", "TLP:CLEAR one"), 1, True),
        (("TLP:GREEN one", "TLP:GREEN? one"), 1, True),
        (("TLP:GREEN one", "TLP:CLEAR one", "TLP:GREEN one"), 1, False),
        (("TLP:GREEN one", "TLP:CLEAR one", "TLP:AMBER one"), 2, False),
        (("TLP:GREEN one", "TLP:CLEAR one", "TLP:GREEN? one"), 1, True),
        (("coffee?", "TLP:GREEN coffee is here"), 1, False),
        (("coffee?", "TLP:GREEN coffee is here", "TLP:GREEN coffee is cold"), 2, False),
    ],
)
async def test_revisions_are_counted_as_the_bot_counts_them(
    acts: Acts, texts: tuple[str, ...], revision: int, *, waits: bool
) -> None:
    acts.say("watch", "watch-desk", texts[0])
    for text in texts[1:]:
        acts.edit("watch", "watch-desk", acts.last.number, text)
    assert (acts.last.revision, acts.last.waits) == (revision, waits)


async def test_an_edit_that_says_the_same_is_refused_and_half_a_character_replaced(
    acts: Acts,
) -> None:
    acts.say("watch", "watch-desk", "TLP:GREEN \ud800 half")
    assert acts.last.text == "TLP:GREEN \ufffd half"
    with pytest.raises(Unfit, match="says what it said before"):
        acts.edit("watch", "watch-desk", acts.last.number, acts.last.text)


async def test_slack_is_told_what_its_client_would_write(acts: Acts) -> None:
    acts.say("institute", "institute-desk", "TLP:GREEN a < b & c")
    (written,) = acts._stage.slack.messages(DESK)
    assert written["text"] == "TLP:GREEN a &lt; b &amp; c"
    assert written["blocks"][0]["elements"][0]["elements"][0]["text"] == "TLP:GREEN a < b & c"


async def test_the_files_are_shown_with_every_secret_masked(tmp_path: Path) -> None:
    stage = Stage()
    stage.folder = tmp_path
    stage._people()
    stage._write_files()
    telling = Telling.__new__(Telling)
    telling._stage = stage
    files = telling.files()
    secrets = [one for pair in stage._tokens.values() for one in pair] + [stage._telegram_token]
    assert len(secrets) == 5
    for secret in secrets:
        assert secret[:4] in files["tocsin.toml"]
        assert secret[6:] not in files["tocsin.toml"]
    assert files["directory.toml"] == DIRECTORY
    await stage.slack.stop()


def test_the_database_is_opened_to_read_and_never_made(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        look(tmp_path / "none.db", entries=1)
    assert list(tmp_path.iterdir()) == []


def test_the_docs_show_the_pictures_that_are_taken_and_no_others() -> None:
    told = (ROOT / "docs" / "demo.md").read_text(encoding="utf-8")
    pictures = {one.name: one for one in (ROOT / "docs" / "pictures").glob("*.png")}
    assert pictures.keys() == set(KEPT)
    shown = set(re.findall(r"!\[[^\]]{20,}\]\(pictures/([^)]+)\)", told))
    assert shown == set(KEPT)
    assert all(one.stat().st_size <= LARGEST for one in pictures.values())


@pytest.mark.parametrize("turns", range(7))
def test_who_comes_to_the_page_in_the_turn_of_its_end_is_closed_too(turns: int) -> None:
    async def life() -> socket.socket:
        server = Server(*[Mock()] * 5, "token", modals=Mock(), clock=Mock())
        await server.start(0)
        came = socket.create_connection(("127.0.0.1", server.port))
        for _ in range(turns):
            await asyncio.sleep(0)
        await server.stop()
        return came

    gc.collect()
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        asyncio.run(life()).close()
        gc.collect()
    assert [str(one.message) for one in found] == []
