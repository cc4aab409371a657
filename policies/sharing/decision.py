"""What a decision is made from and what it says (docs/labels.md, "Deciding")."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """Hold where a person exists who may release it; deny where nobody may."""

    ALLOW = "allow"
    HOLD = "hold"
    REDACT = "redact"
    DENY = "deny"


class Action(StrEnum):
    """The ways out there are."""

    RELAY = "relay"
    REPLY = "reply"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How a copy is sent: previews of links, copy protection, deletion after seconds.

    `silent` rings nowhere, where the platform lets us choose.
    """

    preview: bool = False
    protect: bool = False
    delete_after: int | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An outcome, the number of the rule that decided, why in plain words, and the handling."""

    outcome: Outcome
    rule: int
    why: str
    handling: Handling = Handling()
