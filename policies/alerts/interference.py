"""Kinds of interference: a set of tools, for whoever interferes uses several at once."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Interference(StrEnum):
    """The six tools of the authoritarian interference toolbox (Alliance for Securing Democracy).

    https://securingdemocracy.gmfus.org/toolbox/authoritarian-interference-tracker/
    """

    INFORMATION = "information manipulation"
    CYBER = "cyber operations"
    FINANCE = "malign finance"
    SUBVERSION = "civil society subversion"
    ECONOMIC = "economic coercion"
    VIOLENCE = "physical violence"


KINDS: Final[Mapping[str, Interference]] = {
    "information": Interference.INFORMATION,
    "cyber": Interference.CYBER,
    "finance": Interference.FINANCE,
    "subversion": Interference.SUBVERSION,
    "coercion": Interference.ECONOMIC,
    "violence": Interference.VIOLENCE,
}
"""Kinds of interference by the one word under which forms and people have them."""
