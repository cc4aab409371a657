"""Every command is declared once, does something, and is not told apart from another by chance."""

import ast
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from bot import boards, commands, dues
from bot.commands import ACTS
from policies.phrases import ENGLISH
from policies.verbs.table import BY_NAME, TABLE

WIDENED = {"ask", "close", "recall", "receipt"}
"""Verbs whose later act does the earlier one's work too, by the form of the words."""
TABLES = ((boards, "WRITERS"), (dues, "DUES"), (commands, "ACTS"))


def test_every_declared_command_has_an_act_and_every_act_a_declaration() -> None:
    assert {one.name for one in TABLE} == set(ACTS)


@pytest.mark.parametrize(("module", "name"), TABLES, ids=[name for _, name in TABLES])
def test_no_wing_takes_the_place_of_anothers_in_a_table(module: ModuleType, name: str) -> None:
    """A table is put together of several: the later of two under one name would hide the other."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    (made,) = (
        one.value
        for one in tree.body
        if isinstance(one, ast.AnnAssign) and ast.unparse(one.target) == name
    )
    assert isinstance(made, ast.Dict)
    counted: Counter[str] = Counter()
    for key, value in zip(made.keys, made.values, strict=True):
        found = eval(ast.unparse(value if key is None else key), vars(module))  # noqa: S307 - our own table
        counted.update(list(found) if key is None else [found])
    twice = {one for one, count in counted.items() if count > 1}
    assert twice == (WIDENED if name == "ACTS" else set())


def test_no_name_means_two_commands() -> None:
    assert len(BY_NAME) == sum(1 + len(one.aliases) for one in TABLE)


def test_every_command_says_in_one_line_what_it_does() -> None:
    for one in TABLE:
        summary = one.summary(ENGLISH.words)
        assert summary.endswith(".")
        assert "\n" not in summary
        assert one.usage.split()[0] == one.name


def test_a_shortcut_fits_the_menu_behind_a_slack_message() -> None:
    assert all(len(one.shortcut) <= 24 for one in TABLE)
