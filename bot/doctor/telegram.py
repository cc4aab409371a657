"""What a Telegram bot's facts mean: token, webhook, other pollers, privacy mode, groups."""

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from bot.doctor.finding import Finding
from bot.doctor.unreached import passed_over, unreached
from handlers.telegram.examining import TelegramFacts, TelegramRoom

_GONE: Final = frozenset(
    {"chat_not_found", "bot_was_kicked", "bot_is_not_a_member", "group_deactivated"}
)
_FOR_A_GATE: Final = ("can_invite_users", "can_restrict_members")
_ADMINISTRATOR: Final = "open the group's members, choose the bot, and make it an administrator"


def judge(
    name: str,
    facts: TelegramFacts,
    places: Mapping[str, str],
    *,
    webhook: str = "",
    gated: Collection[str] = (),
) -> list[Finding]:
    """Return what needs doing for the account `name` ("telegram.main").

    `places` names the chats by their address as the directory does; `webhook` is where the
    settings want updates sent, "" where they are polled for; `gated` are the addresses of rooms
    that have a gate.
    """
    return [*_judged(name, facts, places, webhook=webhook), *_gates(name, facts, places, gated)]


def _gates(
    name: str, facts: TelegramFacts, places: Mapping[str, str], gated: Collection[str]
) -> Iterator[Finding]:
    """Return what keeps a gate from working: https://core.telegram.org/bots/api#chatadministratorrights."""
    for room in facts.rooms:
        if room.address not in gated or not room.administrator:
            continue
        missing = [right for right in _FOR_A_GATE if not room.may(right)]
        if missing:
            yield Finding(
                subject=name,
                line=f"the gate of {places.get(room.address, 'a group')} cannot work: the bot "
                f"lacks {' and '.join(missing)}",
                remedy="open the group's administrators, choose the bot, and give it these rights",
            )


def _judged(
    name: str, facts: TelegramFacts, places: Mapping[str, str], *, webhook: str
) -> Iterator[Finding]:
    if facts.fault is not None:
        yield _turned_away(name, facts)
        return
    yield from _webhook(name, facts, wanted=webhook)
    if facts.unasked:
        yield Finding(
            subject=name,
            line="Telegram does not tell who comes and goes: "
            f"{', '.join(sorted(facts.unasked))} is not asked for",
            remedy="start `tocsin run` (again), which asks for it; if it comes back, another "
            "program has the token: /revoke at @BotFather",
        )
    if facts.second_poller:
        yield second_poller(name)
    for room in facts.rooms:
        yield from _room(name, room, places.get(room.address, "a group"), facts)
    yield from passed_over(name, [room.fault for room in facts.rooms], "groups")


def second_poller(name: str) -> Finding:
    """Return the finding for a token with which somebody else polls."""
    return Finding(
        subject=name,
        line="another process polls with this token: each takes messages from the other",
        remedy="end it; if it is not yours, take a new token (/revoke at @BotFather) and put it in "
        f"[{name}] token",
    )


def _turned_away(name: str, facts: TelegramFacts) -> Finding:
    fault = facts.fault
    code = "" if fault is None else fault.code
    if fault is not None and not fault.reached:
        return unreached(name, "Telegram", code)
    if fault is not None and fault.lasting:
        return Finding(
            subject=name,
            line=f"Telegram does not accept the token ({code})",
            remedy=f"take the token from @BotFather (/token; /revoke makes a new one) and put it "
            f"in [{name}] token",
        )
    return Finding(
        subject=name,
        line=f"Telegram does not answer as it should ({code})",
        remedy="try again in a minute",
    )


def _webhook(name: str, facts: TelegramFacts, *, wanted: str) -> Iterator[Finding]:
    if wanted and not facts.webhook:
        yield Finding(
            subject=name,
            line="no webhook is set: Telegram sends nothing",
            remedy="start `tocsin run`, which sets it",
        )
    elif facts.webhook and not wanted:
        yield Finding(
            subject=name,
            line="a webhook is set, so messages go elsewhere and none can be polled for",
            remedy="start `tocsin run`, which takes it away; if it comes back, another program has "
            "the token: /revoke at @BotFather",
        )
    elif facts.webhook != wanted:
        yield Finding(
            subject=name,
            line="the webhook leads to another address than [web] public_url",
            remedy="start `tocsin run` (again), which sets it; if it comes back, another program "
            "has the token: /revoke at @BotFather",
        )
    elif facts.webhook_error:
        yield Finding(
            subject=name,
            line=f"Telegram's last call of the webhook went wrong: {facts.webhook_error}",
            remedy="see that [web] public_url leads to `tocsin run` through your proxy, with a "
            "valid certificate",
        )


def _room(name: str, room: TelegramRoom, place: str, facts: TelegramFacts) -> Iterator[Finding]:
    if room.moved:
        yield Finding(
            subject=name,
            line=f"{place} has become a supergroup with another id",
            remedy="the bot takes it up with its next message there; write the new id in your "
            "directory file before you apply it again",
        )
    elif room.fault is not None and room.fault.passing:
        return
    elif (room.fault is not None and room.fault.code in _GONE) or not room.inside:
        why = room.fault.code if room.fault is not None else room.status
        yield Finding(
            subject=name,
            line=f"the bot is not in {place} ({why})",
            remedy="add it to the group and make it an administrator, or correct the address in "
            "the directory",
        )
    elif room.fault is not None:
        yield Finding(
            subject=name,
            line=f"{place} cannot be looked at ({room.fault.code})",
            remedy="try again in a minute",
        )
    elif not room.administrator:
        yield _no_administrator(name, room, place, facts)


def _no_administrator(name: str, room: TelegramRoom, place: str, facts: TelegramFacts) -> Finding:
    if room.kind == "channel":
        return Finding(
            subject=name,
            line=f"the bot is no administrator of {place}: in a channel only those post",
            remedy="open the channel's administrators and add the bot",
        )
    if facts.hears_all:
        return Finding(
            subject=name,
            line=f"the bot is no administrator in {place}: Telegram tells it less, and nothing "
            "ordinary once privacy mode is on",
            remedy=_ADMINISTRATOR,
        )
    return Finding(
        subject=name,
        line=f"privacy mode is on and the bot is no administrator in {place}: it does not hear "
        "what is said there",
        remedy=f"{_ADMINISTRATOR}; or /setprivacy, Disable at @BotFather, then add the bot anew",
    )
