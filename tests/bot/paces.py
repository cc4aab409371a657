"""Other paces: slower, so that Ctrl-C comes just then; quicker, where nobody waits."""

import asyncio
from collections.abc import Mapping
from typing import Any

import click

from bot import app, courier
from bot.cli.init import house
from bot.scheduler import Scheduler
from handlers.telegram import examining
from storage.sealing.providers import PassphraseProvider


def slowly() -> None:
    """Stand still between a whole database and its name."""
    made = house._made

    async def stand_still(*given: Any) -> None:
        await made(*given)
        click.echo("the database is made, but has no name yet")
        await asyncio.Event().wait()

    house._made = stand_still


def briskly() -> None:
    """Do not listen for seconds whether somebody else polls; guard a passphrase with less work."""
    examining.LISTENING = 0
    PassphraseProvider.__init__.__defaults__ = (1024,)


def often() -> None:
    """Do again after a tenth of its time what is done again; knock soon where we are shut out."""

    class Often(Scheduler):
        def __init__(self, acts: Mapping[str, tuple[float, Any]]) -> None:
            super().__init__({name: (each / 10, act) for name, (each, act) in acts.items()})

    courier._SHUT_PAUSE = 1.0  # type: ignore[misc] # the same
    app.Scheduler = Often  # type: ignore[misc] # in the process that is to become the program
