"""The Web API methods about views, and the views that people have before them.

https://docs.slack.dev/reference/methods/views.open, views.push, views.update and views.publish
"""

import secrets
from collections.abc import Iterator
from typing import Any, Final

from bot.sandbox.slack import surfaces
from bot.sandbox.slack.arguments import Fields, needed, word
from bot.sandbox.slack.posting import numbered
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import View, Workspace, World
from bot.sandbox.slack.triggers import Trigger

MOST_MODALS: Final = 3
"""https://docs.slack.dev/reference/methods/views.push#errors: `push_limit_reached`."""
_PLAIN: Final = ("title", "close", "submit")
_SWITCHES: Final = ("clear_on_close", "notify_on_close")


def open_view(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/views.open: in place of any modal that was open."""
    trigger, view = _asked(world, workspace, fields)
    made = _made(world, workspace, view)
    trigger.exchanged = True
    workspace.modals[trigger.user] = [made]
    return {"view": made}


def push_view(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/views.push: on top of the one acted in."""
    trigger, view = _asked(world, workspace, fields)
    stack = workspace.modals.get(trigger.user, [])
    if trigger.view not in [one["id"] for one in stack]:
        raise Refusal("not_found")
    return {"view": pushed(world, workspace, trigger.user, view, trigger)}


def pushed(
    world: World,
    workspace: Workspace,
    user: str,
    view: dict[str, Any],
    trigger: Trigger | None = None,
) -> View:
    """Put one more modal before somebody; raises Refusal for the fourth."""
    stack = workspace.modals[user]
    if len(stack) >= MOST_MODALS:
        raise Refusal("push_limit_reached")
    made = _made(world, workspace, view)
    made |= {"root_view_id": stack[0]["id"], "previous_view_id": stack[-1]["id"]}
    if trigger is not None:
        trigger.exchanged = True
    stack.append(made)
    return made


def update_view(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/views.update: what is closed is `not_found`."""
    needed(fields, "view")
    number, external = word(fields, "view_id"), word(fields, "external_id")
    if not number and not external:
        raise Refusal("invalid_arguments", "[ERROR] missing required field: view_id")
    for one in _standing(workspace):
        if number == one["id"] or (external and external == one["external_id"]):
            _unchanged_since(fields, one)
            view = surfaces.check(fields["view"], one["type"])
            return {"view": replaced(world, workspace, one, view)}
    raise Refusal("not_found")


def replaced(world: World, workspace: Workspace, one: View, view: dict[str, Any]) -> View:
    """Let a view say something else; an input with the same ids keeps what it holds."""
    kept = {name: one[name] for name in ("id", "root_view_id", "previous_view_id")}
    state = one["state"]["values"]
    made = _made(world, workspace, view, besides=one["id"]) | kept
    values = made["state"]["values"]
    for block, elements in values.items():
        values[block] |= {
            name: state[block][name] for name in elements if name in state.get(block, {})
        }
    one.clear()
    one.update(made)
    return one


def publish_view(world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/views.publish.

    Who is nobody of this workspace is taken to be `invalid_arguments`; the page does not say.
    """
    needed(fields, "user_id", "view")
    user = word(fields, "user_id")
    if user not in workspace.users:
        raise Refusal("invalid_arguments", "[ERROR] invalid user_id [json-pointer:/user_id]")
    if not workspace.home_tab:
        raise Refusal("not_enabled")
    before = workspace.homes.get(user)
    if before is not None:
        _unchanged_since(fields, before)
    elif fields.get("hash"):
        raise Refusal("hash_conflict")
    view = surfaces.check(fields["view"], "home")
    if before is not None:
        return {"view": replaced(world, workspace, before, view)}
    workspace.homes[user] = _made(world, workspace, view)
    return {"view": workspace.homes[user]}


def _asked(world: World, workspace: Workspace, fields: Fields) -> tuple[Trigger, dict[str, Any]]:
    """Return the trigger and the view of a call that opens one."""
    needed(fields, "trigger_id", "view")
    trigger = world.triggers.look(workspace.team, word(fields, "trigger_id"))
    return trigger, surfaces.check(fields["view"], "modal")


def _unchanged_since(fields: Fields, one: View) -> None:
    """https://docs.slack.dev/surfaces/modals#handling_race_conditions."""
    if fields.get("hash") and fields["hash"] != one["hash"]:
        raise Refusal("hash_conflict")


def _standing(workspace: Workspace) -> Iterator[View]:
    for stack in workspace.modals.values():
        yield from stack
    yield from workspace.homes.values()


def _made(world: World, workspace: Workspace, view: dict[str, Any], *, besides: str = "") -> View:
    """Return the view object, with what Slack adds; `external_id` is unique in a workspace."""
    external = view.get("external_id", "")
    others = [one for one in _standing(workspace) if one["id"] != besides]
    if external and external in [one["external_id"] for one in others]:
        raise Refusal("duplicate_external_id")
    number = f"V0{secrets.token_hex(5).upper()}"
    found = [numbered(one) for one in view["blocks"]]
    return {
        "id": number,
        "team_id": workspace.team,
        "type": view["type"],
        "blocks": found,
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "state": {"values": _initial(found)},
        "hash": f"{world.now():.0f}.{secrets.token_hex(4)}",
        **{name: view.get(name) for name in _PLAIN},
        **{name: bool(view.get(name)) for name in _SWITCHES},
        "previous_view_id": None,
        "root_view_id": number,
        "app_id": "A0TOCSIN",
        "external_id": external,
        "app_installed_team_id": workspace.team,
        "bot_id": workspace.bot_id,
    }


def _initial(blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the inputs hold before anybody filled them."""
    return {
        one["block_id"]: {one["element"]["action_id"]: held(one["element"])}
        for one in blocks
        if one["type"] == "input"
    }


def held(element: dict[str, Any], value: Any = None) -> dict[str, Any]:
    """Return an element's state: what it holds at first, or a text, a value, or several values.

    https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    kind = element["type"]
    if kind == "plain_text_input":
        given = element.get("initial_value") if value is None else value
        return {"type": kind, "value": given or None}
    options = element["options"]
    if kind == "static_select":
        if value is None:
            return {"type": kind, "selected_option": element.get("initial_option")}
        return {"type": kind, "selected_option": _option(options, value)}
    if value is None:
        return {"type": kind, "selected_options": list(element.get("initial_options", ()))}
    return {"type": kind, "selected_options": [_option(options, one) for one in value if one]}


def _option(options: list[dict[str, Any]], value: str) -> dict[str, Any] | None:
    """Return the option with a value; raises ValueError where none is offered, None for none."""
    if not value:
        return None
    for one in options:
        if value in (one["value"], one["text"]["text"]):
            return one
    raise ValueError(f"{value} is not offered")
