"""The logger that the SDKs of this door write to: nowhere.

slack_sdk and slack_bolt log bodies and messages at DEBUG, addresses with tickets in errors, and
whole requests when something fails. The door logs what happened itself, with codes only.
"""

import logging
from typing import Final

SILENT: Final = logging.getLogger("handlers.slack.sdk")
SILENT.setLevel(logging.CRITICAL)
SILENT.disabled = True
SILENT.propagate = False


def hush() -> None:
    """Cap the loggers that the libraries make for themselves."""
    for name in ("slack_sdk", "slack_bolt", "aiohttp"):
        logging.getLogger(name).setLevel(logging.WARNING)
