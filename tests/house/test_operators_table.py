"""The operator's guide says what the program does: cases, tests, commands, settings, exit codes."""

import re
from pathlib import Path
from typing import Any

import click
import pytest

from bot.cli import opening
from bot.cli.audit import CANNOT_TELL
from bot.cli.main import main
from bot.config import SECTIONS, Config, Rates, SlackAccount, TelegramAccount
from policies.community import parsing, tables

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")

# The list of issue 2, section 3, each as the guide's table calls it.
CASES = (
    "Configuration: malformed",
    "Configuration: partial",
    "Configuration: unknown key",
    "Directory: unknown ids",
    "Directory: cycles",
    "Directory: duplicate addresses",
    "Key: missing",
    "Key: wrong",
    "Key: readable by others",
    "Key: a symlink",
    "Database: from a newer version",
    "Database: read-only",
    "Database: full disk",
    "Channel: unknown",
    "Person: unknown",
    "Event: malformed, one among a hundred",
    "Message: 5 MB",
    "Message: broken UTF-16",
    "Message: empty or of the platform's own service",
    "Message: duplicate",
    "Message: out of order",
    "Door: revoked token",
    "Door: second poller (409)",
    "Door: Slack `invalid_auth`",
    "Door: down for an hour",
)


def section(title: str) -> str:
    """Return the text under a heading."""
    return GUIDE.split(f"\n## {title}", 1)[1].split("\n## ", 1)[0]


def rows(text: str) -> list[list[str]]:
    """Return the cells of a table's rows, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[1:].rstrip("|").split("|")] for line in lines[2:]]


TABLE = rows(section("When something is wrong"))


def words(cell: str) -> list[str]:
    """Return what stands in code marks."""
    return re.findall(r"`([^`]+)`", cell)


def test_no_case_is_missing_and_none_stands_twice() -> None:
    named = [row[0] for row in TABLE]
    assert [one for one in CASES if one not in named] == []
    assert len(named) == len(set(named))


def test_every_row_is_whole() -> None:
    assert [row for row in TABLE if len(row) != 5 or not all(row)] == []
    assert {row[3] for row in TABLE} <= {"—", "0", "1", "2", "78"}


def test_every_rows_test_exists() -> None:
    """A complete run fails besides when one of them has not run: see tests/conftest.py."""
    for row in TABLE:
        path, _, name = words(row[4])[0].partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {name}\(", text, re.MULTILINE), row[4]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_a_rows_exit_code_is_what_its_test_asks_for(row: list[str]) -> None:
    path, _, name = words(row[4])[0].partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")
    body = re.search(rf"def {name}\(.*?(?=\n(?:async )?def |\n@|\Z)", text, re.DOTALL)
    assert body is not None
    if row[3] not in ("—", "0"):
        helper = "refused(" if row[3] == "78" else "ask(" if row[3] == "1" else "\n"
        codes = re.findall(r"returncode == (\d+)", body[0])
        assert row[3] in codes or helper in body[0]


def test_the_commands_are_those_of_the_program() -> None:
    told = {one.split(" ")[1] for row in rows(section("Commands")) for one in words(row[0])[:1]}
    assert told == set(main.commands)
    for row in rows(section("Commands")):
        command: click.Command = main
        for word in words(row[0])[0].split()[1:]:
            if isinstance(command, click.Group):
                assert word in command.commands, row
                command = command.commands[word]
            elif word.startswith("--"):
                assert word in {name for one in command.params for name in one.opts}, row


def test_every_subcommand_is_told() -> None:
    text = section("Commands")
    for name, command in main.commands.items():
        for word in getattr(command, "commands", {}):
            assert word in text, f"{name} {word}"


def test_the_exit_codes_are_those_of_the_program() -> None:
    text = " ".join(section("Commands").split())
    assert f"{opening.DONE} done · {opening.PROBLEM} found a problem" in text
    assert f"{opening.USAGE} the command line was wrong" in text
    assert f"{opening.CONFIGURATION} a configuration, directory, key or database was" in text
    assert f"{opening.DONE} intact, {opening.PROBLEM} tampered, {CANNOT_TELL} cannot tell" in text


def told_settings() -> dict[tuple[str, str], str]:
    """Return the guide's settings: table and key with the default."""
    found: dict[tuple[str, str], str] = {}
    table = ""
    for row in rows(section("Settings")):
        table = words(row[0])[0].strip("[]") if row[0] else table
        found[table.removesuffix(".<name>"), words(row[1])[0]] = row[2].strip("`")
    return found


def real_settings() -> dict[tuple[str, str], str]:
    """Return the program's settings with their defaults."""
    models: dict[str, Any] = {
        name: type(Config.model_fields[name].default) for name in SECTIONS if name != "rates"
    }
    models |= {"slack": SlackAccount, "telegram": TelegramAccount, "rates": Rates}
    found = {}
    for section_name, model in models.items():
        for key, one in model.model_fields.items():
            secret = key.removesuffix("_file") in model.model_fields and key.endswith("_file")
            if secret:
                continue
            default = one.default
            hidden = default is None or type(default).__name__ == "SecretStr"
            found[section_name, key] = "" if hidden else str(default)
    return found


def test_the_settings_are_those_of_the_program_with_their_defaults() -> None:
    assert told_settings() == real_settings()


def test_the_directorys_keys_are_those_that_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: dict[str, set[str]] = {}
    finish = tables.Table.finish

    def noted(table: tables.Table) -> None:
        read.setdefault(table.where.split()[0], set()).update(table._read)
        finish(table)

    monkeypatch.setattr(tables.Table, "finish", noted)
    parsing.parse({kind: [{}] for kind in parsing._KINDS}, "x.toml", None)
    told = {
        words(row[0])[0].strip("[]"): set(re.findall(r"`([a-z_]+)`", row[1]))
        for row in rows(section("The directory"))
    }
    assert told == read
