"""Whether a source's organisation lets somebody have more than the label alone does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policies.labels import Label, stricter_than


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A recorded permission of the source's organisation, with those whom it names resolved.

    It covers its label and what is looser, through the day `until` (UTC).
    """

    organisations: frozenset[str]
    label: Label
    until: date | None = None


def covered(organisation: str, label: Label, grants: Iterable[Grant], today: date) -> bool:
    """Tell whether a permission lets an organisation have a text with this label today."""
    return any(
        organisation in grant.organisations
        and not stricter_than(label, grant.label)
        and (grant.until is None or today <= grant.until)
        for grant in grants
    )
