"""The listener itself: what it answers where nothing is wrong, and where everything is."""

import asyncio
import contextlib
import gc
import socket
import warnings
from collections.abc import AsyncIterator, Callable
from io import BytesIO

import aiohttp
import pytest

from handlers import http
from handlers.http import Answer, Asked, Listener, Route


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as made:
        yield made


async def words(_asked: Asked) -> Answer:
    return Answer(body="one 1\n", content_type="text/plain; version=0.0.4")


async def states(_asked: Asked) -> Answer:
    return Answer(status=503, body={"status": "unsound"})


async def fails(asked: Asked) -> Answer:
    raise RuntimeError("zqtold " + asked.body.decode())


ROUTES = (
    Route(method="GET", path="/metrics", answer=words),
    Route(method="GET", path="/healthz", answer=states),
    Route(method="POST", path="/fails", answer=fails, largest=100),
)


async def test_texts_and_json_are_answered_with_their_types(web: aiohttp.ClientSession) -> None:
    async with Listener("127.0.0.1", 0, ROUTES) as listener:
        origin = f"http://127.0.0.1:{listener.port}"
        async with web.get(f"{origin}/metrics") as answer:
            assert (answer.status, await answer.text()) == (200, "one 1\n")
            assert answer.headers["Content-Type"] == "text/plain; version=0.0.4"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "Python" not in answer.headers["Server"]
        async with web.get(f"{origin}/healthz?deep=1") as answer:
            assert (answer.status, await answer.json()) == (503, {"status": "unsound"})
        async with web.head(f"{origin}/metrics") as answer:
            assert (answer.status, await answer.read()) == (200, b"")
        async with web.post(f"{origin}/metrics", data=b"x") as answer:
            assert (answer.status, answer.headers["Allow"]) == (405, "GET")


async def test_what_a_handler_raises_is_told_to_nobody(web: aiohttp.ClientSession) -> None:
    async with Listener("127.0.0.1", 0, ROUTES) as listener:
        url = f"http://127.0.0.1:{listener.port}/fails"
        async with web.post(url, data=b"secret") as answer:
            assert (answer.status, await answer.text()) == (503, "")


async def test_a_body_is_counted_and_not_believed(web: aiohttp.ClientSession) -> None:
    seen: list[int] = []

    async def keep(asked: Asked) -> Answer:
        seen.append(len(asked.body))
        return Answer()

    route = Route(method="POST", path="/", answer=keep, largest=10)

    async def piece_by_piece(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x"

    async with Listener("127.0.0.1", 0, [route]) as listener:
        url = f"http://127.0.0.1:{listener.port}/"
        for body, status in (
            (b"x" * 10, 200),
            (b"x" * 11, 413),
            (piece_by_piece(10), 200),
            (piece_by_piece(11), 413),
        ):
            async with web.post(url, data=body) as answer:
                assert answer.status == status
    assert seen == [10, 10]


async def test_a_gzipped_body_is_handed_on_as_it_came(web: aiohttp.ClientSession) -> None:
    seen: list[bytes] = []

    async def keep(asked: Asked) -> Answer:
        seen.append(asked.body)
        return Answer()

    route = Route(method="POST", path="/", answer=keep, largest=1000)
    async with Listener("127.0.0.1", 0, [route]) as listener:
        url = f"http://127.0.0.1:{listener.port}/"
        headers = {"Content-Encoding": "gzip"}
        async with web.post(url, data=b"no gzip at all", headers=headers) as answer:
            assert answer.status == 200
    assert seen == [b"no gzip at all"]


async def test_bodies_together_are_bounded(
    web: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_HELD", 100_000)
    gate, inside = asyncio.Event(), asyncio.Event()

    async def hold(_asked: Asked) -> Answer:
        inside.set()
        await gate.wait()
        return Answer()

    route = Route(method="POST", path="/", answer=hold, largest=90_000)
    async with Listener("127.0.0.1", 0, [route]) as listener:
        url = f"http://127.0.0.1:{listener.port}/"

        async def post() -> int:
            async with web.post(url, data=BytesIO(b"x" * 80_000)) as answer:
                return answer.status

        first = asyncio.create_task(post())
        await inside.wait()
        assert await post() == 503
        gate.set()
        assert await first == 200
        assert await post() == 200


async def test_connections_together_are_bounded(
    web: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "MOST_CONNECTIONS", 3)
    async with Listener("127.0.0.1", 0, ROUTES) as listener:
        open_ = [await asyncio.open_connection("127.0.0.1", listener.port) for _ in range(3)]
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 60) == b""
        for one in (*(pair[1] for pair in open_), writer):
            one.close()
        async with asyncio.timeout(60):
            while True:
                with contextlib.suppress(aiohttp.ClientError):
                    async with web.get(f"http://127.0.0.1:{listener.port}/metrics") as answer:
                        assert answer.status == 200
                        return


@pytest.mark.parametrize(
    "routes", [(ROUTES[0], ROUTES[0]), (ROUTES[1], ROUTES[2], ROUTES[1])], ids=["two", "three"]
)
def test_an_address_is_handed_in_once(routes: tuple[Route, ...]) -> None:
    with pytest.raises(ValueError, match="twice"):
        Listener("127.0.0.1", 0, routes)


async def test_a_port_in_use_is_an_os_error_and_leaves_nothing_open() -> None:
    async with Listener("127.0.0.1", 0, ROUTES) as listener:
        with pytest.raises(OSError, match="in use"):
            await Listener("127.0.0.1", listener.port, ROUTES).__aenter__()


@pytest.mark.parametrize(
    "shown",
    [lambda: Asked(headers={"a": "zqtold"}, body=b"zqtold"), lambda: Answer(body="zqtold")],
)
def test_nothing_that_came_or_goes_is_shown_by_repr(shown: Callable[[], object]) -> None:
    assert "zqtold" not in repr(shown())


@pytest.mark.parametrize("turns", range(7))
def test_who_comes_in_the_turn_of_its_end_is_closed_too(turns: int) -> None:
    async def life() -> socket.socket:
        async with Listener("127.0.0.1", 0, ROUTES) as listener:
            came = socket.create_connection(("127.0.0.1", listener.port))
            for _ in range(turns):
                await asyncio.sleep(0)
        return came

    gc.collect()
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        asyncio.run(life()).close()
        gc.collect()
    assert [str(one.message) for one in found] == []
