"""The command that somebody may have meant who typed one that there is not."""

from difflib import get_close_matches
from typing import Final

from policies.access import may
from policies.community.people import Person
from policies.verbs.table import TABLE

_LONGEST: Final = 32


def near(verb: str, person: Person | None) -> str:
    """Return the command that is written most alike and that a person may use, "" for none."""
    theirs = [one.name for one in TABLE if one.listed and may(one.who, person)]
    meant = verb.lower()[:_LONGEST]
    found = get_close_matches(meant, theirs)
    # Of what is alike, letters that changed places come first.
    return min(found, key=lambda one: sorted(one) != sorted(meant), default="")
