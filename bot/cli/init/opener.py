"""What opens the database: a passphrase that somebody remembers, or a key file."""

from typing import Final

from bot.cli.init import asking, settings

_ENOUGH: Final = 16
_VARIED: Final = 8
"""Letters, and different ones among them; four words chosen by dice have more."""


def choose() -> str:
    """Return the settings of what is chosen."""
    asking.say("a passphrase, typed at every start: a stolen disk tells nothing", mark="1  ")
    asking.say(
        "a key file: starts by itself, and whoever has the disk and the file has everything",
        mark="2  ",
    )
    chosen = asking.choose("Choose", ("1", "2"))
    return settings.ASKED_KEY if chosen == "1" else settings.FILE_KEY


def new_passphrase() -> str:
    """Return a passphrase that was typed twice alike."""
    asking.say(
        "Four or more words that have nothing to do with each other are easy to keep in mind and "
        "hard to guess. Nothing is shown while you type."
    )
    while True:
        typed = asking.ask_hidden("Passphrase")
        if not typed:
            asking.say("It cannot be empty. Ctrl-C stops without having made anything.")
        elif weak(typed) and not asking.agreed(
            "That is short enough to be guessed. Take it all the same?", otherwise=False
        ):
            continue
        elif asking.ask_hidden("Once more") == typed:
            return typed
        else:
            asking.say("The two are not alike; begin again.")


def weak(passphrase: str) -> bool:
    """Tell whether a passphrase is short or made of a few letters."""
    return len(passphrase) < _ENOUGH or len(set(passphrase)) < _VARIED
