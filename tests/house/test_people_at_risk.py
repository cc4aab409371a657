"""Whatever is promised to people at risk names a test, and the test is there and runs."""

import ast
import re
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PAGE = (HOUSE / "docs/people-at-risk.md").read_text(encoding="utf-8")
NAMED = re.findall(r"^\| .+ \| `(tests/[\w/]+\.py)::(test_\w+)` \|$", PAGE, re.MULTILINE)


def test_every_row_names_a_test_that_is_there() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")][1:]
    assert len(NAMED) == len(rows) > 30
    for path, name in NAMED:
        tree = ast.parse((HOUSE / path).read_text(encoding="utf-8"))
        found = [one for one in tree.body if getattr(one, "name", "") == name]
        assert found, f"{path}::{name}"
        assert "skip(" not in ast.unparse(found[0])


def test_only_steps_ask_a_platform_for_anything_that_people_see() -> None:
    asks = re.compile(r"\bdoor\.(?:post|edit|whisper)\(")
    found = {
        str(path.relative_to(HOUSE))
        for path in (HOUSE / "bot").rglob("*.py")
        if "sandbox" not in path.parts and asks.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"bot/steps.py"}
