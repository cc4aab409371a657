"""`tocsin doctor`: what needs doing, one line and one remedy each."""

from collections import defaultdict
from pathlib import Path

import click

from bot import logs
from bot.cli.opening import (
    CONFIGURATION,
    DONE,
    PROBLEM,
    open_store,
    read_config,
    run_async,
    with_config,
)
from bot.config import Config, ConfigFault
from bot.doctor.examination import Examination, examine, unreadable
from bot.doctor.finding import Finding
from bot.doctor.machine import Machine


@click.command(short_help="Say what is not as it must be, and the remedy.")
@click.option(
    "--slack-config-token-file",
    "token_files",
    metavar="[NAME=]FILE",
    multiple=True,
    help="An app configuration token of the Slack app's owner: what the app subscribes to is then "
    "looked up. With several workspaces say whose it is.",
)
@with_config
def doctor(token_files: tuple[str, ...]) -> None:
    """Look at settings, key, database, disk, clock and accounts; say what needs doing."""
    logs.set_up(json=False)
    try:
        config = read_config()
    except ConfigFault as fault:
        found = unreadable(fault)
    else:
        tokens = _config_tokens(config, token_files)
        found = run_async(examine(config, open_store, Machine(), config_tokens=tokens))
    for line in lines(found):
        click.echo(logs.one_line(logs.redact(line)))
    if not found.readable:
        raise SystemExit(CONFIGURATION)
    raise SystemExit(PROBLEM if found.findings else DONE)


def _config_tokens(config: Config, given: tuple[str, ...]) -> dict[str, str]:
    """Return the tokens by the account that each is for."""
    found = {}
    for one in given:
        name, equals, path = one.rpartition("=")
        if not equals and len(config.slack) != 1:
            raise click.UsageError(f"--slack-config-token-file: whose is {path}? give NAME={path}")
        account = name if equals else next(iter(config.slack))
        if account not in config.slack:
            raise click.UsageError(f"--slack-config-token-file: there is no [slack.{account}]")
        try:
            token = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is no text"
            raise click.UsageError(f"--slack-config-token-file: {path}: {reason}") from None
        if not token:
            raise click.UsageError(f"--slack-config-token-file: {path} is empty")
        found[account] = token
    return found


def lines(found: Examination) -> list[str]:
    """Return what is printed: each subject, sound or with what needs doing there."""
    by_subject: dict[str, list[Finding]] = defaultdict(list)
    for one in found.findings:
        by_subject[one.subject].append(one)
    subjects = [*found.subjects, *(one for one in by_subject if one not in found.subjects)]
    wide = max(len(one) for one in subjects)
    printed = []
    for subject in subjects:
        if subject not in by_subject:
            printed.append(f"{subject:<{wide}}  sound")
        for one in by_subject.get(subject, ()):
            printed += [f"{subject:<{wide}}  {one.line}", f"{'':<{wide}}  → {one.remedy}"]
    count = len(found.findings)
    many = "one thing needs" if count == 1 else f"{count} things need"
    return [*printed, f"{many} doing" if count else "all is well"]
