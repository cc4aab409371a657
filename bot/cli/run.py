"""`tocsin run`."""

import os
import resource
import sys

import click

from bot import logs
from bot.app import App
from bot.cli.opening import faults_leave_78, in_store, read_config, with_config
from bot.community.remembered import Remembered
from storage.store import Store


@click.command()
@click.option(
    "--log-format",
    type=click.Choice(["json", "console"]),
    default=None,
    help="Lines for people or for machines (default: by whether a terminal reads them).",
)
@with_config
@faults_leave_78
def run(log_format: str | None) -> None:
    """Run the bridge until SIGTERM or Ctrl-C."""
    # What dies leaves no memory behind, and what is made is ours alone.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.umask(0o077)
    config = read_config()
    logs.set_up(json=(log_format or ("console" if sys.stderr.isatty() else "json")) == "json")

    async def work(store: Store) -> None:
        await store.reserve()
        remembered = await Remembered.of(store)
        await App(config, store, remembered).run()

    in_store(config, work)
