"""`figures`: what a person may know of a period, as a text and as files, each under its label."""

import csv
import io
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from bot.desk import period
from handlers.incoming import Room
from policies.alerts.alert import Answered, Standing
from policies.alerts.audience import Audience
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from policies.readings import Restrictions
from policies.sharing.clearance import Cleared
from tests.bot.coalition import COALITION, Coalition

NOW = datetime(2026, 11, 26, 14, 5, tzinfo=UTC)
EVERYBODY = ("institute", "watch", "radio", "ministry")


@dataclass
class Sent:
    """The files that a door was given, by name, and what stood below each."""

    files: dict[str, bytes] = field(default_factory=dict)
    captions: dict[str, str] = field(default_factory=dict)
    protected: set[bool] = field(default_factory=set)

    def ending(self, ending: str) -> bytes:
        (found,) = [one for name, one in self.files.items() if name.endswith(ending)]
        return found

    def rows(self) -> list[list[str]]:
        text = self.ending(".csv").decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))


@pytest.fixture
def sent(coalition: Coalition, monkeypatch: pytest.MonkeyPatch) -> Sent:
    found = Sent()
    for door in (coalition.house.slack, coalition.house.telegram):
        monkeypatch.setattr(door, "post", reading(door.post, found))
    return found


def reading(post: Callable[..., Awaitable[Any]], found: Sent) -> Callable[..., Awaitable[Any]]:
    """Return a door's `post` that reads the files which it is given, as real doors do."""

    async def posting(room: Room, what: Cleared, reply_to: str | None = None) -> Any:
        for one in what.outgoing.carried:
            async with one.open() as stream:
                content = b"".join([piece async for piece in stream.pieces])
            found.files[stream.name] = content
            found.captions[stream.name] = what.outgoing.text.plain
            found.protected.add(what.handling.protect)
        return await post(room, what, reply_to)

    return posting


def standings(now: datetime, *minutes: int | None) -> tuple[Standing, ...]:
    return tuple(
        Standing(
            organisation=name,
            first=now,
            answered=Answered.PENDING if after is None else Answered.ACKNOWLEDGED,
            at=None if after is None else now + timedelta(minutes=after),
        )
        for name, after in zip(EVERYBODY, minutes, strict=False)
    )


async def test_the_figures_come_as_a_text_a_picture_a_page_and_a_table_under_one_label(
    coalition: Coalition, sent: Sent
) -> None:
    now = coalition.now
    await coalition.raised(standings=standings(now, 4, 20, 1, 2), label=Label.AMBER)
    await coalition.raised(
        standings=standings(now, 16, None, 1), state=State.RESOLVED, ended=now + timedelta(hours=1)
    )
    await coalition.typed("nia", "figures")
    (told,) = [one for one in coalition.told("nia") if " · Alerts from" in one]
    assert told.splitlines()[0].startswith("TLP:AMBER · Alerts from ")
    assert told.splitlines()[1:] == [
        "high: 2 alerts",
        "  Ballot Institute: acknowledged 2 of 2, 1 of them late; "
        "half of them within 10 min 00 s, all within 16 min 00 s",
        "  resolved: 1, half of them within 1 h 00 min",
        "  Other organisations: 2 within 5 minutes, 1 not yet",
    ]
    assert sorted(name.rpartition(".")[2] for name in sent.files) == ["csv", "html", "png"]
    assert all(name.startswith("TLP-AMBER-figures-") for name in sent.files)
    assert all(caption.startswith("TLP:AMBER · ") for caption in sent.captions.values())
    first, last = (f"{now + timedelta(days=days):%Y-%m-%d} 00:00 UTC" for days in (-29, 1))
    named = f"Ballot Institute: Alerts from {first} to {last}"
    assert all(named in caption for caption in sent.captions.values())
    assert sent.rows()[0] == ["TLP:AMBER", named]
    with Image.open(io.BytesIO(sent.ending(".png"))) as image:
        assert image.info["Title"] == named
        assert image.info["Description"].startswith(named)
    page = re.sub("<[^>]*>", "", sent.ending(".html").decode())
    assert page.count(named) == 4, "title, heading, below the picture, over the table"
    (described,) = [text for name, text in sent.captions.items() if name.endswith(".png")]
    assert "high, middle 10 min 00 s, longest 16 min 00 s" in described
    assert {row[0] for row in sent.rows()} == {"TLP:AMBER"}
    assert sent.rows()[2] == [
        "TLP:AMBER", "real", "high", "2", "0", "2", "2", "1", "600", "960", "1", "3600",
        "2 within 5 minutes, 1 not yet",
    ]  # fmt: skip
    for name in ("Partner 14", "Ballot Watch", "Free Radio", "Ministry"):
        assert name not in told
        assert name.encode() not in sent.ending(".csv") + sent.ending(".html")


