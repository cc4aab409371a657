"""Kinds of interference: a set of tools, for whoever interferes uses several at once."""

from enum import StrEnum


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
