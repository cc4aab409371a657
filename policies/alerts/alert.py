"""An alert: one record that says all of it, changed as a whole and never in place."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from policies.alerts.audience import Audience
from policies.alerts.chain import NO_CHAIN, Chain
from policies.alerts.interference import Interference
from policies.alerts.severity import Severity
from policies.alerts.states import State
from policies.labels import Label
from policies.readings import UNRESTRICTED, Restrictions

LONGEST_TEXT: Final = 3_000
"""Characters: what one Slack section and one Telegram message hold beside what stands around it."""
LONGEST_NOTE: Final = 500


class Answered(StrEnum):
    """What an organisation has answered, or how far an alert has come to it."""

    PENDING = "pending"
    SENT = "sent"
    SEEN = "seen"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"


class Reason(StrEnum):
    """Why an alert was resolved."""

    HANDLED = "handled"
    FALSE_ALARM = "false alarm"
    DUPLICATE = "duplicate"
    NO_ACTION = "no action"


class Verdict(StrEnum):
    """Whether what is told is so: said by another organisation, or from a second source."""

    UNVERIFIED = "unverified"
    CHECKING = "checking"
    CONFIRMED = "confirmed"
    FALSE = "false"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was found, by which organisation and person, from what, and when."""

    verdict: Verdict = Verdict.UNVERIFIED
    organisation: str = ""
    by: str = ""
    source: str = field(default="", repr=False)
    at: datetime | None = None


UNVERIFIED: Final = Verification()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How many organisations must acknowledge: any, `count`, or every one that was reached."""

    of: Literal["any", "some", "every"] = "any"
    count: int = 1


ANY: Final = Need()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One organisation's part in an alert.

    `named` says that it was addressed by its own name; `chain` is whom it goes to there, frozen;
    `step` and `round` count what was done of it, from 0. `by` is the person who answered; `first`
    the instant at which anything of the alert first stood at it. `trouble` says that it answered a
    check-in with a need for help; `gone` that it is asked no more, since it has left or the alert
    is not for it now: what it had answered is kept, and not counted.
    """

    organisation: str
    answered: Answered = Answered.PENDING
    named: bool = False
    chain: Chain = NO_CHAIN
    step: int = 0
    round: int = 0
    by: str = ""
    at: datetime | None = None
    note: str = field(default="", repr=False)
    first: datetime | None = None
    held: bool = False
    trouble: bool = False
    gone: bool = False


Purpose: TypeAlias = Literal["alert", "reminder", "check-in"]
"""What is raised and moves on until it is answered; what is only told; what every one answers."""
Approval: TypeAlias = Literal[
    "none", "asked", "given", "refused", "expired", "unvouched", "broken glass"
]
"""What became of the question to a second person; "unvouched" once somebody whose word it is was
locked out or left: nobody can approve it then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What an alert is and how it stands; whose it is, the docket knows with its number.

    `author` is a person's id, `origin` the organisation's. `summary` with its own label is what
    those get who may not have `text` (the tear line). `exercise` is the id of the exercise that it
    belongs to, "" for a real one: it never changes. `revision` counts the corrections of its text.
    `sources` are the ids of the messages that it was made of, `reports` the numbers of the reports.
    `until` is when it is no longer worth sending (C5).
    """

    state: State = State.DRAFT
    purpose: Purpose = "alert"
    severity: Severity
    label: Label
    restrictions: Restrictions = UNRESTRICTED
    text: str = field(repr=False)
    summary: str = field(default="", repr=False)
    summary_label: Label | None = None
    asked: str = field(default="", repr=False)
    origin: str
    author: str
    audience: Audience
    interference: tuple[Interference, ...] = ()
    places: tuple[str, ...] = ()
    elections: tuple[str, ...] = ()
    need: Need = ANY
    made: datetime
    raised: datetime | None = None
    until: datetime | None = None
    standings: tuple[Standing, ...] = ()
    owner: str = ""
    acknowledged: datetime | None = None
    snoozed: datetime | None = None
    ended: datetime | None = None
    reason: Reason | None = None
    duplicate_of: int = 0
    approval: Approval = "none"
    approved_by: str = ""
    exercise: str = ""
    verification: Verification = UNVERIFIED
    sources: tuple[str, ...] = ()
    reports: tuple[int, ...] = ()
    series: int = 0
    revision: int = 1

    @property
    def rank(self) -> int:
        """Which goes first: the rank of its severity; what is only practised goes behind all."""
        return 0 if self.exercise else self.severity.rank

    @property
    def claims(self) -> bool:
        """Whether it claims something that others may confirm: a question or a reminder does not.

        Once somebody has judged it all the same, that is told.
        """
        return self.purpose == "alert" or self.verification.verdict is not Verdict.UNVERIFIED

    def standing(self, organisation: str) -> Standing | None:
        """Return an organisation's part in it."""
        return next((one for one in self.standings if one.organisation == organisation), None)

    def having(self, standing: Standing) -> "Alert":
        """Return the alert with an organisation's part in the place of the one that it had."""
        standings = (
            standing if one.organisation == standing.organisation else one for one in self.standings
        )
        return replace(self, standings=tuple(standings))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of an alert's timeline: what was done, when, by whom ("" for the clock).

    `what` is a word of a closed list (`bot/alerts/filing.py`); `note` is what somebody wrote.
    """

    what: str
    at: datetime
    organisation: str = ""
    by: str = ""
    to: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """One recipient of an alert, a room or a person, and how far it has come there.

    `target` is "channel:<id>" or "person:<id>"; `door` and `user` the way to a person. `pages`
    counts how often it rang there, `rang` which of these rings stands there still, 0 for none;
    `heard` is the rank of severity with which it last rang there; `more` that the card is unfolded.
    `seen` is when somebody there did something with it, or asked about it. `error` is the
    platform's own word for why it takes nothing. `instead` is the door by which it was to come, and
    which was down: there it is "elsewhere".
    """

    organisation: str
    target: str
    door: str
    user: str = field(default="", repr=False)
    state: Literal[
        "waiting", "held", "sent", "seen", "failed", "withdrawn", "unknown", "elsewhere"
    ] = "waiting"
    step: int = 0
    pages: int = 1
    rang: int = 0
    heard: int = 0
    more: bool = False
    asked: datetime
    sent: datetime | None = None
    seen: datetime | None = None
    error: str = ""
    instead: str = ""