@pytest.mark.parametrize(
    ("name", "alias", "drawn"),
    [
        ("Žižkov Élections", "", "Zizkov Elections"),
        ("Київський інститут", "", "institute"),
        ("Ballot Institute", "Партнер 3", "The organisation that is named beside this picture"),
        ("Ballot Institute", "Partner 3", "Partner 3"),
        ("TLP:CLEAR Radio", "", "T.LP:CLEAR Radio"),
    ],
)
async def test_the_picture_is_named_as_others_know_whoever_it_is_of(
    coalition: Coalition, name: str, alias: str, drawn: str
) -> None:
    """An id that stands for a chosen name is not drawn either."""
    shown = f'name = "{name}"\n' + (f'shown_as = "{alias}"\n' if alias else "")
    await coalition.apply(COALITION.replace('name = "Ballot Institute"\n', shown, 1))
    await coalition.raised(standings=standings(coalition.now, 4))
    services = coalition.house.services
    nia = services.directory.person_by_id("nia")
    assert nia is not None
    span = (coalition.now - timedelta(days=1), coalition.now + timedelta(days=1))
    found = await coalition.house.store.read(lambda tx: period.of_person(tx, services, nia, *span))
    report = period.report(services, services.phrases(""), found)
    assert report.chart is not None
    assert report.chart.whose == drawn
    first, last = (f"{one:%Y-%m-%d %H:%M} UTC" for one in span)
    assert report.chart.span == f"Alerts from {first} to {last}"
    assert report.title.startswith(alias or name.replace("TLP", "T.LP"))
    assert report.title in report.chart.described


async def test_an_exercise_stands_apart_and_is_marked(coalition: Coalition, sent: Sent) -> None:
    drill = '[[exercise]]\nid = "drill"\nname = "Drill"\norganisations = ["institute"]\n'
    await coalition.apply(COALITION + drill)
    now = coalition.now
    mine = Audience(organisations=("institute",))
    for exercise in ("", "drill"):
        await coalition.raised(
            standings=standings(now, 4), exercise=exercise, audience=mine, severity=Severity.LOW
        )
    await coalition.typed("nia", "figures")
    (told,) = [one for one in coalition.told("nia") if " · Alerts from" in one]
    real, drill = told.split("\n\nEXERCISE, NOT REAL\n")
    assert "low: 1 alert" in real
    assert "low: 1 alert" in drill
    assert [row[1] for row in sent.rows() if "low" in row] == ["real", "exercise"]
    assert "EXERCISE, NOT REAL" in sent.ending(".html").decode()


async def test_nothing_goes_in_of_which_its_reader_may_not_know_nor_what_is_red(
    coalition: Coalition, sent: Sent
) -> None:
    now = coalition.now
    watch = Audience(organisations=("watch",))
    await coalition.raised(author="bo", standings=standings(now, 1, 1), label=Label.GREEN)
    hidden = {"author": "bo", "audience": watch, "severity": Severity.CRITICAL}
    await coalition.raised(**hidden, label=Label.AMBER_STRICT)
    red = Audience(people=("mads",))
    await coalition.raised(author="mo", audience=red, label=Label.RED, severity=Severity.LOW)
    await coalition.typed("mads", "figures")
    (told,) = [one for one in coalition.told("mads") if " · Alerts from" in one]
    assert told.startswith("TLP:GREEN · ")
    assert "CRITICAL" not in told
    assert "low" not in told
    assert {row[0] for row in sent.rows()} == {"TLP:GREEN"}
    sent.files.clear()
    await coalition.typed("dora", "figures")
    assert {row[0] for row in sent.rows()} == {"TLP:AMBER+STRICT"}
    assert sent.protected == {False, True}


async def test_what_an_alert_keeps_back_from_somebody_is_kept_back_by_its_figures(
    coalition: Coalition, sent: Sent
) -> None:
    await coalition.raised(
        standings=standings(coalition.now, 1), restrictions=Restrictions(not_to=("ministry",))
    )
    await coalition.typed("nia", "figures")
    assert {row[0] for row in sent.rows()} == {"TLP:GREEN not to ministry"}


