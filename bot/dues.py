"""What time tells the wings: the act of each kind of due, in one table."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts import commands as alerts
from bot.desk import commands as desk
from bot.duty import commands as duty
from bot.intake import commands as intake

DUES: Final[Mapping[str, DueAct]] = {**duty.DUES, **alerts.DUES, **intake.DUES, **desk.DUES}
"""Acts by the kind of what falls due."""
