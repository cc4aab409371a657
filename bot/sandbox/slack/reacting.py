"""What people add to messages in the stand-in without words: reactions and pins."""

from bot.sandbox.slack import reactions
from bot.sandbox.slack.stage import Stage


class Reacting(Stage):
    """Those who react. Each raises Refusal where Slack would not let them."""

    def react(self, channel: str, user: str, ts: str, name: str) -> None:
        """Let somebody add a reaction: an emoji's name without colons."""
        workspace, room = self.world.channel(channel)
        reactions.react(self.world, workspace, room, ts, user, name)

    def unreact(self, channel: str, user: str, ts: str, name: str) -> None:
        """Let somebody take a reaction back."""
        workspace, room = self.world.channel(channel)
        reactions.take_back(self.world, workspace, room, ts, user, name)

    def pin(self, channel: str, user: str, ts: str) -> None:
        """Let somebody pin a message."""
        workspace, room = self.world.channel(channel)
        reactions.pin(self.world, workspace, room, ts, user)

    def unpin(self, channel: str, user: str, ts: str) -> None:
        """Let somebody take a pin away."""
        workspace, room = self.world.channel(channel)
        reactions.unpin(self.world, workspace, room, ts, user)

    def pinned(self, channel: str) -> list[str]:
        """Return the ts of what is pinned in a channel, oldest pin first."""
        return list(self.world.channel(channel)[1].pins)

    def reactions(self, channel: str, ts: str) -> dict[str, list[str]]:
        """Return who reacted to a message, by the emoji's name."""
        message = self.world.channel(channel)[1].messages[ts]
        return {one["name"]: list(one["users"]) for one in message.get("reactions", ())}
