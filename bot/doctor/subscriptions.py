"""What a Slack app's manifest means: the events it subscribes to, and how they come."""

from collections.abc import Iterator

from bot.doctor.finding import Finding
from handlers.door import Fault
from handlers.slack.exported import App
from handlers.slack.manifest import EVENTS

_THERE = "https://api.slack.com/apps"


def judge(name: str, app: App, *, http: bool, url: str | None) -> list[Finding]:
    """Return what needs doing in the app of the account `name`.

    `http` tells how its events are to come, `url` to which address, None where nobody knows.
    """
    return list(_judged(name, app, http=http, url=url))


def _judged(name: str, app: App, *, http: bool, url: str | None) -> Iterator[Finding]:
    for event, without in EVENTS.items():
        if event not in app.events:
            yield Finding(
                subject=name,
                line=f"the app does not subscribe to {event}: {without}",
                remedy=f"add it ({_THERE}, Event Subscriptions, Subscribe to bot events), save, "
                "and install the app again",
            )
    if not http and not app.sockets:
        yield Finding(
            subject=name,
            line="the app's Socket Mode is switched off: no event comes in",
            remedy=f'switch it on ({_THERE}, Socket Mode), or set mode = "http" in [{name}]',
        )
    if http and (app.sockets or (url is not None and app.request_url != url)):
        yield Finding(
            subject=name,
            line="the app does not send its events to this host",
            remedy=f"switch Socket Mode off and give as Request URL {url or 'your own'} ({_THERE}, "
            "Event Subscriptions)",
        )
    if not app.messages_tab:
        yield Finding(
            subject=name,
            line="the app's messages tab is switched off: nobody can be told in private",
            remedy=f"switch it on ({_THERE}, App Home, Show Tabs)",
        )
    if not app.home_tab:
        yield Finding(
            subject=name,
            line="the app's home tab is switched off: nobody sees the queue there",
            remedy=f"switch it on ({_THERE}, App Home, Show Tabs)",
        )
    if not app.interactive:
        yield Finding(
            subject=name,
            line="the app's interactivity is switched off: no button and no form does a thing",
            remedy=f"switch it on ({_THERE}, Interactivity & Shortcuts)",
        )


def unseen(name: str, fault: Fault) -> Finding:
    """Return the finding for a configuration token that shows no manifest."""
    return Finding(
        subject=name,
        line=f"the app configuration token does not show this app ({fault.code})",
        remedy=f"take a fresh one of the app's owner and workspace ({_THERE}, Your App "
        "Configuration Tokens): it lives twelve hours",
    )
