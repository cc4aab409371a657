"""What a `tocsin run` says of itself on its own address, to the commands beside it.

Run as a program it is a container's health check: it leaves with 0 while the bot of these settings
is sound, and with 1 while it is not or does not answer.
"""

import json
import sys
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from bot.config import ConfigFault, load, locate

_SECONDS: Final = 2.0
_MOST_BYTES: Final = 256 * 1024
_ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is opened here


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorAnswer:
    """How a door is, as the running program says it."""

    name: str
    state: str
    why: str = ""
    parked: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What was heard at `address`; `fault` says why nothing was, "" when all is there."""

    address: str
    fault: str = ""
    status: str = ""
    database: str = ""
    courier: str = ""
    agenda: str = ""
    doors: tuple[DoorAnswer, ...] = ()


def ask(listen: str) -> Answered:
    """Ask whoever runs with these settings how it is; never raises, and takes two seconds at most.

    `listen` is `[web] listen`. No proxy is asked, and no redirection followed.
    """
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    connection = HTTPConnection(_ANYWHERE.get(host, host), int(port), timeout=_SECONDS)
    try:
        connection.request("GET", "/healthz")
        body = connection.getresponse().read(_MOST_BYTES)
    except TimeoutError:
        return Answered(address=listen, fault="does not answer within two seconds")
    except (OSError, HTTPException):
        return Answered(address=listen, fault="no `tocsin run` answers")
    finally:
        connection.close()
    try:
        return _read(listen, json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Answered(address=listen, fault="something answers that is no `tocsin run`")


def _read(listen: str, told: Any) -> Answered:
    return Answered(
        address=listen,
        status=str(told["status"]),
        database=str(told["database"]),
        courier=str(told["courier"]),
        agenda=str(told["agenda"]),
        doors=tuple(
            DoorAnswer(
                name=str(name),
                state=str(one["state"]),
                why=str(one.get("why", "")),
                parked=int(one.get("parked", 0)),
            )
            for name, one in told["doors"].items()
        ),
    )


def _sound() -> bool:
    try:
        answered = ask(load(locate(None)).web.listen)
    except ConfigFault:
        return False
    return not answered.fault and answered.status != "unsound"


if __name__ == "__main__":
    sys.exit(0 if _sound() else 1)
