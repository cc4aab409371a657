"""What may leave: a door sends nothing that is not `Cleared`, and only `clear` makes one."""

from dataclasses import dataclass, field

from policies.buttons import Rows
from policies.messages.files import Carried
from policies.sharing.decision import Decision, Handling, Outcome
from policies.text import Text

_SEAL = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One part of a copy, or a notice, as it would be sent.

    `key` is the delivery's id and part, by which a post whose answer was lost is found again;
    `buttons` stand below it. Where files are `carried`, the text is their caption;
    where a file that stands there is to be `erased`, it is put in its place.
    """

    key: str
    text: Text
    buttons: Rows = ()
    carried: tuple[Carried, ...] = ()
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Cleared:
    """An outgoing thing that was decided for the room as it is now."""

    outgoing: Outgoing
    handling: Handling
    _seal: object = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse one that `clear` did not make."""
        if self._seal is not _SEAL:
            raise TypeError("only clear() makes a Cleared")


def clear(outgoing: Outgoing, decision: Decision) -> Cleared:
    """Return `outgoing` as cleared; raises PermissionError where it may not go."""
    if decision.outcome not in (Outcome.ALLOW, Outcome.REDACT):
        raise PermissionError(f"rule {decision.rule}: {decision.why}")
    return Cleared(outgoing, decision.handling, _SEAL)