async def test_a_wall_holds_in_the_classes(coalition: Coalition, sent: Sent) -> None:
    await coalition.raised(author="bo", standings=standings(coalition.now, 1, 2, 3, 4))
    await coalition.typed("mads", "figures")
    (told,) = [one for one in coalition.told("mads") if " · Alerts from" in one]
    # The radio does not let the government know what it does, and two are too few.
    assert "Other organisations: fewer than 3" in told
    assert sent.rows()[-1][-1] == "fewer than 3"
    await coalition.typed("nia", "figures")
    (told,) = [one for one in coalition.told("nia") if " · Alerts from" in one]
    assert "Other organisations: 3 within 5 minutes" in told


async def test_who_asks_again_before_they_are_there_is_asked_to_wait(
    coalition: Coalition, sent: Sent
) -> None:
    await coalition.raised(author="bo", standings=standings(coalition.now, 1))
    for _ in range(3):
        await coalition.typed("nia", "figures", settle=False)
    await coalition.settle()
    told = coalition.told("nia")
    assert sum(one.startswith("Your figures are on their way.") for one in told) == 2
    assert sum(" · Alerts from" in one for one in told) == 1
    assert len(sent.files) == 3
    await coalition.typed("nia", "figures")
    assert sum(" · Alerts from" in one for one in coalition.told("nia")) == 2


async def test_who_loses_the_right_before_they_go_gets_no_files(
    coalition: Coalition, sent: Sent
) -> None:
    await coalition.raised(author="bo", standings=standings(coalition.now, 1))
    await coalition.typed("nia", "figures", settle=False)
    wall = '\n[[wall]]\norganisation = "watch"\nnot_to = ["institute"]\n'
    await coalition.apply(COALITION + wall)
    await coalition.settle()
    assert sent.files == {}
    assert not any("Alerts from" in one for one in coalition.told("nia"))


async def test_on_a_phone_that_may_be_taken_there_are_no_files(
    coalition: Coalition, sent: Sent
) -> None:
    await coalition.raised(author="ray", standings=standings(coalition.now, 1, 1, 1))
    await coalition.typed("rita", "figures")
    assert sent.files == {}


async def test_figures_are_the_same_with_and_without_what_is_hidden(coalition: Coalition) -> None:
    services, store = coalition.house.services, coalition.house.store
    person = services.directory.person_by_id("mads")
    assert person is not None
    await coalition.raised(author="bo", standings=standings(coalition.now, 1, 2, 3, 4))

    async def lines() -> list[str]:
        start, end = coalition.now - timedelta(days=1), coalition.now + timedelta(days=1)
        found = await store.read(lambda tx: period.of_person(tx, services, person, start, end))
        return period.lines(services, services.phrases(""), found)

    before = await lines()
    await coalition.raised(author="ray", standings=standings(coalition.now, 9, 9, 9, 9))
    assert await lines() == before


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("", ("2026-10-28", "2026-11-27")),
        ("2026-11-01", ("2026-11-01", "2026-11-27")),
        ("2026-11-26", ("2026-11-26", "2026-11-27")),
        ("2026-11-01 2026-11-03", ("2026-11-01", "2026-11-04")),
        ("2024-02-29 2024-02-29", ("2024-02-29", "2024-03-01")),
        ("2026-11-03 2026-11-01", None),
        ("2026-11-27", None),
        ("2023-02-29", None),
        ("2024-01-01 2026-01-01", None),
        ("yesterday", None),
        ("2026-11-01 2026-11-02 2026-11-03", None),
        ("=1+1", None),
    ],
)
def test_a_period_is_whole_days_or_is_refused(words: str, span: tuple[str, str] | None) -> None:
    found = period.span_of(tuple(words.split()), NOW)
    assert (None if found is None else tuple(f"{one:%Y-%m-%d}" for one in found)) == span


async def test_a_period_that_is_none_is_told_with_what_to_type(coalition: Coalition) -> None:
    told = await coalition.typed("nia", "figures last week")
    assert told.startswith("Please type the first day and the last, such as: figures 2026-11-01")
    assert (await coalition.typed("nia", "figures")).endswith("that is yours to see.")


async def test_too_many_are_told_to_be(
    coalition: Coalition, monkeypatch: pytest.MonkeyPatch, sent: Sent
) -> None:
    monkeypatch.setattr(period, "MOST", 2)
    for _ in range(3):
        coalition.house.pass_(60)
        await coalition.raised(standings=standings(coalition.now, 1))
    await coalition.typed("nia", "figures")
    (told,) = [one for one in coalition.told("nia") if " · Alerts from" in one]
    assert "Too many for one report: only those since " in told
    assert "high: 2 alerts" in told
    assert any("Too many for one report" in one for row in sent.rows() for one in row)
    assert replace(standings(coalition.now, 1)[0], by="x").by == "x"
