"""Every page says only what is there: links lead somewhere, commands and settings are real."""

import re
import shlex
from pathlib import Path

import click
import pytest

from bot.cli.main import main
from bot.config import SECTIONS, Config
from bot.settings import SlackAccount, TelegramAccount

main.load()
ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
WORKED = re.compile(r"^\| `.*$", re.MULTILINE)
"""Tables of worked lines quote what people write, which names nothing of ours."""


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_to_a_page_and_a_heading_that_are_there(page: Path) -> None:
    text = WORKED.sub("", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?://", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file) if file else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def commands(text: str) -> list[list[str]]:
    """Return the words of every command of ours that a text writes as code."""
    spans = re.findall(r"(?<!`)`(tocsin [^`\n]+)`(?!`)", text)
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    spans += [
        found[1]
        for line in lines
        if (found := re.match(r"\$ (?:.*\| )?(?:\S*/)?(tocsin .*)", line))
    ]
    return [shlex.split(one, comments=True)[1:] for one in spans if "tocsin/" not in one]


def wrong(words: list[str]) -> str:
    """Return what of a command line is not the program's; "" when all is."""
    at: click.Command = main
    for number, word in enumerate(words):
        if word in ("|", ">", "<", "&&"):
            break
        if word.startswith("-") and len(word) > 1:
            known = {name for one in (at, main) for p in one.params for name in p.opts}
            if word.partition("=")[0] not in known | {"--version", "--help", "-h"}:
                return word
        elif isinstance(at, click.Group):
            parts = word.rstrip(",").split("|")
            if any(part not in at.commands for part in parts):
                return " ".join(words[: number + 1])
            at = at.commands[parts[0]]
    return ""


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_a_page_writes_is_the_programs(page: Path) -> None:
    found = commands(WORKED.sub("", page.read_text(encoding="utf-8")))
    assert [one for one in map(wrong, found) if one] == []


def test_a_command_that_is_not_there_would_be_found() -> None:
    assert commands("run `tocsin fly --high`") == [["fly", "--high"]]
    assert wrong(["fly", "--high"]) == "fly"
    assert wrong(["init", "--high"]) == "--high"
    assert wrong(["audit", "fly"]) == "audit fly"
    assert wrong(["audit", "verify"]) == ""


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_setting_that_a_page_names_is_the_programs(page: Path) -> None:
    tables = {name: type(Config.model_fields[name].default) for name in SECTIONS}
    tables |= {"slack": SlackAccount, "telegram": TelegramAccount}
    text = WORKED.sub("", page.read_text(encoding="utf-8"))
    for section, key in re.findall(r"`\[(\w+)(?:\.[^\]]*)?\] ([a-z_]+)", text):
        assert section in tables, section
        assert key in tables[section].model_fields, f"[{section}] {key}"


def test_every_page_is_reached_from_the_first() -> None:
    reached, waiting = set(), [ROOT / "docs" / "README.md", ROOT / "README.md"]
    while waiting:
        page = waiting.pop().resolve()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        links = re.findall(r"\]\(([^)#\s]+\.md)", page.read_text(encoding="utf-8"))
        waiting += [page.parent / one for one in links if (page.parent / one).exists()]
    assert {page.resolve() for page in PAGES} - reached == set()
