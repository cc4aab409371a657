"""The documented limits, counted; and faults that a test asks for."""

import time
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.faults import Fault, Faults
from bot.sandbox.slack.limits import Gauge, Limits
from bot.sandbox.slack.refusals import RateLimited
from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.slack.scene import ANN, DESK, PRIVATE, TEAM, client_of, refusal, until


def passed(calls: list[tuple[float, Callable[[Gauge], None]]]) -> int:
    """Return how many calls at these seconds get through."""
    now = [0.0]
    gauge = Gauge(Limits(), lambda: now[0])
    through, refusals = 0, []
    for now[0], call in calls:
        try:
            call(gauge)
            through += 1
        except RateLimited as why:
            refusals.append(why)
    assert all(why.seconds >= 1 for why in refusals)
    assert sum(gauge.refused.values()) == len(calls) - through
    return through


def post(channel: str) -> Callable[[Gauge], None]:
    return lambda gauge: gauge.post(TEAM, channel)


def test_a_channel_takes_one_a_second_after_a_short_burst() -> None:
    assert passed([(0.0, post("C1"))] * 20) == Limits().burst
    assert passed([(float(second), post("C1")) for second in range(100)]) == 100
    assert passed([(second / 2, post("C1")) for second in range(200)]) <= 105


def test_channels_do_not_hold_each_other_up() -> None:
    assert passed([(0.0, post(f"C{number}")) for number in range(100)]) == 100


def test_a_workspace_takes_several_hundred_a_minute_and_another_its_own() -> None:
    many = [(0.0, post(f"C{number}")) for number in range(1000)]
    assert passed(many) == Limits().per_workspace_per_minute
    assert passed([*many, (0.0, lambda gauge: gauge.post("T1", "C1"))]) == passed(many) + 1


def test_a_persons_id_and_the_conversation_with_them_are_one_channel() -> None:
    both = [(0.0, post("U0ANN")), (0.0, post("D0ANN"))] * 5
    assert passed(both) == Limits().burst


@pytest.mark.parametrize(
    ("method", "most"),
    [
        ("users.list", 20),
        ("conversations.list", 20),
        ("apps.connections.open", 50),
        ("chat.update", 50),
        ("chat.delete", 50),
        ("conversations.history", 50),
        ("conversations.replies", 50),
        ("users.info", 100),
        ("chat.postEphemeral", 100),
        ("auth.test", 1000),
    ],
)
def test_each_method_has_its_tier_and_counts_for_itself(method: str, most: int) -> None:
    def ask(gauge: Gauge) -> None:
        gauge.call(TEAM, method)

    assert passed([(0.0, ask)] * 1000) == most
    other: list[tuple[float, Callable[[Gauge], None]]] = [
        (0.0, lambda gauge: gauge.call(TEAM, "bots.info"))
    ]
    assert passed([(0.0, ask)] * 1000 + other) == most + 1
    later = [(60.0, ask)] * 1000
    assert passed([(0.0, ask)] * 1000 + later) == min(2 * most, 2000)


async def test_too_many_posts_are_answered_with_429_and_seconds_to_wait(
    limited: SlackStandIn, limited_client: AsyncWebClient
) -> None:
    for _ in range(Limits().burst):
        await limited_client.chat_postMessage(channel=DESK, text="x")
    with pytest.raises(SlackApiError) as caught:
        await limited_client.chat_postMessage(channel=DESK, text="one too many")
    response: Any = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "1"
    assert limited.refused() == {"chat.postMessage": 1}
    assert len(limited.messages(DESK)) == Limits().burst
    assert await limited_client.chat_postMessage(channel=PRIVATE, text="not held up")
    limited.advance(1)
    assert await limited_client.chat_postMessage(channel=DESK, text="in time")
    limited.set_limits(per_channel_per_second=0)
    for _ in range(50):
        await limited_client.chat_postMessage(channel=DESK, text="switched off")


async def test_a_method_beyond_its_tier_is_429_while_others_go_on(
    limited: SlackStandIn, limited_client: AsyncWebClient
) -> None:
    for _ in range(20):
        await limited_client.users_list()
    with pytest.raises(SlackApiError) as caught:
        await limited_client.users_list()
    assert caught.value.response.headers["Retry-After"] == "3"
    assert await limited_client.users_info(user=ANN)
    limited.advance(3)
    assert await limited_client.users_list()


