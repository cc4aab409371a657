"""Which room stands behind which number: the database names rooms by numbers alone.

Before the page is shown, one line is written in each room that may go nowhere, because it excludes
everybody. Its row gives the room's number away to whoever wrote it; then the line is deleted.
"""

from typing import Final

from bot.demo.page.ledger import look
from bot.demo.page.panes import ROOMS
from bot.demo.stage import Stage

_LINE: Final = "TLP:CLEAR not to institute, watch, observers"


async def introduce(stage: Stage) -> dict[str, int]:
    """Return the number of each room in the database; raises Failed."""
    numbers: dict[str, int] = {}
    for place, (pane, view) in ROOMS.items():
        known = set(numbers.values())
        slack = pane.platform == "slack"
        if slack:
            number = stage.slack.say(str(view.address), str(pane.user), _LINE)
        else:
            number = str(stage.telegram.say(int(view.address), int(pane.user), _LINE))

        def new(known: set[int] = known) -> set[int]:
            ledger = look(stage.database, entries=0)
            return {one.place for one in ledger.messages} - known

        await stage.until(new, f"the number of the room {place}", at=view.address)
        (numbers[place],) = new()
        if slack:
            stage.slack.delete(str(view.address), number)
        else:
            stage.telegram.delete(int(view.address), int(number))
    return numbers
