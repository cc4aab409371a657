"""What an app is, by its exported manifest: the one place where Slack says what it subscribes to.

It takes an app configuration token of the app's owner, which lives twelve hours and which the bot
never has: https://docs.slack.dev/reference/methods/apps.manifest.export and
https://docs.slack.dev/app-manifests/configuring-apps-with-app-manifests#config-tokens. The app's id
comes from https://docs.slack.dev/reference/methods/bots.info.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """What a manifest says of what matters to us."""

    events: frozenset[str]
    sockets: bool
    """Whether Socket Mode is switched on."""
    request_url: str = field(default="", repr=False)
    messages_tab: bool = True
    """Whether what the bot says in private has a place."""
    home_tab: bool = True
    """Whether people see a home that the bot publishes."""
    interactive: bool = True
    """Whether buttons, shortcuts and forms tell the bot anything."""


def read(manifest: Any) -> App:
    """Return what a manifest says; what it does not say is not switched on."""
    settings, home = _at(manifest, "settings"), _at(manifest, "features", "app_home")
    events = _at(settings, "event_subscriptions")
    named = events.get("bot_events")
    url = events.get("request_url")
    return App(
        events=frozenset(one for one in named if isinstance(one, str))
        if isinstance(named, list)
        else frozenset(),
        sockets=settings.get("socket_mode_enabled") is True,
        request_url=url if isinstance(url, str) else "",
        messages_tab=home.get("messages_tab_enabled") is True,
        home_tab=home.get("home_tab_enabled") is True,
        interactive=_at(settings, "interactivity").get("is_enabled") is True,
    )


def _at(value: Any, *path: str) -> dict[str, Any]:
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
