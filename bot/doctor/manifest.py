"""The manifest of the Slack app that an account of the settings needs."""

from typing import Any

from handlers.slack.manifest import manifest


def for_sockets() -> dict[str, Any]:
    """Return the manifest of an app whose events come over Socket Mode."""
    return manifest()


def over_http(public_url: str, account: str) -> dict[str, Any]:
    """Return the manifest of an app that sends its events to the listener at `public_url`."""
    return manifest(request_url(public_url, account))


def update_url(public_url: str, account: str) -> str:
    """Return the address to which Telegram sends a bot's updates."""
    return f"{public_url.rstrip('/')}/telegram/{account}"


def request_url(public_url: str, account: str) -> str:
    """Return the address to which an account's app sends its events."""
    return f"{public_url.rstrip('/')}/slack/{account}/events"
