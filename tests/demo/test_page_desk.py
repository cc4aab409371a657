"""The alert desk on the page: the clock, and the modals that people fill in; no browser, no bot."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.page.acts import Acts
from bot.demo.page.clock import WORDS, Clock, told
from bot.demo.page.controls import FLOOD, Controls
from bot.demo.page.modals import Modals
from bot.demo.page.typed import Unfit
from bot.demo.scene import ANN, INSTITUTE_TEAM, INTAKE
from bot.demo.stage import Stage
from bot.demo.turning import Turning
from bot.sandbox.slack import views
from tests.demo.test_page_parts import NOW, SCENE

SOON, LATER = NOW.timestamp() + 300, NOW.timestamp() + 86_400
OPTIONS = [
    {"text": {"type": "plain_text", "text": name}, "value": name.lower()}
    for name in ("Low", "High")
]


def asked(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": name.title()}
    element = {"action_id": name, **element}
    return {"type": "input", "block_id": name, "label": label, "element": element, **more}


VIEW = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "New alert"},
    "submit": {"type": "plain_text", "text": "Go on"},
    "close": {"type": "plain_text", "text": "Cancel"},
    "blocks": [
        asked("text", {"type": "plain_text_input", "multiline": True, "max_length": 9}),
        asked("severity", {"type": "static_select", "options": OPTIONS}),
        asked("kinds", {"type": "checkboxes", "options": OPTIONS}, optional=True),
    ],
}


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    made = Stage()
    made._people()
    made._turning = Turning(tmp_path)
    yield made
    await made.slack.stop()


@pytest.fixture
def acts(stage: Stage) -> Acts:
    return Acts(stage, SCENE, lambda: NOW)


@pytest.fixture
def modals(stage: Stage, acts: Acts) -> Modals:
    world = stage.slack.world
    workspace = world.workspaces[INSTITUTE_TEAM]
    workspace.modals[ANN] = [views._made(world, workspace, VIEW)]
    return Modals(stage, acts)


def test_a_modal_is_shown_to_whom_it_stands_before_and_to_nobody_else(modals: Modals) -> None:
    shown = modals.told()
    assert (shown["observers"], shown["nia"]) == (None, None)
    assert (shown["institute"]["title"], shown["institute"]["send"]) == ("New alert", "Go on")
    fields = shown["institute"]["fields"]
    assert [(one["id"], one["kind"], one["optional"]) for one in fields] == [
        ("text", "area", False),
        ("severity", "select", False),
        ("kinds", "several", True),
    ]
    assert fields[1]["options"] == [["low", "Low"], ["high", "High"]]
    assert fields[0]["longest"] == 9


def test_what_is_missing_is_said_at_its_field_and_the_rest_stays(
    stage: Stage, modals: Modals
) -> None:
    modals.act("fill", "institute", {"text": "Queues", "severity": "", "kinds": ["low"]})
    shown = modals.told()["institute"]
    assert shown["errors"].keys() == {"severity"}
    assert shown["fields"][0]["value"] == "Queues"
    assert shown["fields"][2]["chosen"] == ["low"]
    assert stage.slack.entries(kind="submitted") == []
    modals.act("fill", "institute", {"severity": "high"})
    assert len(stage.slack.entries(kind="submitted")) == 1


def test_a_modal_is_left(modals: Modals) -> None:
    modals.act("leave", "institute", None)
    assert modals.told()["institute"] is None


@pytest.mark.parametrize(
    ("what", "pane", "values", "words"),
    [
        ("fill", "phone", {}, "no window of Slack"),
        ("fill", "nobody", {}, "no window of Slack"),
        ("fill", "institute", None, "no JSON object"),
        ("fill", "institute", {"text": 7}, "neither a text nor a list"),
        ("fill", "institute", {"text": "too long for it"}, "takes 9 characters"),
        ("fill", "institute", {"severity": "worst"}, "worst is not offered"),
        ("fill", "institute", {"else": "x"}, "no field is called else"),
        ("fill", "nia", {}, "no modal is before them"),
        ("leave", "nia", None, "nothing is before them"),
    ],
)
def test_what_no_modal_takes_is_refused_with_a_reason(
    acts: Acts, modals: Modals, what: str, pane: str, values: Any, words: str
) -> None:
    with pytest.raises(Unfit, match=words):
        modals.act(what, pane, values)
    assert acts.turn == 0


def test_the_clock_tells_what_is_due_next_and_what_was_planned() -> None:
    dues = (("pulse", SOON - 60), ("schedule", LATER), ("escalate", SOON))
    shown = told(NOW, timedelta(hours=1), dues)
    assert (shown["now"], shown["ahead"]) == ("2026-11-26T00:00Z", 3600)
    assert shown["next"] == {"words": WORDS["escalate"], "at": "2026-11-26T00:05:00Z"}
    assert shown["planned"]["at"] == "2026-11-27T00:00:00Z"
    assert told(NOW, timedelta(), (("pulse", SOON),))["next"] is None


@pytest.mark.parametrize(("which", "due"), [("next", 300), ("planned", 9000)])
def test_the_clock_is_turned_to_what_is_due(stage: Stage, acts: Acts, which: str, due: int) -> None:
    at = stage.now().timestamp() + due
    dues = (("pulse", at - 200), ("schedule", stage.now().timestamp() + 9000), ("escalate", at))
    Clock(stage, acts).to_what_is_due(which, dues)
    assert at < stage.now().timestamp() < at + 30
    assert acts.turn == 1


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda clock: clock.forward(0), "must be from 1"),
        (lambda clock: clock.forward(100_000), "must be from 1"),
        (lambda clock: clock.to_what_is_due("never", ()), "neither next nor planned"),
        (lambda clock: clock.to_what_is_due("next", (("pulse", LATER),)), "nothing of that kind"),
        (lambda clock: clock.to_what_is_due("next", (("escalate", 1.0),)), "nothing of that kind"),
        (
            lambda clock: clock.to_what_is_due("planned", (("raise", LATER),)),
            "nothing of that kind",
        ),
    ],
)
def test_the_clock_goes_neither_back_nor_nowhere(
    stage: Stage, acts: Acts, act: Any, words: str
) -> None:
    with pytest.raises(Unfit, match=words):
        act(Clock(stage, acts))
    assert stage.ahead() == timedelta()


def test_the_clock_goes_forward_by_so_many_minutes(stage: Stage, acts: Acts) -> None:
    Clock(stage, acts).forward(60)
    assert stage.ahead() == timedelta(hours=1)
    assert stage.now() - datetime.now(UTC) > timedelta(minutes=59)


def test_a_hundred_reports_pour_into_the_intake_room(stage: Stage, acts: Acts) -> None:
    Controls(stage, acts).flood()
    texts = [one["text"] for one in stage.telegram.messages(INTAKE)]
    assert len(set(texts)) == len(texts) == FLOOD
    assert acts.last is None
