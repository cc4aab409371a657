"""One thing that needs doing: a line, and one remedy."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is not as it must be; never holds a secret, a text or a person's name."""

    subject: str
    line: str
    remedy: str
