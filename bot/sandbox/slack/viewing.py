"""What people do with modals and with the app's home in the stand-in.

https://docs.slack.dev/surfaces/modals and https://docs.slack.dev/surfaces/app-home
"""

import contextlib
from copy import deepcopy
from typing import Any, Final

from bot.sandbox.slack import interactions, surfaces, views
from bot.sandbox.slack.inputs import LONGEST
from bot.sandbox.slack.methods import direct
from bot.sandbox.slack.pressing import Pressing, button_in
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.state import View, Workspace
from bot.sandbox.slack.subscriptions import subscribed

TROUBLE: Final = "We had some trouble connecting. Try again?"
"""What a modal shows whose submission the app did not answer in time, or answered badly."""


class Viewing(Pressing):
    """Those who have a modal or a home of the app before them."""

    def modal(self, team: str, user: str) -> dict[str, Any] | None:
        """Return the modal that somebody has before them, None for none.

        It is the view object with its state, and with `errors` and `trouble` as they are shown.
        """
        stack = self.world.workspaces[team].modals.get(user)
        return deepcopy(stack[-1]) if stack else None

    def fill(self, team: str, user: str, values: dict[str, Any]) -> None:
        """Let somebody fill in fields of the open modal, by `block_id` or by the label.

        A text, an option's value or what stands on it, or a list of those; "" empties. Raises
        ValueError for what the app's own screen does not let them do.
        """
        view = self._before(team, user)
        for name, value in values.items():
            block = _block(view, name)
            element = block["element"]
            longest = element.get("max_length", LONGEST)
            if isinstance(value, str) and len(value) > longest and "options" not in element:
                raise ValueError(f"{name} takes {longest} characters")
            state = view["state"]["values"][block["block_id"]]
            state[element["action_id"]] = views.held(element, value)
        self.journal.write("filled", team=team, user=user, fields=sorted(values))

    def submit(
        self, team: str, user: str, values: dict[str, Any] | None = None, *, forged: Any = None
    ) -> str:
        """Let somebody send the open modal off, filled in before; returns the journal's id.

        The app's answer is shown in it, or closes it. Where something is required and empty the
        screen says so itself, and "" is returned. `forged` is a state that no screen would send.
        """
        workspace = self.world.workspaces[team]
        if values:
            self.fill(team, user, values)
        view = self._before(team, user)
        if view["submit"] is None:
            raise ValueError("this modal has nothing to send off")
        view.pop("trouble", None)
        view["errors"] = {} if forged is not None else _missing(view)
        if view["errors"]:
            return ""
        told = _told(view)
        if forged is not None:
            told["state"] = {"values": forged}
        payload = interactions.submitted(self.world, workspace, user, told)
        self.journal.write("submitted", team=team, user=user, view=view["id"])

        def answered(answer: Any) -> None:
            try:
                self._settle(workspace, user, view, answer if isinstance(answer, dict) else {})
            except Refusal as why:
                self.journal.write("bad answer", view=view["id"], error=why.error)
                view["trouble"] = TROUBLE

        def lost(_why: str) -> None:
            view["trouble"] = TROUBLE

        return self._interact(workspace, payload, answered=answered, lost=lost)

    def close_modal(self, team: str, user: str, *, every: bool = False) -> None:
        """Let somebody leave the open modal, or with the cross all of them.

        The app is told (`view_closed`) where the view asked for it.
        """
        workspace = self.world.workspaces[team]
        view = self._before(team, user)
        every = every or view["clear_on_close"]
        self._leave(workspace, user, view, every=every)
        self.journal.write("closed a modal", team=team, user=user, view=view["id"])
        if view["notify_on_close"]:
            told = interactions.closed(workspace, user, _told(view), cleared=every)
            self._interact(workspace, told)

    def open_home(self, team: str, user: str, tab: str = "home") -> str:
        """Let somebody open the app; returns the event's id, "" where the app does not hear of it.

        https://docs.slack.dev/reference/events/app_home_opened. Raises ValueError where the app
        has no such tab.
        """
        workspace = self.world.workspaces[team]
        self._may(workspace, user, home=True)
        if not (workspace.home_tab if tab == "home" else workspace.messages_tab):
            raise ValueError(f"the app has no tab {tab!r}")
        room = direct(self.world, workspace, user)
        event: dict[str, Any] = {
            "type": "app_home_opened",
            "user": user,
            "channel": room.id,
            "event_ts": self.world.stamp(room),
            "tab": tab,
        }
        if tab == "home" and user in workspace.homes:
            event["view"] = _told(workspace.homes[user])
        self.journal.write("opened the app", team=team, user=user, tab=tab)
        return self.sockets[team].emit(event) if subscribed(workspace, event) else ""

    def home(self, team: str, user: str) -> dict[str, Any] | None:
        """Return what stands in somebody's home, None where nothing was ever published."""
        return deepcopy(self.world.workspaces[team].homes.get(user))

    def press_in(self, team: str, user: str, button: str, *, modal: bool = False) -> str:
        """Let somebody press a button in their home, or in the open modal; see `press`."""
        workspace = self.world.workspaces[team]
        self._may(workspace, user)
        view = self._before(team, user) if modal else workspace.homes.get(user)
        found = None if view is None else button_in(view, button)
        if view is None or found is None:
            raise ValueError(f"no button {button!r} stands there")
        payload = interactions.pressed_in(self.world, workspace, user, _told(view), found)
        self.journal.write("pressed", view=view["id"], user=user, button=button)
        return self._interact(workspace, payload)

    def _before(self, team: str, user: str) -> View:
        workspace = self.world.workspaces[team]
        self._may(workspace, user)
        stack = workspace.modals.get(user)
        if not stack:
            raise ValueError("no modal is before them")
        return stack[-1]

    def _settle(self, workspace: Workspace, user: str, view: View, answer: dict[str, Any]) -> None:
        """https://docs.slack.dev/surfaces/modals#view_submissions: nothing closes the view."""
        action = answer.get("response_action")
        match action:
            case None | "clear":
                self._leave(workspace, user, view, every=action == "clear")
            case "errors":
                view["errors"] = _errors(view, answer.get("errors"))
            case "update":
                made = surfaces.check(answer.get("view"), "modal")
                views.replaced(self.world, workspace, view, made)
            case "push":
                made = surfaces.check(answer.get("view"), "modal")
                views.pushed(self.world, workspace, user, made)
            case _:
                raise Refusal("invalid_response_action")

    @staticmethod
    def _leave(workspace: Workspace, user: str, view: View, *, every: bool) -> None:
        stack = workspace.modals.get(user, [])
        with contextlib.suppress(ValueError):
            stack.remove(view)
        if every or not stack:
            workspace.modals.pop(user, None)


