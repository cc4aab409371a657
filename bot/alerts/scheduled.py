"""The card of a schedule: what is sent, to whom, when, by everybody's clock; and its line."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from bot import lanes
from bot.alerts import schedules
from bot.alerts.previewing import outlook, together
from bot.alerts.readers import zone_of
from bot.cards import Card
from bot.services import Services
from policies import names
from policies.alerts.schedule import Schedule, following, once
from policies.alerts.sharing import organisations_of
from policies.commands import LEADS
from policies.community.people import Person
from policies.labels import SIGNS
from policies.phrases import Phrases
from policies.text import Text
from policies.times.moments import Moment, at_instant
from policies.times.written import written_when
from policies.times.zones import city_of
from storage.store import Filed, Notice, Transaction

_RUNS: Final = 3
_LONGEST_LINE: Final = 60
_MOST_ZONES: Final = 6


async def write(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write a schedule for whoever drafted it, as it stands now."""
    filed = await tx.docket.by_id(notice.about[0], Schedule)
    directory = services.directory
    platform = services.doors.get(notice.door, "")
    person = directory.person(platform, notice.door, "", notice.user)
    if filed is None or person is None or not schedules.may(person, filed.value):
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    words, value, number = phrases.scheduling, filed.value, f"S-{filed.number}"
    who = directory.shown_person(value.by, to=person.organisation)
    if value.progress in ("cancelled", "over"):
        return Card(text=words.ended(number, value.progress, who, sent=value.sent > 0))
    alert = value.alert
    zone = zone_of(directory, person)
    runs = following(value, tx.now, _RUNS, directory.elections)
    lines = [words.head(number, value.purpose, value.progress, who)]
    lines.append(f"{SIGNS[alert.label]} {alert.label.value} · {words.severity(alert.severity)}")
    lines += ["", alert.text, ""]
    rule = written_when(value.when)
    lines += [words.rule(rule)] if rule else []
    lines += [words.held()] if value.progress == "paused" else []
    lines += [words.run(phrases.times.moment(one)) for one in runs]
    lines += [remark for one in runs if (remark := phrases.times.remark(one))]
    if runs:
        lines += words.elsewhere(_elsewhere(services, phrases, value, runs[0], zone))
    else:
        lines.append(words.no_run())
    if not once(value.when) and value.ends is not None:
        lines.append(words.until(phrases.times.moment(at_instant(value.ends, zone))))
    if alert.until is not None:
        lines.append(phrases.alert_cards.until(phrases.times.moment(at_instant(alert.until, zone))))
    outlooks = await outlook(tx, services, alert)
    below = []
    if value.replaces and value.progress == "draft":
        below.append(words.replaces(f"S-{value.replaces}"))
    goes, whole = phrases.raising.audiences.goes_to(
        map(together, outlooks),
        beside=(*lines, *below),
        whole=f"{LEADS.get(platform, '')}audience {number}",
    )
    lines += [goes, *below]
    buttons = words.buttons(filed.number, filed.version, value.progress)
    if not whole:
        buttons = (*buttons, (phrases.raising.audiences.button(number),))
    return Card(text=Text.of("\n".join(lines)), buttons=buttons)


def _elsewhere(
    services: Services, phrases: Phrases, value: Schedule, run: Moment, own: str
) -> Iterable[tuple[str, str]]:
    """Return the clocks of those whom it is for: the time there, and whose it is."""
    directory, audiences = services.directory, phrases.raising.audiences
    theirs: dict[str, list[str]] = {}
    for organisation in organisations_of(directory, value.alert):
        zones = {
            zone_of(directory, one) for one in directory.people if one.organisation == organisation
        }
        zones |= {one.zone for one in directory.rotas if one.organisation == organisation}
        for zone in zones - {"UTC", run.zone, own}:
            shown = names.organisation(directory.shown_organisation(organisation))
            theirs.setdefault(zone, []).append(shown)
    for zone in sorted(theirs)[:_MOST_ZONES]:
        local = at_instant(run.instant, zone).local
        yield f"{local:%Y-%m-%d %H:%M} {city_of(zone)}", audiences.some(theirs[zone])


def line(
    services: Services, phrases: Phrases, person: Person, filed: Filed[Schedule], now: datetime
) -> str:
    """Return the line of a schedule in a list."""
    value, words = filed.value, phrases.scheduling
    runs = following(value, now, 1, services.directory.elections)
    when = words.paused_mark()
    if value.progress == "active":
        zone = zone_of(services.directory, person)
        when = phrases.times.moment(at_instant(runs[0].instant, zone)) if runs else words.no_run()
    text = " ".join(value.alert.text.split())
    cut = text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"
    said = [f"S-{filed.number}", words.kind(value.purpose), when, written_when(value.when)]
    return " · ".join([one for one in said if one] + [f"{value.alert.label.value} {cut}"])
