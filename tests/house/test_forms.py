"""Every form completes a verb that somebody declares, and every shortcut that brings a message."""

import pytest

from policies.forms import FORMS
from policies.verbs.table import BY_NAME, TABLE


def test_every_form_is_of_a_verb_under_its_own_name() -> None:
    assert {name: BY_NAME[name].name for name in FORMS} == {name: name for name in FORMS}


@pytest.mark.parametrize("name", ["new", "report"])
def test_a_message_is_raised_and_reported_by_a_shortcut_whose_form_begins_with_it(
    name: str,
) -> None:
    assert FORMS[name].about
    assert BY_NAME[name].shortcut


def test_there_are_no_more_shortcuts_than_slack_takes() -> None:
    # maxItems of features.shortcuts in https://github.com/slackapi/manifest-schema.
    assert sum(one.shortcut != "" for one in TABLE) <= 10
