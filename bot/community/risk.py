"""The acts and cards about people at risk."""

from collections.abc import Mapping
from typing import Final

from bot.calls import Verb
from bot.cards import Writer
from bot.community import locking, pin

ACTS: Final[Mapping[str, Verb]] = {
    "lock": locking.lock,
    "unlock": locking.unlock,
    "ping": pin.ping,
    "pin": pin.set_pin,
    "open": pin.open_,
    "hide": pin.hide,
    "key": pin.key,
}
"""By the names under which the commands are declared."""
ON_VEILS: Final = frozenset({"open", "hide", "key"})
"""What a button types that stands under what is hidden; every other one waits until it is open."""
WRITERS: Final[Mapping[str, Writer]] = {locking.CARD: locking.card, pin.PAD: pin.card}
"""By the kind of card."""
