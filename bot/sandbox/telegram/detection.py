"""Entities that the platform finds in plain text by itself.

https://core.telegram.org/bots/api#messageentity: mention, hashtag, bot_command, url, email.
"""

import re

from bot.sandbox.telegram.entities import Entity, units

_PATTERNS = (
    ("email", re.compile(r"(?<![\w.%+-])[\w.%+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}\b")),
    (
        "url",
        re.compile(
            r"(?<![\w@.])(?:(?:https?|ftp|tg|ton)://[^\s<>\"']*[^\s<>\"'.,:;!?)\]]"
            r"|(?:[a-zA-Z0-9-]+\.)+(?:com|org|net|info|me|io|de|uk|eu|us|gov|edu|example)\b"
            r"(?:[/?#][^\s<>\"']*[^\s<>\"'.,:;!?)\]])?)"
        ),
    ),
    ("mention", re.compile(r"(?<![\w/@.])@[a-zA-Z][a-zA-Z0-9_]{2,31}\b")),
    ("bot_command", re.compile(r"(?<![\w/<>@])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z]\w{2,31})?\b(?!/)")),
    ("hashtag", re.compile(r"(?<![\w#&/])#(?=\w*[^\W\d])\w{1,256}")),
)
_OWN = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})


def found(text: str, given: list[Entity]) -> list[Entity]:
    """Return `given` and what the platform finds outside code and links, in order."""
    if not any(sign in text for sign in "@/#.:"):
        return given
    taken = [(e.offset, e.end) for e in given if e.type in _OWN]
    new: list[Entity] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            offset, length = units(text[: match.start()]), units(match[0])
            if all(offset >= b or offset + length <= a for a, b in taken):
                taken.append((offset, offset + length))
                new.append(Entity(type=kind, offset=offset, length=length))
    return sorted(given + new, key=lambda e: (e.offset, -e.length))
