"""The `tocsin` command."""

from typing import Final

import click

from bot.cli.commands import Commands
from bot.cli.opening import with_config

_MODULES: Final = {
    "audit": "bot.cli.audit",
    "backup": "bot.cli.backup",
    "dead": "bot.cli.dead",
    "demo": "bot.cli.demo",
    "directory": "bot.cli.directory",
    "doctor": "bot.cli.doctor",
    "explain": "bot.cli.explain",
    "init": "bot.cli.init.command",
    "keys": "bot.cli.keys",
    "label": "bot.cli.label",
    "manifest": "bot.cli.manifest",
    "run": "bot.cli.run",
    "status": "bot.cli.status",
}


@click.group(
    cls=Commands, modules=_MODULES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="tocsin")
@with_config
def main() -> None:
    """Bridge Slack and Telegram between organisations, under TLP 2.0."""


if __name__ == "__main__":
    main()
