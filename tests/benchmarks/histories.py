"""The long version of tests/bot/laws: many histories, each longer, from seeds that are printed.

python -m tests.benchmarks.histories --seeds 200 --steps 150 --first 1000
python -m tests.benchmarks.histories --awaits
"""

import argparse
import asyncio
import contextlib
import io
import sys
import tempfile
import time
from pathlib import Path

from tests.bot.forks import Forks
from tests.bot.laws.playing import history
from tests.bot.laws.test_every_await import cancelled_all_along
from tests.stage import DIRECTORY, settings


def _template(folder: Path) -> None:
    """Make key and database with the program itself, and apply the directory."""
    nowhere = "http://127.0.0.1:9"
    (folder / "tocsin.toml").write_text(settings(f"{nowhere}/api/", nowhere, 8686))
    (folder / "directory.toml").write_text(DIRECTORY)
    forks = Forks()
    try:
        for words in (["init"], ["directory", "apply", "directory.toml"]):
            done = forks.start(words, folder, folder / words[0]).wait()
            if done.returncode:
                raise SystemExit(done.stderr)
    finally:
        forks.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--steps", type=int, default=150)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--awaits", action="store_true", help="cancelled at every await, no less")
    given = parser.parse_args()
    began, broken = time.monotonic(), []
    with tempfile.TemporaryDirectory() as made:
        template = Path(made) / "template"
        template.mkdir()
        _template(template)
        if given.awaits:
            with contextlib.redirect_stdout(io.StringIO()):
                lives = cancelled_all_along(Path(made), template)
            print(f"cancelled at each of {lives} awaits: nothing lost")
            return 0
        for seed in range(given.first, given.first + given.seeds):
            folder = Path(made) / str(seed)
            folder.mkdir()
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    asyncio.run(history(folder, template, seed, given.steps))
            except AssertionError as breach:
                broken.append(seed)
                print(f"seed {seed}:\n{breach}\n")
    print(
        f"{given.seeds} histories of {given.steps} steps, seeds {given.first} to "
        f"{given.first + given.seeds - 1}, in {time.monotonic() - began:.0f} s: "
        + (f"{len(broken)} broke the law: {broken}" if broken else "none broke the law")
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
