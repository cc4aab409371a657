"""Whom an alert goes to, in which order, until somebody answers: frozen when it is raised."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: whom, and how many seconds after the one before it; then `repeat` times again.

    `whom` are targets: "person:<id>", "channel:<id>" of the directory, "rota:<id>" (whoever is on
    duty when it is sent), "duty", "stewards" (of the organisation that is paged), or of another,
    "duty:<id>", "stewards:<id>".
    """

    whom: tuple[str, ...]
    after: int = 0
    repeat: int = 0
    every: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The steps for one organisation, and where they end: `fallback` has targets as a step has.

    The fallback comes `then` seconds after the last step, and every `again` seconds from then on, 0
    for once; an acknowledgement may stay `patience` seconds without progress (C13), 0 for as long
    as it takes.
    """

    name: str = ""
    steps: tuple[Step, ...] = ()
    fallback: tuple[str, ...] = ()
    then: int = 300
    again: int = 0
    patience: int = 0


NO_CHAIN: Final = Chain()
