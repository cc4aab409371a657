"""The dashboard and the alerts ask only for metrics, labels and values that there are."""

import json
import re
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tests.house.metrics_told import LABELS, TOLD

GRAFANA = Path(__file__).parents[2] / "docs" / "grafana"
BOARD: dict[str, Any] = json.loads((GRAFANA / "tocsin.json").read_text(encoding="utf-8"))
PANELS = [one for one in BOARD["panels"] if one["type"] != "row"]
OF_PROMETHEUS = {"up": frozenset({"job", "instance"})}
ADDED = frozenset({"job", "instance"})
PARTS = {"_bucket": frozenset({"le"}), "_sum": frozenset(), "_count": frozenset()}
SHOWN = [(one["title"], target["expr"]) for one in PANELS for target in one["targets"]]

NAME = re.compile(r"\b((?:tocsin|process)_[a-z0-9_]+|up(?=\{))(\{[^}]*\})?")
SELECTOR = re.compile(r'([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)"')
GROUPED = re.compile(r"\b(?:by|on|without|ignoring)\s*\(([^)]*)\)")


def alerts() -> dict[str, dict[str, str]]:
    """Return the rules by name, each with its keys; fails on a line of a form it does not know."""
    found: dict[str, dict[str, str]] = {}
    rule: dict[str, str] = {}
    for line in (GRAFANA / "alerts.yml").read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if match := re.fullmatch(r"      - alert: (\w+)", line):
            rule = found.setdefault(match[1], {})
            assert rule == {}, f"{match[1]} stands twice"
        elif match := re.fullmatch(
            r"        (?:  )?(expr|for|labels|summary|description): (.+)", line
        ):
            rule[match[1]] = match[2]
        else:
            assert line in ("groups:", "  - name: tocsin", "    rules:", "        annotations:"), (
                line
            )
    return found


ALERTS = alerts()
ASKED = [*SHOWN, *((name, rule["expr"]) for name, rule in ALERTS.items())]


def family(name: str) -> tuple[str, frozenset[str]]:
    """Return the metric that a name in an expression belongs to, and the labels it may have."""
    if name in OF_PROMETHEUS:
        return name, OF_PROMETHEUS[name]
    if name in TOLD and TOLD[name][0] != "histogram":
        return name, TOLD[name][1] | ADDED
    for ending, more in PARTS.items():
        base = name.removesuffix(ending)
        if base != name and TOLD.get(base, ("",))[0] == "histogram":
            return base, TOLD[base][1] | ADDED | more
    raise AssertionError(f"there is no metric {name}")


@pytest.mark.parametrize(("title", "expr"), ASKED, ids=[title for title, _ in ASKED])
def test_an_expression_uses_metrics_labels_and_values_that_there_are(title: str, expr: str) -> None:
    found = NAME.findall(expr)
    assert found, title
    known: set[str] = set()
    for name, selector in found:
        _, labels = family(name)
        known |= labels
        for label, how, said in SELECTOR.findall(selector):
            assert label in labels, f"{name} has no label {label}"
            if how == "=" and label in LABELS:
                assert said in LABELS[label], f"{label} is never {said}"
    for group in GROUPED.findall(expr):
        assert {one.strip() for one in group.split(",")} <= known
    for opening, closing in ("()", "[]", "{}"):
        assert expr.count(opening) == expr.count(closing)


@pytest.mark.parametrize(
    ("expr", "wrong"),
    [
        ("sum(tocsin_nothing)", "no metric tocsin_nothing"),
        ("rate(tocsin_send_seconds[5m])", "no metric tocsin_send_seconds"),
        ('tocsin_held{door="slack.main"}', "no label door"),
        ('tocsin_held{kind="people"}', "never people"),
    ],
)
def test_a_wrong_expression_would_be_found(expr: str, wrong: str) -> None:
    with pytest.raises(AssertionError, match=wrong):
        test_an_expression_uses_metrics_labels_and_values_that_there_are("made up", expr)


def test_every_metric_of_ours_is_shown() -> None:
    shown = {family(name)[0] for _, expr in SHOWN for name, _ in NAME.findall(expr)}
    assert {name for name in TOLD if name.startswith("tocsin_")} - shown == set()


def test_the_dashboard_can_be_imported() -> None:
    assert BOARD["schemaVersion"] >= 36
    assert BOARD["id"] is None
    assert BOARD["title"] == "Tocsin"
    (given,) = BOARD["__inputs"]
    assert (given["type"], given["pluginId"]) == ("datasource", "prometheus")
    variables = {one["name"]: one for one in BOARD["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource"
    assert variables["datasource"]["current"]["value"] == f"${{{given['name']}}}"
    assert NAME.findall(variables["door"]["query"]["query"]) == [("tocsin_door_state", "")]
    kinds = {one["id"] for one in BOARD["__requires"] if one["type"] == "panel"}
    assert {one["type"] for one in PANELS} == kinds


def test_panels_stand_side_by_side_and_each_says_what_it_shows() -> None:
    numbers = [one["id"] for one in BOARD["panels"]]
    assert len(numbers) == len(set(numbers))
    places = [one["gridPos"] for one in BOARD["panels"]]
    assert all(one["x"] >= 0 and one["x"] + one["w"] <= 24 and one["h"] > 0 for one in places)
    for one, other in combinations(places, 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
        assert beside or below, (one, other)
    for panel in PANELS:
        assert panel["title"]
        assert panel["description"].endswith(".")
        for target in panel["targets"]:
            assert target["datasource"]["uid"] == panel["datasource"]["uid"] == "${datasource}"
        letters = [target["refId"] for target in panel["targets"]]
        assert len(letters) == len(set(letters))


def test_an_alert_says_how_bad_it_is_and_what_to_look_at() -> None:
    assert len(ALERTS) > 10
    for name, rule in ALERTS.items():
        assert rule.keys() - {"for"} == {"expr", "labels", "summary", "description"}, name
        assert re.fullmatch(r"\{severity: (critical|warning|info)\}", rule["labels"]), name
        assert re.fullmatch(r"\d+m", rule.get("for", "1m")), name
        # What begins with a brace or a backtick would be something else to YAML.
        for said in (rule["summary"], rule["description"], rule["expr"]):
            assert said[0] not in "{[`*&!|>%@'", (name, said)
            assert said[0] == '"' or (": " not in said and " #" not in said), (name, said)
