"""What a Slack account's facts mean: token, scopes, sockets, channels, event subscriptions."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from bot.doctor.finding import Finding
from bot.doctor.hearing import Heard, unheard
from bot.doctor.subscriptions import unseen
from bot.doctor.unreached import passed_over, unreached
from handlers.slack.examining import SlackFacts, SlackRoom
from handlers.slack.manifest import APP_SCOPE, SCOPES

_ERRORS: Final = "https://docs.slack.dev/reference/methods"
_OUT: Final = frozenset({"channel_not_found", "not_in_channel"})
_SCOPELESS: Final = "missing_scope"


def judge(
    name: str,
    facts: SlackFacts,
    places: Mapping[str, str],
    heard: Heard | None = None,
    *,
    joint: Collection[str] = (),
    url: str = "",
) -> list[Finding]:
    """Return what needs doing for the account `name` ("slack.main").

    `places` names the channels by their address as the directory does; `heard` is what the
    database knows of what was heard, None where it cannot be read. `joint` are the addresses of
    those that the directory gives to several organisations, or calls public; `url` is
    where events go over HTTP, "" where they come over a socket.
    """
    return list(_judged(name, facts, places, heard, joint, url))


def _judged(
    name: str,
    facts: SlackFacts,
    places: Mapping[str, str],
    heard: Heard | None,
    joint: Collection[str],
    url: str,
) -> Iterator[Finding]:
    if facts.fault is not None:
        yield _turned_away(name, facts)
        return
    yield from _scopes(name, facts)
    yield from _socket(name, facts)
    for room in facts.rooms:
        place = places.get(room.address, "a channel")
        yield from _room(name, room, place, facts)
        if room.shared and room.address not in joint:
            yield _shared(name, place)
        if heard is not None and room.member:
            yield from _unheard(name, room, place, facts, heard, url)
    yield from passed_over(name, [room.fault for room in facts.rooms], "channels")
    if facts.app_fault is not None:
        yield unseen(name, facts.app_fault)


def _turned_away(name: str, facts: SlackFacts) -> Finding:
    fault = facts.fault
    code = "" if fault is None else fault.code
    if fault is not None and not fault.reached:
        return unreached(name, "Slack", code)
    if fault is not None and fault.lasting:
        return Finding(
            subject=name,
            line=f"Slack does not accept the bot token ({code})",
            remedy=f"install the app again (https://api.slack.com/apps, OAuth & Permissions) and "
            f"put the new xoxb-… token in [{name}] bot_token",
        )
    return Finding(
        subject=name,
        line=f"Slack does not answer as it should ({code})",
        remedy=f"try again in a minute; what the word means: {_ERRORS}/auth.test",
    )


def _scopes(name: str, facts: SlackFacts) -> Iterator[Finding]:
    for scope, without in SCOPES.items():
        if facts.scopes is not None and scope not in facts.scopes:
            yield Finding(
                subject=name,
                line=f"the scope {scope} is missing: without it {without}",
                remedy="add it (https://api.slack.com/apps, OAuth & Permissions, Bot Token Scopes) "
                "and install the app again; `tocsin manifest` prints all of them",
            )


def _socket(name: str, facts: SlackFacts) -> Iterator[Finding]:
    fault = facts.socket_fault
    if fault is not None and not fault.reached:
        yield unreached(name, "Slack", fault.code)
    elif fault is not None and fault.code != _SCOPELESS:
        yield Finding(
            subject=name,
            line=f"the app token opens no socket ({fault.code})",
            remedy=f"switch Socket Mode on (https://api.slack.com/apps), make an app-level token "
            f"with {APP_SCOPE}, and put it in [{name}] app_token",
        )
    elif fault is not None or not facts.socket_scope:
        yield Finding(
            subject=name,
            line=f"the app token lacks the scope {APP_SCOPE}: no event comes in",
            remedy=f"make an app-level token with it (https://api.slack.com/apps, Basic "
            f"Information) and put it in [{name}] app_token",
        )


def _room(name: str, room: SlackRoom, place: str, facts: SlackFacts) -> Iterator[Finding]:
    fault = room.fault
    if fault is None:
        yield from _seen(name, room, place)
    elif fault.passing:
        return
    elif fault.code in _OUT:
        yield Finding(
            subject=name,
            line=f"the bot is not in {place}: it is private, or there is no such channel",
            remedy="invite the bot there (/invite @Tocsin), or correct its address in the "
            "directory",
        )
    elif fault.code != _SCOPELESS or facts.scopes is None:
        yield Finding(
            subject=name,
            line=f"{place} cannot be looked at ({fault.code})",
            remedy=f"what the word means: {_ERRORS}/conversations.info",
        )


def _seen(name: str, room: SlackRoom, place: str) -> Iterator[Finding]:
    if room.archived:
        yield Finding(
            subject=name,
            line=f"{place} is archived: nothing can be posted there",
            remedy="take it out of Slack's archive, or out of the directory",
        )
    elif not room.member:
        yield Finding(
            subject=name,
            line=f"the bot is not in {place}: it neither hears nor posts there",
            remedy="write /invite @Tocsin in that channel",
        )


def _shared(name: str, place: str) -> Finding:
    return Finding(
        subject=name,
        line=f"{place} is shared with another workspace, or offered to one, and the directory "
        "gives it to one organisation: others read what is posted there",
        remedy="end the sharing, or name all of them in its [[channel]]: organisations = […]",
    )


def _unheard(
    name: str, room: SlackRoom, place: str, facts: SlackFacts, heard: Heard, url: str
) -> Iterator[Finding]:
    ago = unheard(room, facts.skews, heard)
    if ago is None:
        return
    event = "message.groups" if room.private else "message.channels"
    if facts.app is not None and event not in facts.app.events:
        return  # said exactly, by the app's manifest
    there = "https://api.slack.com/apps, Event Subscriptions"
    remedy = (
        f"subscribe the app to {event}: {there}, Subscribe to bot events; save, "
        "and install it again"
    )
    if facts.app is not None:
        remedy = "install the app again in its workspace: subscriptions count from then on"
    if url:
        remedy += f"; its Request URL there must be {url}"
    yield Finding(
        subject=name,
        line=f"{place}: a message of {ago} ago never came as an event",
        remedy=remedy,
    )
