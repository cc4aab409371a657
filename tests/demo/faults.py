"""What is taken away from the demo before it begins, in its own process."""

from pathlib import Path
from typing import Any

from bot.demo import scene, stage


def _played_on(**taken: Any) -> None:
    whole = stage.Stage

    class Less(whole):  # type: ignore[valid-type,misc]
        def __init__(self, **other: Any) -> None:
            super().__init__(patience=3.0, **taken, **other)

    stage.Stage = Less  # type: ignore[misc]


def without_the_bridge() -> None:
    """Let the directory know no bridge that leads to the Telegram group."""
    directory = scene.DIRECTORY
    bridge = directory.index('[[bridge]]\nid = "elections"')
    after = directory.index("[[bridge]]", bridge + 1)
    _played_on(directory=directory[:bridge] + directory[after:])


def without_the_key() -> None:
    """Let the key be gone when the bot is to start."""

    def take(folder: Path) -> None:
        (folder / "tocsin.key").unlink()

    _played_on(before_run=take)
