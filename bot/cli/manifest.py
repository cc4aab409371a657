"""`tocsin manifest`: the Slack app to make, and what to tell @BotFather."""

import json
from typing import Any, Final
from urllib.parse import urlsplit

import click

from bot.cli.opening import config_path, faults_leave_78, read_config, with_config
from bot.config import Config
from bot.doctor.manifest import for_sockets, over_http

_TO_BOTFATHER: Final = """In Telegram, write to @BotFather:

  /newbot          then a name, and a username that ends in "bot"; it answers with the token,
                   which belongs in [telegram.<name>] token_file
  /setjoingroups   choose the bot, then Enable

Then in each group that you bridge: add the bot, open its members, choose the bot, and make it an
administrator (no single right is needed). Only so does it hear ordinary messages; /setprivacy may
stay as it is. Whoever is to be told in private why a message waits presses Start in a chat with it.
"""


@click.command(short_help="Print the Slack app to make.")
@click.argument("account", required=False)
@click.option("--http", "url", metavar="URL", help="Events over HTTP, to the listener at this URL.")
@click.option("--telegram", is_flag=True, help="What to tell @BotFather instead.")
@with_config
@faults_leave_78
def manifest(account: str | None, url: str | None, *, telegram: bool) -> None:
    """Print the manifest of the Slack app: https://api.slack.com/apps, "From a manifest".

    ACCOUNT is the name of a [slack.<name>] table: how its events come stands there. Without
    settings, and without --http, they come over Socket Mode.
    """
    if telegram:
        click.echo(_TO_BOTFATHER, nl=False)
        return
    config = read_config() if config_path().exists() else None
    click.echo(json.dumps(_manifest(config, account, url), indent=2))


def _manifest(config: Config | None, account: str | None, url: str | None) -> dict[str, Any]:
    if url is not None:
        if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
            raise click.UsageError("--http: give the address of your proxy: https://…")
        return over_http(url, account or _only(config))
    if account is not None and (config is None or account not in config.slack):
        raise click.UsageError(f"the settings have no [slack.{account}]; add it, or leave it out")
    if config is None or all(one.mode == "socket" for one in config.slack.values()):
        return for_sockets()
    name = account or _only(config)
    if config.slack[name].mode == "socket":
        return for_sockets()
    if config.web.public_url is None:
        raise click.UsageError(
            f"[slack.{name}] has mode http and [web] public_url is missing; give it, or --http URL"
        )
    return over_http(config.web.public_url, name)


def _only(config: Config | None) -> str:
    """Return the name of the only account, "main" where there is none."""
    names = [] if config is None else list(config.slack)
    if len(names) > 1:
        raise click.UsageError(f"which account? name one of {', '.join(names)}")
    return names[0] if names else "main"
