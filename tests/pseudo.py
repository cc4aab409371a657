"""A language that nobody speaks: letters accented, brackets around; as a catalogue like any."""

import ast
import re
import string
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

POT = Path(__file__).parents[1] / "bot" / "languages" / "tocsin.pot"
CODE = "xx"
_LETTERS = str.maketrans(
    string.ascii_letters,
    "áƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÁƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_KEPT = re.compile(r"(%\(\w+\)[0-9]*[sd]|/delete|TLP)")
_CALLS = ("gettext", "ngettext")
_MARK = re.compile(r"\(.*\)")


def pseudo(sentence: str) -> str:
    """Return a sentence in that language; a mark keeps its own brackets outside."""
    if _MARK.fullmatch(sentence):
        return f"({pseudo(sentence[1:-1])})"
    pieces = _KEPT.split(sentence)
    pieces[::2] = [one.translate(_LETTERS) for one in pieces[::2]]
    return f"⟦{''.join(pieces)}⟧"


@cache
def of_the_wings() -> frozenset[str]:
    """Return those sentences that stand with a wing's words or forms, in that language."""
    policies = POT.parents[2] / "policies"
    found: set[str] = set()
    for path in policies.rglob("*.py"):
        if path.name == "phrases.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node.func) in _CALLS:
                found |= {
                    one.value
                    for one in node.args
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return frozenset(map(pseudo, found))


def _called(function: ast.expr) -> str:
    """Return the name by which something is called, of an object or by itself."""
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def sentences() -> list[tuple[str, ...]]:
    """Return every sentence of the catalogue in that language, with its form for several."""
    return [tuple(map(pseudo, one)) for one in _ids(template())]


def translated(change: dict[str, str] | None = None) -> Catalog:
    """Return the catalogue translated, with some translations replaced by others."""
    read, made = template(), Catalog(charset="utf-8")
    for one in _ids(read):
        words = tuple((change or {}).get(form, pseudo(form)) for form in one)
        flags = read.get(one[0]).flags
        made.add(one if len(one) > 1 else one[0], words if len(one) > 1 else words[0], flags=flags)
    return made


def catalogue(folder: Path) -> None:
    """Make that language's catalogue in a folder, as `make messages` makes one."""
    with (folder / f"{CODE}.mo").open("wb") as file:
        write_mo(file, translated())


@cache
def template() -> Catalog:
    """Return the template for translators, read once; nobody changes it."""
    with POT.open("rb") as file:
        return read_po(file)


def _ids(read: Catalog) -> list[tuple[str, ...]]:
    given = [one.id for one in read if one.id]
    return [one if isinstance(one, tuple) else (one,) for one in given]
