"""Readers that look at some characters again and again: what the counter must catch."""

import re

_TLP = re.compile(r"TLP")
_LINE = re.compile(r"[^\n]*+")
_FAR = re.compile(r"TLP[^\n]*+RED")


def by_slices(text: str) -> None:
    """Count, for each label, the lines in front of it."""
    for found in _TLP.finditer(text):
        text[: found.start()].count("\n")


def by_matches(text: str) -> None:
    """Match, behind each label, the rest of its line."""
    for found in _TLP.finditer(text):
        _LINE.match(text, found.end())


def by_finding(text: str) -> None:
    """Look, from each label, for the end of its line."""
    for found in _TLP.finditer(text):
        text.find("\n", found.end())


def by_loops(text: str) -> None:
    """Compare each label with each other."""
    places = [found.start() for found in _TLP.finditer(text)]
    for one in places:
        for other in places:
            assert one == other or one != other


def by_a_search_without_bound(text: str) -> None:
    """Search for what may begin anywhere and end anywhere."""
    _FAR.search(text)
