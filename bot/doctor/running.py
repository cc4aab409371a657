"""The `tocsin run` that goes on meanwhile: what its `/healthz` says of each door."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from typing import Any, Final

from bot.doctor.finding import Finding

PATIENCE: Final = 3.0
_LARGEST: Final = 1_000_000
_ANYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - asked, not bound


def doors(listen: str) -> Mapping[str, Mapping[str, str]] | None:
    """Return state and reason of each door by its name; None where nobody answers as we do.

    `listen` is [web] listen. Waits three seconds at most.
    """
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    connection = HTTPConnection(_ANYWHERE.get(host, host), int(port), timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz")
        told: Any = json.loads(connection.getresponse().read(_LARGEST))
        return {
            str(name): {str(key): str(value) for key, value in one.items()}
            for name, one in told["doors"].items()
        }
    except (OSError, HTTPException, ValueError, KeyError, TypeError, AttributeError):
        return None
    finally:
        connection.close()


def silent(listen: str) -> Finding:
    """Return the finding for a process that runs on the database and does not answer."""
    return Finding(
        subject="run",
        line=f"`tocsin run` runs on this database and does not answer at {listen}",
        remedy="see its log; if [web] listen was changed since it started, start it again",
    )
