"""Every command is declared once, does something, and is not told apart from another by chance."""

from bot.commands import ACTS
from policies.phrases import ENGLISH
from policies.verbs.table import BY_NAME, TABLE


def test_every_declared_command_has_an_act_and_every_act_a_declaration() -> None:
    assert {one.name for one in TABLE} == set(ACTS)


def test_no_name_means_two_commands() -> None:
    assert len(BY_NAME) == sum(1 + len(one.aliases) for one in TABLE)


def test_every_command_says_in_one_line_what_it_does() -> None:
    for one in TABLE:
        summary = one.summary(ENGLISH.words)
        assert summary.endswith(".")
        assert "\n" not in summary
        assert one.usage.split()[0] == one.name


def test_a_shortcut_fits_the_menu_behind_a_slack_message() -> None:
    assert all(len(one.shortcut) <= 24 for one in TABLE)