@pytest.mark.parametrize("status", [400, 403, 404, 500, 502, 503])
async def test_the_next_calls_fail_as_scripted_and_then_no_more(
    status: int, stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.fail("chat.postMessage", status=status, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=DESK, text="x")
        assert caught.value.response.status_code == status
    assert stand_in.messages(DESK) == []
    await client.chat_postMessage(channel=DESK, text="x")
    errors = [one["error"] for one in stand_in.entries(kind="call")]
    assert errors == [f"HTTP {status}"] * 2 + [""]
    assert len(stand_in.messages(DESK)) == 1


async def test_a_scripted_429_names_hours(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    stand_in.fail("chat.postMessage", status=429, retry_after=7200)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=DESK, text="x")
    response: Any = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "7200"


@pytest.mark.parametrize("error", ["restricted_action", "channel_not_found", "internal_error"])
async def test_a_call_may_be_refused_by_any_word(
    error: str, stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.fail("chat.update", status=200, error=error)
    ts = (await client.chat_postMessage(channel=DESK, text="a"))["ts"]
    assert (await refusal(client.chat_update(channel=DESK, ts=ts, text="b")))["error"] == error
    assert stand_in.messages(DESK)[0]["text"] == "a"


async def test_a_connection_breaks_before_or_after_the_message_was_taken(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.fail("chat.postMessage", drop="before")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=DESK, text="lost")
    assert stand_in.messages(DESK) == []
    stand_in.fail("chat.postMessage", drop="after")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_postMessage(channel=DESK, text="taken")
    (stands,) = stand_in.messages(DESK)
    assert stands["text"] == "taken"
    lost, taken = stand_in.entries(kind="call")
    assert (lost["error"], taken["error"], taken["ts"]) == ("dropped", "", stands["ts"])
    assert [one["fault"] for one in stand_in.entries(kind="fault")] == ["drop_after"]


async def test_the_clients_own_second_try_posts_twice(
    stand_in: SlackStandIn, web: aiohttp.ClientSession
) -> None:
    client = client_of(stand_in, web, retry_handlers=None)
    stand_in.fail("chat.postMessage", drop="after")
    await client.chat_postMessage(channel=DESK, text="twice")
    assert [one["text"] for one in stand_in.messages(DESK)] == ["twice", "twice"]


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_an_edit_and_a_deletion_may_be_cut_off_too(
    drop: Any, stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    ts = (await client.chat_postMessage(channel=DESK, text="a"))["ts"]
    stand_in.fail("chat.update", drop=drop)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_update(channel=DESK, ts=ts, text="b")
    assert stand_in.messages(DESK)[0]["text"] == ("a" if drop == "before" else "b")
    stand_in.fail("chat.delete", drop=drop)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.chat_delete(channel=DESK, ts=ts)
    assert len(stand_in.messages(DESK)) == (1 if drop == "before" else 0)


async def test_an_answer_may_be_half_a_json_while_the_message_stands(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.fail("chat.postMessage", garbled=True)
    with pytest.raises(SlackApiError, match="non-JSON format"):
        await client.chat_postMessage(channel=DESK, text="taken")
    assert [one["text"] for one in stand_in.messages(DESK)] == ["taken"]
    assert [one["fault"] for one in stand_in.entries(kind="fault")] == ["garbled"]


async def test_an_answer_may_come_too_late_while_the_message_stands(
    stand_in: SlackStandIn,
) -> None:
    stand_in.fail("chat.postMessage", slow=30)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as hasty:
        with pytest.raises(TimeoutError):
            await client_of(stand_in, hasty).chat_postMessage(channel=DESK, text="taken")
    # It may be read only after nobody waits for its answer any more.
    await until(lambda: stand_in.messages(DESK))
    assert [one["text"] for one in stand_in.messages(DESK)] == ["taken"]


async def test_a_slow_answer_is_an_answer(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    stand_in.fail("auth.test", slow=0.12)
    began = time.monotonic()
    assert await client.auth_test()
    assert time.monotonic() - began >= 0.12


async def test_every_call_may_be_slow(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    stand_in.delay(120)
    began = time.monotonic()
    await client.auth_test()
    assert time.monotonic() - began >= 0.12
    stand_in.clear_faults()
    assert stand_in.faults.delay_ms == 0


async def test_faults_meet_their_own_method_or_any_and_may_be_taken_back(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.fail("chat.update", status=500)
    assert await client.auth_test()
    stand_in.fail("*", status=503)
    with pytest.raises(SlackApiError):
        await client.auth_test()
    stand_in.fail("*", status=503, times=9)
    stand_in.clear_faults()
    assert await client.auth_test()


def test_faults_are_used_up_in_order() -> None:
    faults = Faults()
    faults.add("a", Fault(status=500))
    faults.add("a", Fault(kind="drop_after"))
    faults.add("*", Fault(status=403))
    taken = [faults.take(name) for name in ("a", "b", "a", "a")]
    assert [one and (one.kind, one.status) for one in taken] == [
        ("status", 500),
        ("status", 403),
        ("drop_after", 500),
        None,
    ]
