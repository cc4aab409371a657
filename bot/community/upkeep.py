"""What this wing looks after by the clock."""

from collections.abc import Awaitable, Callable, Collection, Mapping

from bot.community.announcements import Announcements
from bot.community.menus import Menus
from bot.community.terms import Terms
from bot.community.trials import Trials
from bot.services import Services
from handlers.door import Door
from storage.store import Store


def upkeep(
    store: Store,
    services: Services,
    doors: Mapping[str, Door],
    wake: Callable[[Collection[str]], None],
) -> dict[str, tuple[float, Callable[[], Awaitable[object]]]]:
    """Return the acts for the scheduler, each with the seconds after which it is done again.

    `wake` is told the lanes that have work.
    """
    services.invitation = lambda door, code: doors[door].invitation(code)
    return {
        "trials": (1.0, Trials(store, services, wake).look),
        "terms": (5.0, Terms(store, services, wake).look),
        "announcements": (1.0, Announcements(store, services).look),
        "menus": (1.0, Menus(services, doors).look),
    }
