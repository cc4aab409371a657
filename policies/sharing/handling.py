"""How a copy is sent, by its label and platform (docs/labels.md, "Handling")."""

from collections.abc import Mapping
from typing import Final

from policies.labels import Label
from policies.sharing.decision import Handling

RED_STAYS: Final = 86_400
"""Seconds after which a RED message is deleted again: a day."""

_SLACK: Final = {
    Label.CLEAR: Handling(preview=True),
    Label.GREEN: Handling(),
    Label.AMBER: Handling(),
    Label.AMBER_STRICT: Handling(),
    Label.RED: Handling(delete_after=RED_STAYS),
}
_BY_PLATFORM: Final[Mapping[str, Mapping[Label, Handling]]] = {
    "slack": _SLACK,
    "telegram": {
        **_SLACK,
        Label.AMBER_STRICT: Handling(protect=True),
        Label.RED: Handling(protect=True, delete_after=RED_STAYS),
    },
}
_CAREFUL: Final = Handling(protect=True)


def handling_for(label: Label | None, platform: str) -> Handling:
    """Return the handling of a copy; elsewhere the most careful one.

    Without a label there is no copy, and so nothing but the default.
    """
    if label is None:
        return Handling()
    return _BY_PLATFORM.get(platform, {}).get(label, _CAREFUL)
