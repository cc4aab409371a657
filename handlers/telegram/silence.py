"""Keeps python-telegram-bot's loggers from writing tokens and what people wrote.

`telegram.Bot` logs its address (which is the token) and every body at DEBUG; `BaseRequest` logs a
whole answer when it is no JSON. The door logs what happened itself, with codes only.
"""

import logging
from typing import Final

_NEVER: Final = ("telegram.Bot", "telegram.request.BaseRequest", "telegram.request.HTTPXRequest")


def hush() -> None:
    """Cap the libraries' loggers, and stop those that write bodies altogether."""
    for name in ("telegram", "httpx", "httpcore", "aiohttp"):
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _NEVER:
        logging.getLogger(name).disabled = True