def _told(view: View) -> dict[str, Any]:
    """Return a view as the app is sent it, without what only the screen shows."""
    return {name: deepcopy(view[name]) for name in view if name not in ("errors", "trouble")}


def _block(view: View, name: str) -> dict[str, Any]:
    inputs = [one for one in view["blocks"] if one["type"] == "input"]
    for one in inputs:
        if name in (one["block_id"], one["label"]["text"]):
            return dict(one)
    raise ValueError(f"no field is called {name}")


def _missing(view: View) -> dict[str, str]:
    """Return what the screen itself says of fields that are required and empty."""
    found = {}
    for one in view["blocks"]:
        if one["type"] != "input" or one.get("optional"):
            continue
        (state,) = view["state"]["values"][one["block_id"]].values()
        held = state.get("value") or state.get("selected_option") or state.get("selected_options")
        if not held:
            found[one["block_id"]] = "Please complete this required field."
    return found


def _errors(view: View, given: Any) -> dict[str, str]:
    """Return what is shown below the fields; an error of no input block is a bad answer."""
    inputs = {one["block_id"] for one in view["blocks"] if one["type"] == "input"}
    if not isinstance(given, dict) or not given or not inputs.issuperset(given):
        raise Refusal("invalid_errors")
    return {name: str(said) for name, said in given.items()}
