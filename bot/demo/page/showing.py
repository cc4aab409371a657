"""The demo from its first line to its last: the stage, the bot, the page, until it is ended."""

import asyncio
import contextlib
import os
import secrets
import signal
import sys
import threading
import webbrowser
from collections.abc import Callable
from typing import Final

from bot.community.directory import load_text
from bot.demo.page.acts import Acts
from bot.demo.page.clock import Clock
from bot.demo.page.controls import Controls
from bot.demo.page.hands import Hands
from bot.demo.page.live import Live
from bot.demo.page.modals import Modals
from bot.demo.page.numbering import introduce
from bot.demo.page.server import NoPort, Server
from bot.demo.page.telling import Telling
from bot.demo.processes import Processes
from bot.demo.scene import DIRECTORY
from bot.demo.stage import Failed, Stage

_ENDS: Final = (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if os.name == "posix" else []))
_IN_A_TERMINAL: Final = ("www-browser", "links", "elinks", "lynx", "w3m")

_PATIENT: Final = """[rates]
# Telegram allows 20 a minute in a group; here nobody is made to wait so long.
telegram_per_group_per_minute = 0
"""

Say = Callable[[str], None]


async def show(say: Say, processes: Processes, *, port: int, browser: bool) -> bool:
    """Serve the page until SIGTERM or Ctrl-C; returns whether it could be shown."""
    end = asyncio.Event()
    for number in _ENDS:
        asyncio.get_running_loop().add_signal_handler(number, end.set)
    say("The stand-ins, the bot and its database are being set up; this takes some seconds.")
    showing = asyncio.create_task(_show(say, processes, port, end, browser=browser))
    waiting = asyncio.create_task(end.wait())
    await asyncio.wait((showing, waiting), return_when=asyncio.FIRST_COMPLETED)
    # Ended while it was being set up: what is there already is taken down again.
    if end.is_set() and not showing.done():
        showing.cancel()
    try:
        await showing
    except asyncio.CancelledError:
        pass
    except (Failed, NoPort) as failure:
        say(f"The demo cannot be shown: {failure}")
        return False
    finally:
        waiting.cancel()
    say("The demo has ended; nothing is left behind.")
    return True


async def _show(
    say: Say, processes: Processes, port: int, end: asyncio.Event, *, browser: bool
) -> None:
    async with Stage(settings=_PATIENT, processes=processes) as stage:
        stage.telegram.set_limits(per_group_per_minute=0)
        await stage.start_bot()
        numbers = await introduce(stage)
        acts = Acts(stage, load_text(DIRECTORY, "directory.toml", None), stage.now)
        controls = Controls(stage, acts)
        telling = Telling(stage, acts, controls, numbers, secrets.token_hex(4))
        live = Live(telling, lambda: stage.now().timestamp())
        hands = Hands(stage, acts)
        modals, clock = Modals(stage, acts), Clock(stage, acts)
        token = secrets.token_urlsafe(24)
        server = Server(acts, hands, controls, telling, live, token, modals=modals, clock=clock)
        looking = asyncio.create_task(live.run())
        try:
            await server.start(port)
            if server.port != port:
                say(f"Port {port} is in use; the page has taken {server.port}.")
            say(f"The page is at {server.address}")
            say("Ctrl-C ends it.")
            if browser and _there_is_a_browser():
                # Some browsers do not return before they are closed; nobody waits for them.
                opening = threading.Thread(
                    target=webbrowser.open, args=(server.address,), daemon=True
                )
                opening.start()
            await _until(end, looking)
        finally:
            await server.stop()
            looking.cancel()
            await controls.end()
            with contextlib.suppress(asyncio.CancelledError):
                await looking


async def _until(end: asyncio.Event, looking: asyncio.Task[None]) -> None:
    """Return when the end was asked for; what breaks the looking ends the demo too, and is told."""
    asked = asyncio.create_task(end.wait())
    try:
        done, _ = await asyncio.wait({asked, looking}, return_when=asyncio.FIRST_COMPLETED)
        if looking in done:
            looking.result()
    finally:
        asked.cancel()


def _there_is_a_browser() -> bool:
    """Tell whether a browser can be opened: one with windows, or one that BROWSER names."""
    screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    named = os.environ.get("BROWSER")
    if sys.platform.startswith("linux") and not (screen or named):
        return False
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return False
    return bool(named) or getattr(found, "basename", "") not in _IN_A_TERMINAL
