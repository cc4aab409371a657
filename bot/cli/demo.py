"""`tocsin demo`: the guided tour against stand-ins, without any account."""

import asyncio

import click

from bot.cli.opening import PROBLEM


@click.command()
@click.option("--script", is_flag=True, help="Play the five steps here and judge them.")
def demo(*, script: bool) -> None:
    """See it work: stand-ins for Slack and Telegram, and the real bot between them."""
    if not script:
        raise click.UsageError("the page comes with the next version; use --script")
    # The stand-ins are two more servers: no other command waits for them to be loaded.
    from bot.demo.stage import Stage  # noqa: PLC0415 - as said above
    from bot.demo.tour import play  # noqa: PLC0415 - as said above

    try:
        held = asyncio.run(play(Stage(), click.echo))
    except KeyboardInterrupt:
        click.echo("stopped; nothing is left behind")
        raise SystemExit(PROBLEM) from None
    if not held:
        raise SystemExit(PROBLEM)
