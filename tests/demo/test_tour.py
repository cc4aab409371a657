"""The tour holds as it is, and names the step where something it relies on is taken away."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bot.demo.scene import DIRECTORY
from bot.demo.stage import Stage
from bot.demo.tour import play

ROOT = Path(__file__).parents[2]


def played(stage: Stage) -> tuple[bool, str]:
    lines: list[str] = []
    held = asyncio.run(play(stage, lines.append))
    assert not stage.folder.exists()
    return held, "\n".join(lines)


def test_the_five_steps_hold_and_nothing_is_left_behind() -> None:
    stage = Stage()
    held, said = played(stage)
    assert held, said
    assert said.endswith("All five steps held.")
    assert "all 60 were there" in said


def test_without_the_bridge_the_first_step_is_named() -> None:
    bridge = DIRECTORY.index('[[bridge]]\nid = "elections"')
    after = DIRECTORY.index("[[bridge]]", bridge + 1)
    held, said = played(Stage(DIRECTORY[:bridge] + DIRECTORY[after:]))
    assert not held
    assert "FAILED in step 1" in said


def test_with_the_key_swapped_the_first_step_is_named() -> None:
    def swap(folder: Path) -> None:
        key = folder / "tocsin.key"
        key.unlink()
        subprocess.run(
            [sys.executable, "-c", "from pathlib import Path; from storage.keys import "
             "make_key_file; make_key_file(Path('tocsin.key'))"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=True,
        )  # fmt: skip

    held, said = played(Stage(before_run=swap))
    assert not held
    assert "FAILED in step 1" in said
    assert "78" in said


def test_with_a_reader_that_says_clear_the_first_step_is_named(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for folder in ("bot", "handlers", "policies", "storage"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    reader = tree / "policies" / "readings.py"
    text = reader.read_text(encoding="utf-8")
    patched = text + (
        "\n\n_honest = read\n\n\n"
        "def read(text, *, where=Where.TEXT, quoted=(), known=None):\n"
        "    found = _honest(text, where=where, quoted=quoted, known=known)\n"
        "    return replace(found, kind=Kind.LABEL, label=Label.CLEAR)\n"
    )
    reader.write_text(patched, encoding="utf-8")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TOCSIN_")}
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", "demo", "--script"],
        cwd=tree,
        env={**environment, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED in step 1" in done.stdout
