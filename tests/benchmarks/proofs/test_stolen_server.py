"""Threat 1 on PostgreSQL: who steals the server's disk, its log or a dump learns nothing."""

import re
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.forks import Child, Forks
from tests.security.marked import SCAN, TEXTS, MarkedStage
from tests.security.test_stolen import live
from tests.servers import PASSWORD, Server, own_server

__all__ = ["own_server"]


class ServerStage(MarkedStage):
    """Everything marked, on a database of a server."""

    url = ""

    def start(self, *words: str, given: str = "", first: str = "", **variables: str) -> Child:
        variables |= {"TOCSIN_STORAGE__URL": self.url, "TOCSIN_STORAGE__PASSWORD": PASSWORD}
        return super().start(*words, given=given, first=first, **variables)


@pytest.fixture
async def marked(tmp_path: Path, forks: Forks, own_server: Server) -> AsyncIterator[ServerStage]:
    for name in ("house", "logs"):
        (tmp_path / name).mkdir()
    marked = ServerStage(tmp_path / "house", tmp_path / "logs", forks, tmp_path)
    own_server.set(log_statement="all")
    own_server.stop()
    own_server.start()
    marked.url = own_server.url_by_port(own_server.make())
    await marked.raise_curtain()
    assert marked.tocsin("init", "--non-interactive").returncode == 0
    yield marked
    await marked.drop_curtain()


async def test_no_mark_is_on_the_servers_disk_in_its_log_or_in_a_dump_after_a_whole_life(
    marked: ServerStage, own_server: Server
) -> None:
    name = re.split(r"/", marked.url)[-1]
    own_server.ask("CHECKPOINT", database=name)
    before = own_server.files()
    assert marked.tocsin("directory", "apply", "directory.toml").returncode == 0
    for one in marked.logs.iterdir():
        one.unlink()  # what the operator saw on a terminal was kept nowhere
    async with marked.running() as child:
        await live(marked, child)
        child.send(signal.SIGKILL)
        await marked.until(lambda: child.poll() is not None, "its end")
        child.code = 0
    own_server.ask("CHECKPOINT", database=name)
    touched = [one for one, how in own_server.files().items() if before.get(one) != how]
    pages = b"".join(one.read_bytes() for one in touched)
    dump = own_server.dump(name)
    log = (own_server.folder / "log").read_bytes()
    assert len(pages) > 300_000
    assert b"COPY public.messages" in dump
    assert b"INSERT INTO messages" in log
    assert SCAN.found(pages + dump + log) == []
    told = b"".join(marked.artefacts().values())
    assert PASSWORD.encode() not in pages + dump + log + told
    assert {found for one in marked.artefacts().values() for found in SCAN.found(one)} == set()
    assert marked.tocsin("audit", "verify").returncode == 0
    assert TEXTS["edited"] in "".join(marked.in_telegram())
