"""Other paces for `init`: slower, so that Ctrl-C comes just then; quicker, where nobody waits."""

import asyncio
from typing import Any

import click

from bot.cli.init import house
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
