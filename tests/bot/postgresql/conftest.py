"""The stage, the towns and the small house on a PostgreSQL server."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.forks import Child, Forks
from tests.servers import Server, server, started
from tests.stage import DIRECTORY, Stage, forks, settings

__all__ = ["forks", "server"]


class ServerStage(Stage):
    """A stage whose database lies on a server."""

    url = ""

    def start(self, *words: str, given: str = "", first: str = "", **variables: str) -> Child:
        variables.setdefault("TOCSIN_STORAGE__URL", self.url)
        return super().start(*words, given=given, first=first, **variables)


def made_by_the_program(folder: Path, forks: Forks, server: Server) -> str:
    """Have the program make key, database and directory; returns the database's name."""
    folder.mkdir(exist_ok=True)
    name = server.make()
    nowhere = "http://127.0.0.1:9"
    (folder / "tocsin.toml").write_text(settings(f"{nowhere}/api/", nowhere, 8686))
    (folder / "directory.toml").write_text(DIRECTORY)
    for words in (["init", "--non-interactive"], ["directory", "apply", "directory.toml"]):
        variables = {"TOCSIN_STORAGE__URL": server.url(name)}
        done = forks.start(words, folder, folder / words[0], **variables).wait()
        assert done.returncode == 0, done.stderr
    assert not (folder / "tocsin.db").exists()
    # Towns and houses copy a file too, which nobody reads here.
    (folder / "tocsin.db").touch()
    return name


@pytest.fixture(scope="session")
def on_server(
    tmp_path_factory: pytest.TempPathFactory, forks: Forks, server: Server
) -> tuple[Path, str]:
    """The folder with the key, and the name of the database that others are copies of."""
    folder = tmp_path_factory.mktemp("made-once")
    return folder, made_by_the_program(folder, forks, server)


@pytest.fixture
def template(
    on_server: tuple[Path, str], server: Server, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A key, and in the environment the address of its database, which is this test's own."""
    folder, made = on_server
    name = server.make(made)
    monkeypatch.setenv("TOCSIN_STORAGE__URL", server.url(name))
    yield folder
    server.drop(name)


@pytest.fixture
def begins_with() -> str:
    """The directory that is on the server."""
    return DIRECTORY


@pytest.fixture
def begun(template: Path) -> Path:
    """Key and address of this test's own database."""
    return template


def stage_of(folder: Path, forks: Forks, key: Path, url: str) -> ServerStage:
    """Return a stage in a folder that was not there, with a key and the address of a database."""
    for name in ("house", "logs"):
        (folder / name).mkdir()
    stage = ServerStage(folder / "house", folder / "logs", forks, key.parent)
    shutil.copy2(key, stage.key)
    stage.url = url
    return stage


@pytest.fixture
async def stage(
    tmp_path: Path, forks: Forks, on_server: tuple[Path, str], server: Server
) -> AsyncIterator[ServerStage]:
    """Everything, with both stand-ins up, on a database that this test has for itself."""
    folder, made = on_server
    name = server.make(made)
    stage = stage_of(tmp_path, forks, folder / "tocsin.key", server.url(name))
    await stage.raise_curtain()
    yield stage
    await stage.drop_curtain()
    server.drop(name)


@pytest.fixture(scope="session")
def left_behind(
    tmp_path_factory: pytest.TempPathFactory, forks: Forks
) -> Iterator[tuple[Path, Path, str]]:
    """The key's folder, the files of a server that was stopped, and its database's name."""
    folder = tmp_path_factory.mktemp("left-behind")
    server = started()
    name = made_by_the_program(folder, forks, server)
    server.stop()
    yield folder, server.data, name
    server.close()


@pytest.fixture
def own_server(left_behind: tuple[Path, Path, str]) -> Iterator[Server]:
    """A server with everything made, that the test may stop, kill and fill."""
    server = started(left_behind[1])
    yield server
    server.close()


@pytest.fixture
async def shaky(
    tmp_path: Path, forks: Forks, own_server: Server, left_behind: tuple[Path, Path, str]
) -> AsyncIterator[ServerStage]:
    """The same on a server that the test may do anything to."""
    made, _, name = left_behind
    stage = stage_of(tmp_path, forks, made / "tocsin.key", own_server.url(name))
    await stage.raise_curtain()
    yield stage
    await stage.drop_curtain()


@pytest.fixture
async def build(tmp_path: Path, template: Path) -> AsyncIterator[Any]:
    """Return a maker of towns on the server."""
    from tests.bot.whole.town import ONE_BRIDGE, Town  # noqa: PLC0415 - half the program

    towns: list[Town] = []

    async def make(directory: str = ONE_BRIDGE, doors: tuple[str, ...] | None = None) -> Town:
        town = Town(tmp_path, template, directory)
        town.doors = doors or town.doors
        await town.rise()
        towns.append(town)
        return town

    yield make
    for town in towns:
        await town.set()
