"""The modal that somebody has before them in Slack: what it shows, and what is filled in."""

from typing import Any, Final

from bot.demo.page.acts import Acts
from bot.demo.page.panes import BY_ID, PANES, Pane
from bot.demo.page.typed import Unfit, whole
from bot.demo.stage import Stage
from bot.sandbox.slack.refusals import Refusal

_KINDS: Final = {
    "static_select": "select",
    "multi_static_select": "several",
    "checkboxes": "several",
}


class Modals:
    """Reads the modals of the page's people, and lets them fill one in, send it or leave it."""

    def __init__(self, stage: Stage, acts: Acts) -> None:
        self._stage = stage
        self._acts = acts

    def told(self) -> dict[str, Any]:
        """Return what stands before each person of Slack, by the window's id; None for nothing."""
        found = {}
        for pane in PANES:
            if pane.platform == "slack":
                view = self._stage.slack.modal(pane.team, str(pane.user))
                found[pane.id] = None if view is None else _told(view)
        return found

    def act(self, what: str, pane_id: str, values: Any) -> None:
        """Let the pane's person `fill` it and send it off, or `leave` it; raises Unfit.

        `values` has a text for each field by its id, or a list of them.
        """
        pane = _pane(pane_id)
        if what == "leave":
            self._leave(pane)
        else:
            self._send(pane, values)

    def _send(self, pane: Pane, values: Any) -> None:
        if not isinstance(values, dict):
            raise Unfit("values: is missing or no JSON object; give one")
        filled = {name: _value(name, value) for name, value in values.items()}
        try:
            self._stage.slack.submit(pane.team, str(pane.user), filled)
        except (Refusal, ValueError) as why:
            raise Unfit(f"values: Slack does not take it ({why}); fill it in otherwise") from None
        self._acts.began()

    def _leave(self, pane: Pane) -> None:
        try:
            self._stage.slack.close_modal(pane.team, str(pane.user))
        except (Refusal, ValueError):
            raise Unfit("pane: nothing is before them to close; go on") from None


def _pane(pane_id: str) -> Pane:
    pane = BY_ID.get(pane_id)
    if pane is None or pane.platform != "slack":
        raise Unfit("pane: is no window of Slack; choose another")
    return pane


def _value(name: str, value: Any) -> str | list[str]:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise Unfit(f"{name}: is neither a text nor a list of them; give one")


def _told(view: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": view["id"],
        "hash": view["hash"],
        "title": view["title"]["text"],
        "send": "" if view["submit"] is None else view["submit"]["text"],
        "close": "Close" if view["close"] is None else view["close"]["text"],
        "trouble": view.get("trouble", ""),
        "fields": [_field(view, one) for one in view["blocks"] if one["type"] == "input"],
        "errors": view.get("errors") or {},
    }


def _field(view: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    element = block["element"]
    (state,) = view["state"]["values"][block["block_id"]].values()
    area = "area" if element.get("multiline") else "text"
    chosen = state.get("selected_options") or [state.get("selected_option")]
    return {
        "id": block["block_id"],
        "label": block["label"]["text"],
        "hint": block.get("hint", {}).get("text", ""),
        "kind": _KINDS.get(element["type"], area),
        "optional": bool(block.get("optional")),
        "longest": element.get("max_length", 0),
        "options": [[one["value"], one["text"]["text"]] for one in element.get("options", ())],
        "value": state.get("value") or "",
        "chosen": [one["value"] for one in chosen if one],
    }
