"""Each library has one home; the rest of the house does not know that it exists."""

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOMES = {
    "slack_sdk": ("handlers/slack",),
    "slack_bolt": ("handlers/slack",),
    "telegram": ("handlers/telegram",),
    "cryptography": ("storage/sealing", "storage/keys.py"),
    "sqlalchemy": ("storage",),
    "aiosqlite": ("storage",),
    "asyncpg": ("storage/postgres",),
    "prometheus_client": ("bot/metrics",),
    "alembic": ("storage",),
    "apscheduler": ("bot/scheduler.py",),
    "pydantic": ("bot/config.py", "bot/settings.py"),
    "pydantic_settings": ("bot/config.py",),
    "click": ("bot/cli",),
    "disarm": ("policies/disguises.py",),
    "aiohttp": ("handlers", "bot/sandbox", "bot/demo/page"),
    "segno": ("handlers/documents/qr.py",),
    "PIL": ("bot/porter/workshop.py", "handlers/documents/charts.py"),
    "pickle": (),
    "yaml": (),
}


@cache
def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@cache
def lines(path: Path) -> str:
    """Return the lines of a file in which something may be imported."""
    written = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(one for one in written if "import" in one or "from" in one)


def imports(path: Path, library: str) -> bool:
    """Tell whether a file imports it; only those that name it are read as Python."""
    return library in lines(path) and library in imported(path)


FILES = [
    path
    for folder in ("bot", "handlers", "policies", "storage")
    for path in sorted((ROOT / folder).rglob("*.py"))
]


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_at_its_home(library: str) -> None:
    homes = HOMES[library]
    strays = [
        name
        for path in FILES
        if imports(path, library)
        and not any((name := path.relative_to(ROOT).as_posix()).startswith(home) for home in homes)
    ]
    assert strays == []


@pytest.mark.parametrize("module", ["asyncio", "logging", "random", "secrets", "time", "os"])
def test_policies_know_neither_clock_nor_chance_nor_the_outside(module: str) -> None:
    strays = [
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if path.is_relative_to(ROOT / "policies") and imports(path, module)
    ]
    assert strays == []


def test_no_file_of_the_house_is_over_three_hundred_lines() -> None:
    long = [
        path.relative_to(ROOT).as_posix()
        for path in FILES
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
    ]
    assert long == []


def test_a_package_says_one_sentence_over_its_door() -> None:
    doors = [path for path in FILES if path.name == "__init__.py" and "versions" not in path.parts]
    chatty = [path.relative_to(ROOT).as_posix() for path in doors if not says_one_sentence(path)]
    assert chatty == []


def says_one_sentence(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return len(tree.body) == 1 and bool(ast.get_docstring(tree))
