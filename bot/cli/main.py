"""The `tocsin` command."""

import click

from bot.cli.audit import audit
from bot.cli.backup import backup
from bot.cli.dead import dead
from bot.cli.demo import demo
from bot.cli.directory import directory
from bot.cli.doctor import doctor
from bot.cli.explain import explain
from bot.cli.init.command import init
from bot.cli.keys import keys
from bot.cli.label import label
from bot.cli.manifest import manifest
from bot.cli.opening import with_config
from bot.cli.run import run
from bot.cli.status import status


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tocsin")
@with_config
def main() -> None:
    """Bridge Slack and Telegram between organisations, under TLP 2.0."""


for command in (
    audit,
    backup,
    dead,
    demo,
    directory,
    doctor,
    explain,
    init,
    keys,
    label,
    manifest,
    run,
    status,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
