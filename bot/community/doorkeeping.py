"""The commands about who is in a room, and the cards that show it, each in one table."""

from collections.abc import Mapping
from typing import Final

from bot.calls import Verb
from bot.cards import Writer
from bot.community import attesting, freezing, gates, kinds, rooms, showing

ACTS: Final[Mapping[str, Verb]] = {
    "room": attesting.room,
    "attest": attesting.attest,
    "ours": attesting.ours,
    "guest": attesting.guest,
    "expel": attesting.expel,
    "gate": gates.gate,
    "close": gates.close,
    "freeze": freezing.freeze,
    "thaw": freezing.thaw,
}
WRITERS: Final[Mapping[str, Writer]] = {
    kinds.KIND: kinds.card,
    rooms.PAUSED: showing.paused,
    rooms.WHO: showing.who,
    rooms.GOES_ON: showing.goes_on,
}
