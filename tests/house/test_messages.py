"""What we say stands in one place, whole, and every language says all of it."""

import ast
import io
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import ascii_letters

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.languages.catalogues import FOLDER, Languages
from policies import cards
from policies.labels import Label
from policies.phrases import ENGLISH, Phrases
from policies.readings import Kind, read
from tests.pseudo import POT, template, translated

ROOT = Path(__file__).parents[2]
SPEAKING = [
    path
    for folder in ("bot", "handlers", "policies")
    for path in sorted((ROOT / folder).rglob("*.py"))
    # The stand-ins and the stage say what people and platforms say; the command line is no chat.
    if not {"sandbox", "demo", "cli"} & set(path.parts)
]
PHRASES = ROOT / "policies" / "phrases.py"
SPEECH = ROOT / "policies" / "speech"
MARKS = ("repeat", "continuation", "answers_unknown", "unverified")
ASKED = re.compile(r"(?:gettext|\b_|\bN_)\s*\(")
"""A call of any of the names whose sentences are collected."""
PLACES = re.compile(r"%(?:\(\w+\))?.")


def extraction() -> list[str]:
    """Return the command of `make messages` that collects the sentences, without its output."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8").split("\nmessages:", 1)[1]
    line = next(one for one in recipe.splitlines() if "pybabel" in one and " extract " in one)
    words = shlex.split(line.strip().removeprefix("$(DEV)/pybabel"))
    at = words.index("-o")
    return words[:at] + words[at + 2 :]


def test_the_template_for_translators_holds_what_the_program_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made.pot"
    options, folders = extraction()[:-3], extraction()[-3:]
    monkeypatch.chdir(ROOT)
    files = [
        path.as_posix()
        for folder in folders
        for path in sorted(Path(folder).rglob("*.py"))
        # To read a file without any such call takes as long, and finds nothing.
        if ASKED.search(path.read_text(encoding="utf-8"))
    ]
    CommandLineInterface().run(["pybabel", *options, "-o", str(made), *files])
    assert made.read_text(encoding="utf-8") == POT.read_text(encoding="utf-8"), "make messages"
    assert made.read_text(encoding="utf-8").count("\nmsgid ") > 20


def test_every_call_that_is_collected_is_looked_for() -> None:
    assert all(ASKED.search(f"{name} (") for name in DEFAULT_KEYWORDS)


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Return the calls of functions or methods by their names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            whole = f"{getattr(getattr(called, 'value', None), 'id', '')}.{name}"
            if name in names or whole in names:
                yield node


def worded(node: ast.AST, constants: dict[str, str]) -> bool:
    """Tell whether an expression holds a literal with letters, or a constant that is one."""
    return any(
        (isinstance(one, ast.Constant) and isinstance(one.value, str) and lettered(one.value))
        or (isinstance(one, ast.Name) and lettered(constants.get(one.id, "")))
        for one in ast.walk(node)
    )


def lettered(text: str) -> bool:
    return bool(set(text) & set(ascii_letters))


def outside(tree: ast.Module) -> list[int]:
    """Return the lines on which a text for people is made of words that stand there."""
    constants = {
        node.target.id if isinstance(node, ast.AnnAssign) else node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(
            node.target if isinstance(node, ast.AnnAssign) else node.targets[0], ast.Name
        )
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }
    made = calls(tree, "Text.of", "Run")
    return [
        call.lineno
        for call in made
        if any(worded(one, constants) for one in call.args)
        or any(worded(one.value, constants) for one in call.keywords if one.arg == "text")
    ]


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_text_that_people_read_is_worded_outside_the_one_place(path: Path) -> None:
    if path != PHRASES and path.parent != SPEECH:
        assert outside(ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'Text.of("Please wait.")',
        'Text.of(f"{count} wait")',
        'Run(text="wait")',
        'Text.of("wait" if one else two)',
        'WAIT: Final = "Please wait."\nText.of(WAIT)',
        'WAIT = "Please wait."\nText.of(WAIT + name)',
    ],
)
def test_the_rule_finds_words_however_they_are_put(line: str) -> None:
    assert outside(ast.parse(line)) == [line.count("\n") + 1]


def test_the_lines_above_copies_are_made_of_no_words_but_restrictions() -> None:
    tree = ast.parse((ROOT / "policies" / "cards.py").read_text(encoding="utf-8"))
    ignored = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for part in ast.walk(node)
    }
    words = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in ignored
        and lettered(node.value)
    }
    assert words == {"not to "}


def test_every_sentence_is_given_whole() -> None:
    tree = ast.parse(PHRASES.read_text(encoding="utf-8"))
    asked = list(calls(tree, "gettext", "ngettext"))
    assert len(asked) > 20
    for call in asked:
        several = getattr(call.func, "attr", "") == "ngettext"
        sentences = call.args[: 2 if several else 1]
        assert all(isinstance(one, ast.Constant) for one in sentences), call.lineno


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_what_the_guides_quote_is_what_the_bot_says(page: Path) -> None:
    text = " ".join(page.read_text(encoding="utf-8").split())
    quoted = re.findall(r'\*"([^"*]+)"\*', text) + re.findall(r"`(\([a-z][^`]*\))`", text)
    assert [one for one in quoted if not said(one)] == []


def said(words: str) -> bool:
    """Tell whether a sentence of ours begins like this, whatever stands at its places."""
    return any(form.startswith(words) or pattern.fullmatch(words) for form, pattern in sayings())


@cache
def sayings() -> list[tuple[str, re.Pattern[str]]]:
    """Return each sentence of ours, and what it is once its places are filled."""
    ids = [one.id for one in template() if one.id]
    forms = [form for one in ids for form in (one if isinstance(one, tuple) else (one,))]
    patterns = [re.split(r"%\(\w+\)[0-9]*[sd]", form) for form in forms]
    plain = [r"[\w :.-]{1,20}".join(map(re.escape, pieces)) for pieces in patterns]
    return [(form, re.compile(pattern)) for form, pattern in zip(forms, plain, strict=True)]


def test_a_quotation_that_the_bot_does_not_say_is_seen() -> None:
    assert said("(late, written 06:12 UTC)")
    assert said("12 people could read this here. It did not leave the room.")
    assert not said("12 people could read this here. It stayed.")
    assert not said("(late)")


def problems(folder: Path) -> list[str]:
    """Return what is wrong with the catalogues in a folder."""
    found = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            catalogue = read_po(file)
        made = io.BytesIO()
        write_mo(made, catalogue)
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.read_bytes() != made.getvalue():
            found.append(f"{compiled.name}: is not made of {path.name}; make messages")
            continue
        for one in template():
            found += [f"{path.name}: {one.id}: {why}" for why in wrong(one.id, catalogue)]
        phrases = Languages.shipped(folder, lambda _lane, code=path.stem: code).of("")
        found += [f"{path.name}: the mark {mark}" for mark in odd_marks(phrases)]
    return found


def wrong(sentence: object, catalogue: Catalog) -> Iterator[str]:
    """Return what is wrong with the translation of a sentence."""
    if not sentence:
        return
    one = catalogue.get(sentence[0] if isinstance(sentence, tuple) else sentence)
    if one is None or one.fuzzy or not all(one.string if one.pluralizable else [one.string]):
        yield "is not translated"
        return
    forms = sentence if isinstance(sentence, tuple) else (sentence,)
    allowed = {place for form in forms for place in PLACES.findall(form)}
    for string in one.string if one.pluralizable else [one.string]:
        given = set(PLACES.findall(string))
        if given - allowed or (not one.pluralizable and given != allowed):
            yield "has other places to fill"


def odd_marks(phrases: Phrases) -> Iterator[str]:
    """Return the marks that would be mistaken: for a name, another mark, or a label in doubt."""
    for name in MARKS:
        mark = getattr(phrases, name)
        header = cards.Header(
            phrases=phrases, label=Label.AMBER, author=cards.Name(text="Bo", verified=True)
        )
        reading = read(f"{header.line(marks=[mark])}\nPolls are open.")
        plain = not set(mark[1:-1]) & set('"·()\n') and "TLP" not in mark.upper()
        bracketed = mark[0] == "(" and mark[-1] == ")" and len(mark) < 80
        understood = (reading.kind, reading.label) == (Kind.LABEL, Label.AMBER)
        if not (bracketed and plain and understood):
            yield name


def test_every_language_that_is_shipped_says_everything_with_its_marks_and_places() -> None:
    assert problems(FOLDER) == []
    assert list(odd_marks(ENGLISH)) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, None),
        ({"(repeat)": ""}, "(repeat): is not translated"),
        ({"(late, written %(time)s)": "(späť)"}, "has other places to fill"),
        ({"[file: %(name)s]": "[%(file)s]"}, "has other places to fill"),
        ({"(repeat)": "repeat"}, "the mark repeat"),
        ({"(continuation)": '("L.")'}, "the mark continuation"),
        ({"(unverified)": "(a · b)"}, "the mark unverified"),
        ({"(unverified)": "(TLP:CLEAR)"}, "the mark unverified"),
    ],
)
def test_a_language_that_is_wrong_is_refused_by_name(
    tmp_path: Path, change: dict[str, str], named: str | None
) -> None:
    catalogue = translated(change)
    with (tmp_path / "xx.po").open("wb") as file:
        write_po(file, catalogue)
    with (tmp_path / "xx.mo").open("wb") as file:
        write_mo(file, catalogue)
    found = problems(tmp_path)
    assert (found == []) is (named is None)
    assert named is None or any(named in one for one in found)


def test_a_catalogue_that_is_not_compiled_anew_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "xx.po").open("wb") as file:
        write_po(file, translated({}))
    (tmp_path / "xx.mo").write_bytes(b"")
    assert problems(tmp_path) == ["xx.mo: is not made of xx.po; make messages"]


SAYINGS = [path for path in sorted(SPEECH.glob("*.py")) if path.stem not in ("__init__", "words")]
SAID = "".join(
    path.read_text(encoding="utf-8")
    for path in SPEAKING
    if path.parent != SPEECH and "policies" not in path.parts[-3:-1]
)


@pytest.mark.parametrize("path", SAYINGS, ids=lambda path: path.stem)
def test_every_saying_of_a_wing_is_said_somewhere(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    sayings = [
        one.name
        for kind in tree.body
        if isinstance(kind, ast.ClassDef)
        for one in kind.body
        if isinstance(one, ast.FunctionDef) and not one.name.startswith("_")
    ]
    assert [name for name in sayings if not re.search(rf"\.{name}\b", SAID)] == []
