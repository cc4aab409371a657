"""One report, in private to those who may have it: its text, what is known, and the buttons."""

from bot import cards, following, lanes
from bot.calls import Call
from bot.cards import Card
from bot.intake import naming, reports
from bot.services import Services
from policies.alerts.alert import Entry, Verdict
from policies.alerts.knowing import knows, reading
from policies.buttons import Button, Rows
from policies.community.people import Person
from policies.intake.report import OPEN, Report, Status
from policies.intake.sharing import for_person
from policies.phrases import Phrases
from policies.sharing.decision import Outcome
from policies.sharing.handling import handling_for
from policies.sharing.spreading import GOES
from policies.speech.words import instant
from policies.text import Text
from policies.turning import straight
from storage.store import Filed, Notice, Transaction

_LAST = 5
"""So many of its questions, answers and additions stand on the card."""


async def show(tx: Transaction, call: Call, filed: Filed[Report]) -> list[str]:
    """Show a report to whoever called, in private; it follows what becomes of the report."""
    user = call.sender.user
    woken = await cards.show(
        tx,
        reports.CARD,
        door=call.door,
        user=user,
        key=(filed.id,),
        room=None if call.private else call.room,
        number="" if call.private else call.number,
        about=(filed.id,),
    )
    await following.follow(tx, filed.id, reports.CARD, door=call.door, user=user, key=(filed.id,))
    return woken


async def card(tx: Transaction, services: Services, notice: Notice) -> Card | None:
    """Write a report for its reader; it goes from whoever may not have it any more."""
    filed = await tx.docket.by_id(notice.about[0], Report)
    platform = services.doors.get(notice.door, "")
    reader = services.directory.person(platform, notice.door, "", notice.user)
    if filed is None or reader is None:
        return None
    report = filed.value
    decision = for_person(services.directory, report, reader, platform, tx.now)
    if decision.outcome not in GOES or report.label is None:
        return None
    phrases = services.phrases(lanes.private(notice.door, notice.user))
    named = decision.outcome is not Outcome.REDACT
    others = await _others(tx, services, report, reader, platform)
    story = await reports.timeline(tx, filed)
    lines = [
        phrases.alert_cards.drill() if report.exercise else "",
        phrases.reports.head(
            filed.number, report.label, report.status, report.verification.verdict
        ),
        report.text if not report.withdrawn else phrases.reports.withdrawn(),
        *_facts(services, phrases, report, named=named),
        *_standing(services, phrases, report, others, reader, named=named),
        *_story(phrases, story),
    ]
    beside = notice.channel not in ("", notice.user)
    here = phrases.intake.claimed_here() if beside else None
    return Card(
        text=Text.of(straight("\n".join(one for one in lines if one))),
        buttons=_buttons(phrases, filed, reader),
        here=here,
        handling=handling_for(report.label, platform),
    )


async def _others(
    tx: Transaction, services: Services, report: Report, reader: Person, platform: str
) -> list[int]:
    """Return those that are the same, without such as this reader may not have."""
    found = [await reports.numbered(tx, number) for number in report.others]
    return [
        one.number
        for one in found
        if one is not None and reports.may_see(tx, services, one, reader, platform)
    ]


def _facts(services: Services, phrases: Phrases, report: Report, *, named: bool) -> list[str]:
    words = phrases.reports
    return words.facts(
        (
            ("place", report.place),
            ("language", report.language),
            ("links", " ".join(report.links)),
            ("first_seen", "" if report.first_seen is None else instant(report.first_seen)),
            ("reach", report.reach),
            ("kinds", words.kinds(report.interference)),
            ("files", str(report.files) if report.files else ""),
            ("from", naming.reporter(services, phrases, report, named=named)),
        )
    )


def _standing(
    services: Services,
    phrases: Phrases,
    report: Report,
    others: list[int],
    person: Person,
    *,
    named: bool,
) -> list[str]:
    words, found = phrases.reports, []
    reader = reading(services.directory, person)
    verified = report.verification
    if verified.verdict is not Verdict.UNVERIFIED and verified.at is not None:
        told = knows(services.directory, reader, verified.organisation)
        shown = services.directory.shown_organisation(verified.organisation) if named else ""
        source = verified.source if told else ""
        whose = (shown if told else "") or words.somebody()
        found.append(words.verified(verified.verdict, whose, source, verified.at))
    if report.owner and report.status in OPEN and report.since is not None:
        found.append(
            words.had(naming.officer(services, phrases, report.owner, reader), report.since)
        )
    if report.same_as:
        found.append(words.same_as(report.same_as))
    if others:
        found.append(words.others(others))
    if report.alert:
        found.append(words.became(report.alert))
    if report.status is Status.CLOSED and report.why:
        found.append(words.closed_because(report.why))
    return found


def _story(phrases: Phrases, story: list[Entry]) -> list[str]:
    words = phrases.reports
    said = {"asked": words.question, "answered": words.answered, "added": words.added}
    told = [said[one.what](one.note) for one in story if one.what in said and one.note]
    return told[-_LAST:]


def _buttons(phrases: Phrases, filed: Filed[Report], reader: Person) -> Rows:
    words, report, number = phrases.reports, filed.value, filed.number
    rows: list[tuple[Button, ...]] = []
    if report.status is Status.NEW:
        rows.append((Button(label=words.claim(), line=f"claim {number}", style="primary"),))
    elif report.status in OPEN and report.owner == reader.id:
        rows.append(
            (
                Button(label=words.promote(), line=f"promote {number}", style="primary"),
                Button(label=words.same(), line=f"same {number}"),
                Button(label=words.ask(), line=f"ask {number}"),
                Button(label=words.close(), line=f"close {number}"),
            )
        )
    if reader.organisation != report.origin and report.status is not Status.MERGED:
        verdict = report.verification.verdict
        offered = (
            (Verdict.CONFIRMED, words.confirm(), "confirm"),
            (Verdict.FALSE, words.false(), "false"),
            (Verdict.CHECKING, words.checking(), "checking"),
        )
        rows.append(
            tuple(
                Button(label=label, line=f"{verb} R-{number}")
                for which, label, verb in offered
                if which is not verdict
            )
        )
    rows.append((Button(label=words.next(), line="next"),))
    return tuple(rows)
