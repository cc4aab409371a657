"""The tour names the step where the key or the reader is not what it should be: `make proofs`."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path

from bot.demo.stage import Stage
from bot.demo.tour import play

ROOT = Path(__file__).parents[3]


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

    lines: list[str] = []
    stage = Stage(before_run=swap)
    held = asyncio.run(play(stage, lines.append))
    said = "\n".join(lines)
    assert not held
    assert not stage.folder.exists()
    assert "FAILED in step 1" in said
    assert "78" in said


def test_with_a_reader_that_says_clear_the_first_step_is_named(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for folder in ("bot", "handlers", "policies", "storage"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    stage = tree / "bot" / "demo" / "stage.py"
    patient = stage.read_text(encoding="utf-8")
    assert "_PATIENCE: Final = 60.0" in patient
    stage.write_text(patient.replace("= 60.0", "= 6.0"), encoding="utf-8")
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
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FAILED in step 1" in done.stdout
