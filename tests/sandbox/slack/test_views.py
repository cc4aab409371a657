"""Modals and homes: opened once by a trigger, refused as Slack refuses, filled in by people."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web as http
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.server import SlackStandIn
from bot.sandbox.slack.viewing import TROUBLE
from tests.sandbox.app import App
from tests.sandbox.slack.scene import ANN, BEN, DESK, TEAM, Ear, refusal, until


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def field(name: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(name.title()),
        "element": {"action_id": name} | element,
    } | more


WRITTEN = {"type": "plain_text_input", "max_length": 20}
MENU = {"type": "static_select", "options": [option("low"), option("high")]}
BOXES = {"type": "checkboxes", "options": [option("cyber"), option("finance")]}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = list(blocks) or [field("text", WRITTEN), field("kinds", BOXES, optional=True)]
    made = {"type": "modal", "title": plain("Alert"), "submit": plain("Go"), "blocks": shown}
    return made | {"private_metadata": "ours", "callback_id": "alert"} | more


HOME = {
    "type": "home",
    "blocks": [
        {"type": "section", "text": plain("3 open")},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": plain("Next"), "action_id": "b", "value": "next"}
            ],
        },
    ],
}


async def triggered(stand_in: SlackStandIn, ear: Ear, user: str = ANN) -> str:
    """Return the trigger of a command that somebody has just typed."""
    before = len(ear.requests)
    stand_in.command(DESK, user, "new")
    await until(lambda: len(ear.requests) > before)
    return str(ear.requests[-1].payload["trigger_id"])


async def opened(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient, view: dict[str, Any]
) -> Any:
    trigger = await triggered(stand_in, ear)
    return (await client.views_open(trigger_id=trigger, view=view))["view"]


def answering(ear: Ear, payload: dict[str, Any] | None) -> None:
    ear.answering = False

    async def answer(client: Any, request: Any) -> None:
        await client.send_socket_mode_response(
            SocketModeResponse(envelope_id=request.envelope_id, payload=payload)
        )

    ear.client.socket_mode_request_listeners.append(answer)


@pytest.fixture
async def app() -> AsyncIterator[App]:
    made = App()
    await made.start()
    yield made
    await made.stop()


async def test_a_modal_opens_before_who_typed_the_command_and_nobody_else(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    view = await opened(stand_in, ear, client, modal())
    seen = stand_in.modal(TEAM, ANN)
    assert seen is not None
    assert (seen["id"], seen["title"]["text"]) == (view["id"], "Alert")
    assert stand_in.modal(TEAM, BEN) is None


async def test_a_trigger_opens_one_modal(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    trigger = await triggered(stand_in, ear)
    await client.views_open(trigger_id=trigger, view=modal())
    refused = await refusal(client.views_open(trigger_id=trigger, view=modal()))
    assert refused["error"] == "exchanged_trigger_id"


async def test_a_trigger_is_over_after_three_seconds(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    trigger = await triggered(stand_in, ear)
    stand_in.advance(3.1)
    refused = await refusal(client.views_open(trigger_id=trigger, view=modal()))
    assert refused["error"] == "expired_trigger_id"
    assert stand_in.modal(TEAM, ANN) is None


async def test_a_trigger_that_was_never_given_away_opens_nothing(client: AsyncWebClient) -> None:
    refused = await refusal(client.views_open(trigger_id="1.2.ab", view=modal()))
    assert refused["error"] == "invalid_trigger_id"


async def test_a_view_that_is_refused_leaves_its_trigger_good(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    trigger = await triggered(stand_in, ear)
    await refusal(client.views_open(trigger_id=trigger, view=modal(title=plain("x" * 25))))
    await client.views_open(trigger_id=trigger, view=modal())
    assert stand_in.modal(TEAM, ANN) is not None


REFUSED_MODALS = [
    (modal(title=plain("x" * 25)), "must be less than 25 characters", "/view/title/text"),
    (modal(submit=plain("x" * 25)), "must be less than 25 characters", "/view/submit/text"),
    (modal(private_metadata="x" * 3_001), "must be less than 3001", "/view/private_metadata"),
    (modal(callback_id="x" * 256), "must be less than 256 characters", "/view/callback_id"),
    (modal(colour="red"), "invalid additional property: colour", "/view"),
    (modal(type="home"), "must be one of: modal", "/view/type"),
    (
        modal(*({"type": "divider"} for _ in range(101))),
        "no more than 100 items allowed",
        "/view/blocks",
    ),
    (
        modal(field("text", {"type": "plain_text_input", "max_length": 3_001})),
        "must be less than 3001",
        "/view/blocks/0/element/max_length",
    ),
    (
        modal(field("text", WRITTEN | {"initial_value": "x" * 21})),
        "must be less than 21 characters",
        "/view/blocks/0/element/initial_value",
    ),
    (
        modal(field("m", MENU | {"options": [option(f"o{one}") for one in range(101)]})),
        "no more than 100 items allowed",
        "/view/blocks/0/element/options",
    ),
    (
        modal(field("m", MENU | {"options": [option("x" * 76)]})),
        "must be less than 76 characters",
        "/view/blocks/0/element/options/0/text/text",
    ),
    (
        modal(field("m", MENU | {"options": [option("a") | {"value": "x" * 151}]})),
        "must be less than 151 characters",
        "/view/blocks/0/element/options/0/value",
    ),
    (
        modal(field("m", MENU | {"initial_option": option("medium")})),
        "must match one of the options",
        "/view/blocks/0/element/initial_option",
    ),
    (
        modal(field("b", BOXES | {"options": [option(f"o{one}") for one in range(11)]})),
        "no more than 10 items allowed",
        "/view/blocks/0/element/options",
    ),
    (
        modal(field("d", {"type": "datepicker"})),
        "unsupported type: datepicker",
        "/view/blocks/0/element/type",
    ),
    (
        modal(field("text", WRITTEN, label=plain("x" * 2_001))),
        "must be less than 2001 characters",
        "/view/blocks/0/label/text",
    ),
    (
        modal(field("text", WRITTEN), field("text", WRITTEN)),
        '`block_id` "text" already exists',
        "/view/blocks/1/block_id",
    ),
]


@pytest.mark.parametrize(
    ("view", "what", "where"), REFUSED_MODALS, ids=[f"{one[1]} {one[2]}" for one in REFUSED_MODALS]
)
async def test_a_modal_is_refused_with_what_is_wrong_and_where(
    stand_in: SlackStandIn, client: AsyncWebClient, view: Any, what: str, where: str
) -> None:
    trigger = stand_in.world.triggers.issue(TEAM, ANN)
    refused = await refusal(client.views_open(trigger_id=trigger, view=view))
    assert refused["error"] == "invalid_arguments"
    told = refused["response_metadata"]["messages"]
    assert any(what in one and f"[json-pointer:{where}]" in one for one in told), told


async def test_inputs_need_a_button_that_sends_them_off(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    view = modal()
    del view["submit"]
    trigger = stand_in.world.triggers.issue(TEAM, ANN)
    refused = await refusal(client.views_open(trigger_id=trigger, view=view))
    assert "must define `submit`" in refused["response_metadata"]["messages"][0]


async def test_a_view_of_more_than_250_kilobytes_is_too_large(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_000}}
    trigger = stand_in.world.triggers.issue(TEAM, ANN)
    refused = await refusal(client.views_open(trigger_id=trigger, view=modal(*[block] * 90)))
    assert refused["error"] == "view_too_large"


async def test_a_message_holds_no_input(stand_in: SlackStandIn, client: AsyncWebClient) -> None:
    refused = await refusal(
        client.chat_postMessage(channel=DESK, text="x", blocks=[field("text", WRITTEN)])
    )
    assert refused["error"] == "invalid_blocks"
    assert stand_in.messages(DESK) == []


async def test_what_was_filled_in_is_sent_with_what_the_modal_carried(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    menu = field("severity", MENU)
    shown = modal(field("text", WRITTEN), menu, field("kinds", BOXES, optional=True))
    view = await opened(stand_in, ear, client, shown)
    stand_in.submit(TEAM, ANN, {"Text": "Roads closed", "severity": "High", "kinds": ["cyber"]})
    await until(lambda: stand_in.modal(TEAM, ANN) is None)
    sent = ear.requests[-1].payload
    assert (sent["type"], sent["user"]["id"], sent["view"]["id"]) == (
        "view_submission", ANN, view["id"],
    )  # fmt: skip
    assert sent["view"]["private_metadata"] == "ours"
    assert sent["view"]["state"]["values"] == {
        "text": {"text": {"type": "plain_text_input", "value": "Roads closed"}},
        "severity": {"severity": {"type": "static_select", "selected_option": option("high")}},
        "kinds": {"kinds": {"type": "checkboxes", "selected_options": [option("cyber")]}},
    }
    assert "channel" not in sent


async def test_the_screen_itself_asks_for_what_is_required(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    await opened(stand_in, ear, client, modal())
    assert stand_in.submit(TEAM, ANN) == ""
    seen = stand_in.modal(TEAM, ANN)
    assert seen is not None
    assert set(seen["errors"]) == {"text"}
    with pytest.raises(ValueError, match="takes 20 characters"):
        stand_in.fill(TEAM, ANN, {"text": "x" * 21})


async def test_errors_of_the_app_stand_below_the_fields_and_the_modal_stays(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    await opened(stand_in, ear, client, modal())
    answering(ear, {"response_action": "errors", "errors": {"text": "Too vague."}})
    stand_in.submit(TEAM, ANN, {"text": "Something"})
    await until(lambda: (stand_in.modal(TEAM, ANN) or {}).get("errors"))
    seen = stand_in.modal(TEAM, ANN)
    assert seen is not None
    assert seen["errors"] == {"text": "Too vague."}
    assert seen["state"]["values"]["text"]["text"]["value"] == "Something"


async def test_an_error_of_no_field_is_a_bad_answer(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    await opened(stand_in, ear, client, modal())
    answering(ear, {"response_action": "errors", "errors": {"elsewhere": "Too vague."}})
    stand_in.submit(TEAM, ANN, {"text": "Something"})
    await until(lambda: (stand_in.modal(TEAM, ANN) or {}).get("trouble"))
    assert stand_in.entries(kind="bad answer")


async def test_a_submission_that_is_never_answered_shows_trouble_and_is_not_sent_again(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    await opened(stand_in, ear, client, modal())
    ear.answering = False
    before = len(ear.requests)
    stand_in.submit(TEAM, ANN, {"text": "Something"})
    await until(lambda: len(ear.requests) > before)
    stand_in.advance(400)
    await until(lambda: (stand_in.modal(TEAM, ANN) or {}).get("trouble"))
    seen = stand_in.modal(TEAM, ANN)
    assert seen is not None
    assert seen["trouble"] == TROUBLE
    await asyncio.sleep(0)
    assert len(ear.requests) == before + 1


async def test_a_modal_is_updated_pushed_and_left(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    more = {"type": "button", "text": plain("More"), "action_id": "more", "value": "more"}
    shown = modal(field("text", WRITTEN), {"type": "actions", "elements": [more]})
    view = await opened(stand_in, ear, client, shown)
    stand_in.fill(TEAM, ANN, {"text": "kept"})
    updated = await client.views_update(
        view_id=view["id"], view=modal(field("text", WRITTEN), title=plain("Then"))
    )
    assert updated["view"]["state"]["values"]["text"]["text"]["value"] == "kept"
    refused = await refusal(
        client.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    )
    assert refused["error"] == "hash_conflict"
    for number in (2, 3):
        trigger = stand_in.world.triggers.issue(TEAM, ANN, view["id"])
        pushed = await client.views_push(trigger_id=trigger, view=modal(title=plain(f"{number}")))
        assert pushed["view"]["root_view_id"] == view["id"]
    trigger = stand_in.world.triggers.issue(TEAM, ANN, view["id"])
    refused = await refusal(client.views_push(trigger_id=trigger, view=modal()))
    assert refused["error"] == "push_limit_reached"
    stand_in.close_modal(TEAM, ANN)
    seen = stand_in.modal(TEAM, ANN)
    assert seen is not None
    assert seen["title"]["text"] == "2"
    stand_in.close_modal(TEAM, ANN, every=True)
    refused = await refusal(client.views_update(view_id=view["id"], view=modal()))
    assert refused["error"] == "not_found"


async def test_who_leaves_a_modal_is_told_of_where_it_asks_for_that(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    await opened(stand_in, ear, client, modal(notify_on_close=True))
    before = len(ear.requests)
    stand_in.close_modal(TEAM, ANN)
    await until(lambda: len(ear.requests) > before)
    assert ear.requests[-1].payload["type"] == "view_closed"
    await opened(stand_in, ear, client, modal())
    stand_in.close_modal(TEAM, ANN)
    assert not [one for one in ear.requests[before + 1 :] if one.type == "interactive"]


async def test_an_external_id_is_of_one_view(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    for user, expected in ((ANN, None), (BEN, "duplicate_external_id")):
        trigger = stand_in.world.triggers.issue(TEAM, user)
        call = client.views_open(trigger_id=trigger, view=modal(external_id="mine"))
        if expected is None:
            await call
        else:
            assert (await refusal(call))["error"] == expected


async def test_a_home_is_published_for_one_person_and_replaced_as_a_whole(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    first = (await client.views_publish(user_id=ANN, view=HOME))["view"]
    second = (await client.views_publish(user_id=ANN, view=HOME | {"blocks": []}))["view"]
    assert (first["id"], second["blocks"]) == (second["id"], [])
    assert stand_in.home(TEAM, BEN) is None
    refused = await refusal(client.views_publish(user_id=ANN, view=HOME, hash=first["hash"]))
    assert refused["error"] == "hash_conflict"


async def test_a_home_is_refused_for_nobody_and_as_a_modal(client: AsyncWebClient) -> None:
    for user, view, where in (
        ("U0NOBODY", HOME, "/user_id"),
        (ANN, modal(), "/view/type"),
        (ANN, HOME | {"title": plain("x")}, "/view"),
    ):
        refused = await refusal(client.views_publish(user_id=user, view=view))
        assert refused["error"] == "invalid_arguments"
        assert f"[json-pointer:{where}]" in refused["response_metadata"]["messages"][0]


async def test_an_app_without_a_home_tab_publishes_none(
    stand_in: SlackStandIn, client: AsyncWebClient
) -> None:
    stand_in.world.workspaces[TEAM].home_tab = False
    refused = await refusal(client.views_publish(user_id=ANN, view=HOME))
    assert refused["error"] == "not_enabled"
    with pytest.raises(ValueError, match="no tab"):
        stand_in.open_home(TEAM, ANN)


async def test_the_app_hears_who_opens_its_home_and_what_stands_there(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    stand_in.open_home(TEAM, ANN)
    await client.views_publish(user_id=ANN, view=HOME)
    stand_in.open_home(TEAM, ANN)
    stand_in.open_home(TEAM, ANN, "messages")
    await until(lambda: len(ear.events) == 3)
    told = [(one["type"], one["user"], one["tab"], "view" in one) for one in ear.events]
    assert told == [
        ("app_home_opened", ANN, "home", False),
        ("app_home_opened", ANN, "home", True),
        ("app_home_opened", ANN, "messages", False),
    ]


async def test_an_app_that_does_not_subscribe_hears_of_no_opened_home(
    stand_in: SlackStandIn, ear: Ear
) -> None:
    stand_in.subscribe(TEAM, ["message.channels"])
    assert stand_in.open_home(TEAM, ANN) == ""
    assert ear.events == []


async def test_a_button_in_a_home_comes_without_message_or_channel(
    stand_in: SlackStandIn, ear: Ear, client: AsyncWebClient
) -> None:
    view = (await client.views_publish(user_id=ANN, view=HOME))["view"]
    stand_in.press_in(TEAM, ANN, "Next")
    await until(lambda: ear.requests)
    sent = ear.requests[-1].payload
    assert sent["container"] == {"type": "view", "view_id": view["id"]}
    assert (sent["actions"][0]["value"], sent["trigger_id"] != "") == ("next", True)
    assert not {"channel", "message", "response_url"} & sent.keys()


async def test_over_http_a_submission_is_a_form_and_its_answer_json(
    stand_in: SlackStandIn, app: App, client: AsyncWebClient
) -> None:
    def challenged(_request: http.Request, body: bytes) -> http.Response:
        found = json.loads(body) if body.startswith(b"{") else {}
        return http.Response(text=str(found.get("challenge", "")))

    app.answer = challenged
    await stand_in.set_request_url(TEAM, app.url, "secret")
    trigger = stand_in.world.triggers.issue(TEAM, ANN)
    await client.views_open(trigger_id=trigger, view=modal())
    app.answer = lambda _request, _body: http.json_response(
        {"response_action": "errors", "errors": {"text": "Too vague."}}
    )
    stand_in.submit(TEAM, ANN, {"text": "Something"})
    await until(lambda: (stand_in.modal(TEAM, ANN) or {}).get("errors"))
    headers, body = app.came[-1]
    sent = json.loads(parse_qs(body.decode())["payload"][0])
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent["type"] == "view_submission"
