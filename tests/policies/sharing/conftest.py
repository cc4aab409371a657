"""A case in which nothing stands against a copy, to be spoilt in one place by each test."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.cli.explain import answer
from bot.community.directory import load_text
from policies.labels import Label
from policies.readings import Kind, Restrictions
from policies.sharing.audiences import Audience
from policies.sharing.case import Case
from policies.sharing.deciding import decide
from policies.sharing.permissions import Grant

ISSUE = Path(__file__).with_name("issue.toml").read_text(encoding="utf-8")
TODAY = date(2026, 11, 1)


class Cases:
    """Cases that are like the plain one but for what is said."""

    today = TODAY

    def __call__(self, label=Label.AMBER, **changed):
        there = {name[6:]: changed.pop(name) for name in list(changed) if name.startswith("there_")}
        said = {name: changed.pop(name) for name in ("not_to", "chatham") if name in changed}
        audience = Audience(
            **{
                "linked": 1,
                "vouched": 11,
                "known": True,
                "organisations": ("watch",),
                "names": frozenset({"watch", "watch-lead", "country:KE"}),
                **there,
            }
        )
        plain = Case(
            reading=Kind.LABEL,
            label=label,
            restrictions=Restrictions(**said),
            source="institute",
            author_known=True,
            ceiling=Label.RED,
            addressed=frozenset({"institute", "watch"}),
            audience=audience,
            platform="telegram",
            today=TODAY,
        )
        return replace(plain, **changed)

    def rule(self, *args, **changed):
        said = decide(self(*args, **changed))
        return said.outcome.value, said.rule

    def grant(self, *names, label=Label.AMBER, until=None):
        return (Grant(organisations=frozenset(names), label=label, until=until),)


@pytest.fixture(scope="session")
def case():
    return Cases()


@pytest.fixture(scope="session")
def issue():
    """The directory of the issue, word for word."""
    return ISSUE


@pytest.fixture(scope="session")
def ask():
    """Ask as `tocsin explain --json` does, of a directory that is the issue's or the given text."""

    def asked(line, text=ISSUE, day=TODAY):
        directory = load_text(text, "directory.toml", None)
        return answer(directory, line, datetime(day.year, day.month, day.day, 12, tzinfo=UTC))

    return asked
