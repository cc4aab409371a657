"""`tocsin doctor`: what needs doing, one line and one remedy each."""

from collections import defaultdict

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
from bot.config import ConfigFault
from bot.doctor.examination import Examination, examine, unreadable
from bot.doctor.finding import Finding
from bot.doctor.machine import Machine


@click.command()
@with_config
def doctor() -> None:
    """Look at settings, key, database, disk, clock and accounts; say what needs doing."""
    logs.set_up(json=False)
    try:
        config = read_config()
    except ConfigFault as fault:
        found = unreadable(fault)
    else:
        found = run_async(examine(config, open_store, Machine()))
    for line in lines(found):
        click.echo(logs.one_line(logs.redact(line)))
    if not found.readable:
        raise SystemExit(CONFIGURATION)
    raise SystemExit(PROBLEM if found.findings else DONE)


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
