"""Commands, presses and shortcuts reach the app, and its answers those who asked."""

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web as http
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from tests.sandbox.app import App
from tests.sandbox.slack.scene import ANN, BEN, BOT, DESK, OLD, PRIVATE, TEAM, Ear, furnish, until

ASK = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Which label?"}},
    {
        "type": "actions",
        "block_id": "labels",
        "elements": [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "GREEN"},
                "action_id": "answer:1",
                "value": "label 1 green",
                "style": "primary",
            },
            {"type": "button", "text": {"type": "plain_text", "text": "CLEAR"}, "value": "clear"},
        ],
    },
]


@pytest.fixture
async def app() -> AsyncIterator[App]:
    made = App()
    await made.start()
    yield made
    await made.stop()


def answering(ear: Ear, payload: dict[str, Any] | None) -> None:
    """Let the app acknowledge with a payload of its own."""
    ear.answering = False

    async def answer(client: Any, request: Any) -> None:
        await client.send_socket_mode_response(
            SocketModeResponse(envelope_id=request.envelope_id, payload=payload)
        )

    ear.client.socket_mode_request_listeners.append(answer)


async def test_what_a_command_answers_at_once_is_shown_to_who_typed_it(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    answering(ear, {"text": "All is well.", "blocks": ASK})
    stand_in.command(DESK, ANN, "status")
    await until(lambda: stand_in.ephemeral(DESK))
    (shown,) = stand_in.ephemeral(DESK)
    assert (shown["user"], shown["text"], shown["blocks"][0]) == (
        ANN, "All is well.", shown["blocks"][0] | ASK[0],
    )  # fmt: skip
    assert stand_in.messages(DESK) == []


async def test_a_command_may_answer_the_whole_channel(stand_in: SlackStandIn, ear: Ear) -> None:
    answering(ear, {"text": "Heard by all.", "response_type": "in_channel"})
    stand_in.command(DESK, ANN, "status")
    await until(lambda: stand_in.messages(DESK))
    (stands,) = stand_in.messages(DESK)
    assert (stands["text"], stands["user"], stands["bot_id"]) == ("Heard by all.", BOT, "B0BOT")
    assert stand_in.ephemeral(DESK) == []


async def test_who_typed_what_the_app_never_answered_is_told_that_it_failed(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    ear.answering = False
    stand_in.command(DESK, ANN, "status")
    await until(lambda: ear.requests)
    stand_in.advance(3)
    (shown,) = stand_in.ephemeral(DESK)
    assert shown["text"] == '/tocsin failed with the error "operation_timeout"'


async def test_an_answer_that_slack_refuses_is_a_failed_command(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    answering(ear, {"blocks": [{"type": "nonsense"}]})
    stand_in.command(DESK, ANN, "status")
    await until(lambda: stand_in.ephemeral(DESK))
    assert "invalid_blocks" in stand_in.ephemeral(DESK)[0]["text"]


async def test_a_pressed_button_names_message_channel_and_who_pressed(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="ask", blocks=ASK)
    stand_in.press(DESK, BEN, sent["ts"], "answer:1")
    stand_in.press(DESK, BEN, sent["ts"], "CLEAR")
    await until(lambda: len([one for one in ear.requests if one.type == "interactive"]) == 2)
    first, second = [one for one in ear.requests if one.type == "interactive"]
    assert first.accepts_response_payload is False
    told = first.payload
    assert (told["type"], told["user"]["id"], told["team"]["id"]) == ("block_actions", BEN, TEAM)
    assert told["container"] == {
        "type": "message", "message_ts": sent["ts"], "channel_id": DESK, "is_ephemeral": False,
    }  # fmt: skip
    assert told["channel"] == {"id": DESK, "name": "desk"}
    assert told["message"]["ts"] == sent["ts"]
    (action,) = told["actions"]
    assert (action["action_id"], action["value"]) == ("answer:1", "label 1 green")
    assert (action["block_id"], action["type"], action["style"]) == ("labels", "button", "primary")
    assert second.payload["actions"][0]["action_id"]
    assert told["trigger_id"] != second.payload["trigger_id"]


async def test_a_button_in_a_line_for_one_person_is_pressed_by_that_person_alone(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear, web: aiohttp.ClientSession
) -> None:
    sent = await client.chat_postEphemeral(channel=DESK, user=ANN, text="ask", blocks=ASK)
    with pytest.raises(ValueError, match="before them"):
        stand_in.press(DESK, BEN, sent["message_ts"], "answer:1")
    stand_in.press(DESK, ANN, sent["message_ts"], "answer:1")
    await until(lambda: ear.requests)
    told = ear.requests[0].payload
    assert told["container"]["is_ephemeral"] is True
    assert "message" not in told
    answer = {"replace_original": True, "text": "It goes as GREEN."}
    async with web.post(told["response_url"], json=answer) as got:
        assert (got.status, await got.text()) == (200, "ok")
    (shown,) = stand_in.ephemeral(DESK)
    assert (shown["text"], shown["user"]) == ("It goes as GREEN.", ANN)
    assert "blocks" not in shown
    async with web.post(told["response_url"], json={"delete_original": True}) as got:
        assert got.status == 200
    assert stand_in.ephemeral(DESK) == []


async def test_a_response_url_takes_five_answers_within_half_an_hour(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear, web: aiohttp.ClientSession
) -> None:
    async def post(url: str, body: Any) -> tuple[int, str]:
        async with web.post(url, json=body) as got:
            return got.status, await got.text()

    sent = await client.chat_postMessage(channel=DESK, text="ask", blocks=ASK)
    stand_in.press(DESK, ANN, sent["ts"], "answer:1")
    await until(lambda: any(one.type == "interactive" for one in ear.requests))
    url = ear.requests[-1].payload["response_url"]
    assert await post(url, {"text": "only for you"}) == (200, "ok")
    assert await post(url, {"text": "for all", "response_type": "in_channel"}) == (200, "ok")
    assert await post(url, {"text": "done", "replace_original": True}) == (200, "ok")
    assert await post(url, {"blocks": [{"type": "nonsense"}]}) == (400, "invalid_blocks")
    assert await post(url, []) == (400, "invalid_payload")
    assert (await post(url, {"text": "once more"}))[0] == 404
    assert [one["text"] for one in stand_in.ephemeral(DESK)] == ["only for you"]
    assert [one["text"] for one in stand_in.messages(DESK)] == ["done", "for all"]
    stand_in.press(DESK, ANN, sent["ts"], "answer:1", seen={"ts": sent["ts"], "blocks": ASK})
    await until(lambda: ear.requests[-1].payload.get("response_url", url) != url)
    url = ear.requests[-1].payload["response_url"]
    stand_in.advance(1801)
    status, why = await post(url, {"text": "too late"})
    assert (status, json.loads(why)["error"]) == (404, "expired_url")


async def test_a_shortcut_brings_the_message_that_it_was_chosen_on(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    ts = stand_in.say(PRIVATE, ANN, "TLP:GREEN a heron")
    stand_in.shortcut(PRIVATE, ANN, ts, "recall")
    stand_in.global_shortcut(TEAM, ANN, "alert")
    await until(lambda: len([one for one in ear.requests if one.type == "interactive"]) == 2)
    told, everywhere = [one.payload for one in ear.requests if one.type == "interactive"]
    assert (told["type"], told["callback_id"], told["message_ts"]) == (
        "message_action", "recall", ts,
    )  # fmt: skip
    assert told["message"]["text"] == "TLP:GREEN a heron"
    assert told["channel"] == {"id": PRIVATE, "name": "privategroup"}
    assert (everywhere["type"], everywhere["callback_id"]) == ("shortcut", "alert")
    assert "response_url" not in everywhere


async def test_only_those_can_press_who_stand_before_the_button(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="ask", blocks=ASK)
    stand_in.add_user(TEAM, "W0FAR", "Far", home="T0FAR")
    with pytest.raises(ValueError, match="before them"):
        stand_in.press(DESK, "W0FAR", sent["ts"], "answer:1")
    with pytest.raises(ValueError, match="no button"):
        stand_in.press(DESK, ANN, sent["ts"], "answer:9")
    with pytest.raises(ValueError, match="another workspace"):
        stand_in.command(DESK, "W0FAR", "status")
    with pytest.raises(ValueError, match="before them"):
        stand_in.shortcut(OLD, BEN, sent["ts"], "recall")
    stand_in.deactivate(TEAM, ANN)
    with pytest.raises(ValueError, match="deactivated"):
        stand_in.press(DESK, ANN, sent["ts"], "answer:1")


async def test_over_http_a_command_is_a_form_and_a_press_is_json_in_a_form(app: App) -> None:
    made = SlackStandIn()
    furnish(made)
    workspace = made.world.workspaces[TEAM]
    workspace.request_url, workspace.signing_secret = app.url, "signed"
    app.answer = lambda _request, _body: http.json_response({"text": "Answered."})
    await made.start()
    try:
        made.command(DESK, ANN, "status & more")
        await until(lambda: made.ephemeral(DESK))
        assert made.ephemeral(DESK)[0]["text"] == "Answered."
        fields = parse_qs(app.came[0][1].decode())
        assert (fields["text"], fields["command"]) == (["status & more"], ["/tocsin"])
        app.answer = lambda _request, _body: http.Response()
        ts = made.world.put(workspace, workspace.channels[DESK], {"user": BOT, "blocks": ASK})
        made.press(DESK, ANN, ts, "GREEN")
        await until(lambda: len(app.came) == 3)
        kinds = [parse_qs(body.decode()).get("payload") for _, body in app.came]
        (pressed,) = [json.loads(one[0]) for one in kinds if one]
        assert pressed["actions"][0]["value"] == "label 1 green"
    finally:
        await made.stop()


async def test_an_app_that_is_not_interactive_is_told_of_no_press(
    stand_in: SlackStandIn, client: AsyncWebClient, ear: Ear
) -> None:
    sent = await client.chat_postMessage(channel=DESK, text="ask", blocks=ASK)
    stand_in.world.workspaces[TEAM].interactive = False
    assert stand_in.press(DESK, ANN, sent["ts"], "answer:1") == ""
    stand_in.world.workspaces[TEAM].commands = {"/other"}
    with pytest.raises(ValueError, match="no command"):
        stand_in.command(DESK, ANN, "status")
    stand_in.say(DESK, ANN, "the last")
    await ear.heard(2)
    assert {one.type for one in ear.requests} == {"events_api"}
