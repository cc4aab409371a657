"""What `--help` shows fits a terminal of 80 columns, and says everything that it begins to say."""

import click
import pytest
from click.testing import CliRunner

from bot.cli.main import main

main.load()


def _commands(command: click.Command, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    under = command.commands.items() if isinstance(command, click.Group) else ()
    return [words, *(one for name, of in under for one in _commands(of, (*words, name)))]


@pytest.mark.parametrize("words", _commands(main), ids=" ".join)
def test_help_is_whole_and_no_wider_than_a_terminal(words: tuple[str, ...]) -> None:
    shown = (
        CliRunner().invoke(main, [*words, "--help"], prog_name="tocsin", terminal_width=80).output
    )
    assert shown.startswith("Usage: ")
    for line in shown.splitlines()[1:]:
        assert len(line) <= 80, line
        assert not line.endswith("..."), f"{line}: give the command a short_help"


def test_every_option_says_what_it_is_for() -> None:
    for words in _commands(main):
        command: click.Command = main
        for word in words:
            assert isinstance(command, click.Group)
            command = command.commands[word]
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{' '.join(words)}: {option.opts[0]}"
