"""What is planned for a time: the acts, cards and dues of schedules, reminders and check-ins."""

from collections.abc import Mapping
from typing import Final

from bot.agenda import DueAct
from bot.alerts import (
    checkins,
    closing,
    planning,
    reminding,
    scheduled,
    schedules,
    seeing,
    turning,
    waiting,
)
from bot.calls import Answer, Call, Verb
from bot.cards import Writer
from bot.services import Services
from storage.store import Transaction


async def cancel(tx: Transaction, services: Services, call: Call) -> Answer:
    """Cancel a schedule (S-4) or an alert (A-17)."""
    done = await planning.cancel(tx, services, call)
    return await closing.cancel(tx, services, call) if done is None else done


ACTS: Final[Mapping[str, Verb]] = {
    "schedule": planning.schedule,
    "remind": planning.schedule,
    "checkin": planning.schedule,
    "plan": planning.plan,
    "unplan": planning.unplan,
    "pause": planning.pause,
    "resume": planning.resume,
    **seeing.noting({"calm": checkins.calm, "trouble": checkins.trouble}),
    "cancel": cancel,
}
WRITERS: Final[Mapping[str, Writer]] = {
    schedules.PREVIEW: scheduled.write,
    turning.TOLD: turning.told,
}
DUES: Final[Mapping[str, DueAct]] = {
    schedules.RUN: turning.run,
    turning.ELECTIONS: turning.look,
    planning.OVER: turning.over,
    waiting.REMINDED: reminding.over,
}
