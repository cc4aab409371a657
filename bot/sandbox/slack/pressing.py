"""What people type as commands, press and choose in the stand-in.

https://docs.slack.dev/interactivity
"""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack import interactions
from bot.sandbox.slack.refusals import Refusal
from bot.sandbox.slack.stage import Stage
from bot.sandbox.slack.state import Message, Workspace


class Pressing(Stage):
    """Those who call the app."""

    def command(self, channel: str, user: str, text: str, *, name: str = "/tocsin") -> str:
        """Let somebody type a command; returns the id under which the journal knows it.

        What the app answers with its acknowledgement is shown to them (`ephemeral`), or to the
        channel; without one in time they are told that it failed, as Slack tells them. Raises
        ValueError for who cannot have typed it: people of another workspace, and deactivated ones,
        https://docs.slack.dev/apis/slack-connect/using-slack-connect.
        """
        workspace, room = self.world.channel(channel)
        self._may(workspace, user, home=True)
        if workspace.commands is not None and name not in workspace.commands:
            raise ValueError(f"{name} is no command of this app")
        path = self.response_urls.issue("commands", workspace, room, user)
        payload = interactions.command(
            self.world, workspace, room, user, name, text, answer=self.origin + path
        )
        self.journal.write("commanded", channel=channel, user=user, text=text)

        def told(answer: Any) -> None:
            try:
                given = answer if isinstance(answer, dict) else {}
                self.response_urls.acknowledged(workspace, room, user, given)
            except Refusal as why:
                lost(why.error)

        def lost(why: str) -> None:
            line = f'{name} failed with the error "{why}"'
            self.world.whisper(room, user, {"text": line, "username": "Slackbot"})

        return self.sockets[workspace.team].emit(
            payload, "slash_commands", answered=told, lost=lost
        )

    def press(
        self, channel: str, user: str, ts: str, button: str, *, seen: Message | None = None
    ) -> str:
        """Let somebody press a button under a message of the app, or under a line shown to them.

        `button` is its `action_id`, else what stands on it, else its `value`. `seen` is what their
        screen still shows where the message was changed meanwhile. Returns the id under which the
        journal knows it, "" where the app is not interactive. Raises ValueError where there is no
        such button, or it is not before them.
        """
        workspace, room = self.world.channel(channel)
        self._may(workspace, user)
        whisper = next(
            (one for one in room.ephemeral if one["ts"] == ts and one["user"] == user), None
        )
        message = seen or whisper or room.messages.get(ts)
        if message is None or (whisper is None and user not in room.members):
            raise ValueError("no such message is before them")
        found = button_in(message, button)
        if found is None:
            raise ValueError(f"no button {button!r} stands under it")
        path = self.response_urls.issue("actions", workspace, room, user, ts)
        payload = interactions.pressed(
            self.world, workspace, room, user, message, found,
            answer=self.origin + path, ephemeral=whisper is not None,
        )  # fmt: skip
        self.journal.write("pressed", channel=channel, ts=ts, user=user, button=button)
        return self._interact(workspace, payload)

    def shortcut(self, channel: str, user: str, ts: str, callback_id: str) -> str:
        """Let somebody choose a shortcut of the app in a message's menu; see `press`."""
        workspace, room = self.world.channel(channel)
        self._may(workspace, user, home=True)
        self._offered(workspace, callback_id)
        if user not in room.members or ts not in room.messages:
            raise ValueError("no such message is before them")
        path = self.response_urls.issue("app", workspace, room, user, ts)
        payload = interactions.chosen(
            self.world, workspace, room, user, room.messages[ts], callback_id,
            answer=self.origin + path,
        )  # fmt: skip
        self.journal.write("shortcut", channel=channel, ts=ts, user=user, callback_id=callback_id)
        return self._interact(workspace, payload)

    def global_shortcut(self, team: str, user: str, callback_id: str) -> str:
        """Let somebody choose a global shortcut of the app; see `press`."""
        workspace = self.world.workspaces[team]
        self._may(workspace, user, home=True)
        self._offered(workspace, callback_id)
        self.journal.write("shortcut", user=user, callback_id=callback_id)
        return self._interact(
            workspace, interactions.called_up(self.world, workspace, user, callback_id)
        )

    def _interact(
        self,
        workspace: Workspace,
        payload: dict[str, Any],
        *,
        answered: Callable[[Any], None] | None = None,
        lost: Callable[[str], None] | None = None,
    ) -> str:
        if not workspace.interactive:
            self.journal.write("not interactive", team=workspace.team)
            return ""
        sockets = self.sockets[workspace.team]
        return sockets.emit(payload, "interactive", answered=answered, lost=lost)

    @staticmethod
    def _offered(workspace: Workspace, callback_id: str) -> None:
        if workspace.shortcuts is not None and callback_id not in workspace.shortcuts:
            raise ValueError(f"{callback_id} is no shortcut of this app")

    @staticmethod
    def _may(workspace: Workspace, user: str, *, home: bool = False) -> None:
        told = workspace.users[user]
        if told["deleted"]:
            raise ValueError("who is deactivated does nothing")
        if home and told["team_id"] != workspace.team:
            raise ValueError("people of another workspace do not see the app's commands")


def button_in(message: Message, named: str) -> dict[str, Any] | None:
    """Return a button of a message or a view by its action_id, its text or its value."""
    buttons: list[dict[str, Any]] = []
    for block in message.get("blocks", ()):
        inner = [*block.get("elements", ()), block.get("accessory")]
        buttons += [
            {**one, "block_id": block.get("block_id", "")}
            for one in inner
            if isinstance(one, dict) and one.get("type") == "button"
        ]
    ways: tuple[Callable[[dict[str, Any]], Any], ...] = (
        lambda one: one.get("action_id"),
        lambda one: one["text"]["text"],
        lambda one: one.get("value"),
    )
    for way in ways:
        for one in buttons:
            if way(one) == named:
                return one
    return None
