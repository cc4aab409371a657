"""`tocsin demo`: see it work without any account, in a browser or as a script."""

import asyncio
import sys

import click

from bot.cli.commands import Commands
from bot.cli.opening import PROBLEM

_PORT = 8600


@click.command(short_help="See it work in a browser, with stand-ins.")
@click.option("--script", is_flag=True, help="Play its steps here and judge them.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=_PORT,
    show_default=True,
    help="The page's port on 127.0.0.1; where it is in use, another is taken.",
)
@click.option("--no-browser", is_flag=True, help="Only print the page's address.")
@click.pass_context
def demo(context: click.Context, *, script: bool, port: int, no_browser: bool) -> None:
    """See it work: a page with stand-ins for Slack and Telegram, and the real bot between them."""
    # The stand-ins are more servers: no other command waits for them to be loaded.
    from bot.demo.processes import Begun, Forked, Processes  # noqa: PLC0415 - as said above

    processes: Processes = Begun()
    program = context.find_root().command
    if sys.platform == "linux":
        if isinstance(program, Commands):
            program.load()
        processes = Forked(program)
    if script:
        from bot.demo.stage import Stage  # noqa: PLC0415 - as said above
        from bot.demo.tour import play  # noqa: PLC0415 - as said above

        scene = play(Stage(processes=processes), click.echo)
    else:
        from bot.demo.page.showing import show  # noqa: PLC0415 - as said above

        scene = show(click.echo, processes, port=port, browser=not no_browser)
    try:
        held = asyncio.run(scene)
    except KeyboardInterrupt:
        click.echo("stopped; nothing is left behind")
        raise SystemExit(PROBLEM) from None
    if not held:
        raise SystemExit(PROBLEM)
