"""Whom an alert is for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """The community, those of a bridge, organisations, people and tags, each by its id.

    `not_to` are ids and tags that are left out, besides what a restriction or a wall leaves out.
    An empty one reaches nobody.
    """

    everybody: bool = False
    bridges: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    not_to: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nobody is named."""
        named = (*self.bridges, *self.organisations, *self.people, *self.tags)
        return not self.everybody and not named
