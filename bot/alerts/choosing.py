"""`quiet`, `channels` and `language`: what people choose for themselves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot import lanes, reaching
from bot.alerts.readers import zone_of
from bot.alerts.waiting import QUIET_END
from bot.calls import Answer, Call
from bot.community import replies
from bot.community.preferences import choose, chosen
from bot.services import Services
from policies import names
from policies.community.contacts import SEVERITIES
from policies.community.people import Person
from policies.community.preferences import Preference
from policies.text import Text
from policies.times.refusals import Refusal
from policies.times.windows import DailyWindow, read_window
from policies.times.zones import zone_named
from storage.store import Transaction

_UNKNOWN: Final = "UTC"
_HIGH: Final = {("high", "waits"): True, ("high", "rings"): False}
_ENGLISH: Final = "en"


async def quiet(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show or change the caller's quiet hours; what waited and need not any more rings now."""
    if call.person is None:
        return replies.refused(services, call)
    phrases = replies.phrases(services, call)
    before = await chosen(tx, call.person.id)
    words = tuple(word.lower() for word in call.line.words)
    if not words:
        return Answer(text=_hours(services, call, before))
    if words == ("off",):
        after = replace(before, quiet=None)
    elif words in _HIGH:
        after = replace(before, strict=_HIGH[words])
    else:
        here = before.zone or zone_of(services.directory, call.person)
        window = read_window(call.line.rest, here)
        if isinstance(window, Refusal):
            return Answer(text=phrases.times.refused(window))
        if len(words) == 1 and not before.zone and here == _UNKNOWN:
            return Answer(text=phrases.choosing.which_zone(window.written))
        after = replace(before, quiet=(window.start, window.end), zone=window.zone)
    await choose(tx, services, after)
    await _look_again(tx, services, call.person)
    return Answer(text=_hours(services, call, after))


def _hours(services: Services, call: Call, preference: Preference) -> Text:
    words = replies.phrases(services, call).choosing
    if preference.quiet is None:
        return words.never_quiet()
    start, end = preference.quiet
    zone = preference.zone or _UNKNOWN
    window = DailyWindow(start=start, end=end, zone=zone)
    return words.quiet(window.written, zone, strict=preference.strict)


async def _look_again(tx: Transaction, services: Services, person: Person) -> None:
    """Have what is held for somebody looked at now: it may ring, or wait for another hour."""
    theirs = {lanes.private(*one) for one in reaching.accounts(services, person)}
    for due in await tx.agenda.listed(QUIET_END):
        if due.subject[1] in theirs:
            tx.agenda.put(replace(due, due=tx.now))


async def channels(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show or change by which ways the caller is paged, in order, by severity."""
    if call.person is None:
        return replies.refused(services, call)
    before = await chosen(tx, call.person.id)
    words = [word.lower().strip(",") for word in call.line.words]
    severity = words.pop(0) if words and words[0] in SEVERITIES else ""
    if not words:
        return Answer(text=_ways(services, call, before))
    every = [door for door, _ in reaching.ways(services, call.person)]
    kept = tuple(one for one in before.ways if one[0] != severity)
    if words == ["all"]:
        after = replace(before, ways=kept if severity else ())
    else:
        picked: list[str] = []
        for word in words:
            found = [door for door in every if word in (door, door.partition(".")[0])]
            if not found:
                text = replies.phrases(services, call).choosing.no_such_way(
                    names.cleaned(word), _listed(services, call, every)
                )
                return Answer(text=text)
            picked += found
        after = replace(before, ways=(*kept, (severity, tuple(dict.fromkeys(picked)))))
    await choose(tx, services, after)
    return Answer(text=_ways(services, call, after))


def _ways(services: Services, call: Call, preference: Preference) -> Text:
    words = replies.phrases(services, call).choosing
    every = (
        [] if call.person is None else [door for door, _ in reaching.ways(services, call.person)]
    )
    chosen_ways = dict(preference.ways)
    lines = [
        (one, _listed(services, call, [door for door in chosen_ways[one] if door in every]))
        for one in ("", *SEVERITIES)
        if one in chosen_ways
    ]
    if "" not in chosen_ways:
        lines.insert(0, ("", _listed(services, call, every)))
    return words.ways(lines)


def _listed(services: Services, call: Call, doors: Sequence[str]) -> str:
    own = [] if call.person is None else [one for one, _ in reaching.ways(services, call.person)]
    desk = replies.phrases(services, call).desk
    platforms = [one.partition(".")[0] for one in dict.fromkeys(own)]
    shown = [
        desk.platform(platform) if platforms.count(platform) == 1 else one
        for one in dict.fromkeys(doors)
        for platform in (one.partition(".")[0],)
    ]
    return ", ".join(shown) or replies.phrases(services, call).choosing.no_way()


async def zone(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show or change the zone on whose clock the caller reads times."""
    if call.person is None:
        return replies.refused(services, call)
    phrases = replies.phrases(services, call)
    before = await chosen(tx, call.person.id)
    if not call.line.words:
        here = before.zone or zone_of(services.directory, call.person)
        return Answer(text=phrases.choosing.zone(here))
    named = zone_named(call.line.rest)
    if isinstance(named, Refusal):
        return Answer(text=phrases.times.refused(named))
    await choose(tx, services, replace(before, zone=named))
    await _look_again(tx, services, call.person)
    return Answer(text=phrases.choosing.zone(named))


async def language(tx: Transaction, services: Services, call: Call) -> Answer:
    """Show or change the language that the caller reads here."""
    if call.person is None:
        return replies.refused(services, call)
    before = await chosen(tx, call.person.id)
    words = replies.phrases(services, call).choosing
    spoken = ", ".join(services.languages)
    if not call.line.words:
        return Answer(text=words.language(before.language or _ENGLISH, spoken))
    code = call.line.words[0].lower()
    if len(call.line.words) > 1 or code not in services.languages:
        return Answer(text=words.not_spoken(names.cleaned(code), spoken))
    await choose(tx, services, replace(before, language="" if code == _ENGLISH else code))
    return Answer(text=words.language(code, spoken))
