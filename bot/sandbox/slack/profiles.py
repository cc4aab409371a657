"""The Web API methods about the app, its workspace and the people in it.

https://docs.slack.dev/reference/methods
"""

from typing import Any

from bot.sandbox.slack.arguments import Fields, needed, word
from bot.sandbox.slack.pages import page
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import Workspace, World


def api_test(fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/api.test: anybody may call it."""
    if fields.get("error"):
        raise Refusal(str(fields["error"]), args=fields)
    return {"args": fields}


def auth_test(_world: World, workspace: Workspace, _fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/auth.test."""
    return {
        "url": "https://example.slack.com/",
        "team": workspace.name,
        "user": "tocsin",
        "team_id": workspace.team,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def users_info(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/users.info; deactivated people are still told of."""
    user = workspace.users.get(word(fields, "user"))
    if user is None:
        raise Refusal("user_not_found")
    return {"user": user}


def users_list(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/users.list: all, unless a `limit` is given."""
    people = list(workspace.users.values())
    return page("members", people, fields, max(1, len(people)))


def team_info(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/team.info."""
    if fields.get("team", workspace.team) != workspace.team:
        raise Refusal("team_not_found")
    return {"team": {"id": workspace.team, "name": workspace.name, "domain": "example"}}


def bots_info(_world: World, workspace: Workspace, fields: Fields) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/bots.info."""
    needed(fields, "bot")
    if fields["bot"] != workspace.bot_id:
        raise Refusal("bot_not_found")
    told = {"id": workspace.bot_id, "deleted": False, "name": "tocsin", "app_id": "A0TOCSIN"}
    return {"bot": {**told, "user_id": workspace.bot_user}}
