"""Who may give a message another label afterwards, over every label and everybody."""

from datetime import UTC, datetime

import pytest

from policies.community.people import Person, Role
from policies.labels import Label, stricter_than
from policies.messages.message import Author, Message
from policies.readings import NOTHING
from policies.sharing.relabelling import Standing, Verdict, Wish, judge, may_recall, standing_of

NOW = datetime(2026, 11, 3, 6, 0, tzinfo=UTC)


def person(name="cy", organisation="institute", **other):
    return Person(id=name, organisation=organisation, name=name, **other)


def message(author):
    return Message(
        id="m", place="desk", organisation="institute", author=author, number="C:1", written=NOW,
        parts=(), reading=NOTHING, label=Label.AMBER,
    )  # fmt: skip


ANNS = message(Author(person="ann", organisation="institute", address="U0ANN"))
STRANGERS = message(Author(address="U0X", name="Somebody"))


@pytest.mark.parametrize("confirmed", [False, True])
@pytest.mark.parametrize("after", Label)
@pytest.mark.parametrize("before", [None, *Label])
def test_others_change_nothing_and_a_colleague_never_without_the_author(before, after, confirmed):
    for by in (Standing.OTHER, Standing.COLLEAGUE):
        wish = Wish(by=by, before=before, after=after, confirmed=confirmed)
        assert judge(wish) is not Verdict.DONE


@pytest.mark.parametrize("by", [Standing.AUTHOR, Standing.RELEASER])
@pytest.mark.parametrize("after", Label)
@pytest.mark.parametrize("before", Label)
def test_the_source_tightens_at_once_and_is_asked_only_before_the_public(before, after, by):
    said = judge(Wish(by=by, before=before, after=after))
    if before is after:
        assert said is Verdict.SAME
    elif stricter_than(after, before):
        assert said is Verdict.DONE
    else:
        asked = after is Label.CLEAR and before is not Label.GREEN
        assert said is (Verdict.CONFIRM if asked else Verdict.DONE)
        assert judge(Wish(by=by, before=before, after=after, confirmed=True)) is Verdict.DONE


@pytest.mark.parametrize(
    ("who", "account", "verified", "standing"),
    [
        (person("ann"), "U0ANN", True, Standing.AUTHOR),
        (person("ann", "watch"), "U0ANN", True, Standing.AUTHOR),
        (person(), "U0CY", True, Standing.COLLEAGUE),
        (person(roles=(Role.RELEASER,)), "U0CY", True, Standing.RELEASER),
        (person(roles=(Role.RELEASER,), seat=True), "U0CY", True, Standing.OTHER),
        (person("bo", "watch", roles=(Role.RELEASER, Role.STEWARD)), "1", True, Standing.OTHER),
        (None, "U0ANN", True, Standing.OTHER),
        (None, "", True, Standing.OTHER),
    ],
)
def test_what_somebody_is_to_a_message(who, account, verified, standing):
    assert standing_of(who, ANNS, account=account, verified=verified) is standing


def test_an_unknown_author_is_known_again_by_the_verified_account_alone():
    assert standing_of(None, STRANGERS, account="U0X", verified=True) is Standing.AUTHOR
    assert standing_of(None, STRANGERS, account="U0X", verified=False) is Standing.OTHER
    assert standing_of(None, STRANGERS, account="U0Y", verified=True) is Standing.OTHER


@pytest.mark.parametrize("role", Role)
def test_a_colleague_takes_back_only_as_one_who_speaks_for_the_organisation(role):
    who = person(roles=(role,))
    standing = standing_of(who, ANNS, account="U0CY", verified=True)
    entitled = role in (Role.RELEASER, Role.STEWARD, Role.DEPUTY)
    assert may_recall(standing, who) is entitled
    elsewhere = person("bo", "watch", roles=(role,))
    assert not may_recall(standing_of(elsewhere, ANNS, account="1", verified=True), elsewhere)
