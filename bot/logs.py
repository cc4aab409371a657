"""Logs: structured lines on standard error, with tokens taken out in the last step of all.

A filter on the root logger misses child loggers, so redaction happens in the formatter, which sees
every line. Of what a library says only the place is written: its words may quote a request, a body
or an error's, and so may those of any exception. Libraries that chatter are capped besides.
"""

import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, Final, TextIO

import structlog

CAPPED: Final = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "asyncpg",
    "httpcore",
    "httpx",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "telegram",
)
"""Libraries whose chatter below WARNING is never written."""

_TOKEN: Final = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|\b\d{3,}(?::|%3A)[\w-]{10,}|(?<=/bot)\d+(?::|%3A)[\w-]+|"
    r"(?i:(?<=bearer )[\w.~+/-]+)|(?<=[?&]ticket=)[\w-]+"
)

_UNPRINTED: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def one_line(text: str) -> str:
    """Return `text` with whatever could break, hide or turn a line written as an escape."""
    return _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def redact(text: str) -> str:
    """Return `text` without anything that looks like a token of Slack or Telegram."""
    return _TOKEN.sub("[secret]", text)


class _Redacting(structlog.stdlib.ProcessorFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return one_line(redact(super().format(record)))


def _place_of_a_library(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep of a library's record where it was written; its words may quote anybody."""
    record: logging.LogRecord = event["_record"]
    event["event"] = "a library's record"
    event["said_at"] = f"{record.module}:{record.funcName}:{record.lineno}"
    return event


def _without_traceback_text(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Keep of an exception its kinds and places; its words may quote what people wrote."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frames = []
        step = error.__traceback__
        while step is not None:
            frames.append(f"{step.tb_frame.f_globals.get('__name__', '?')}:{step.tb_lineno}")
            step = step.tb_next
        event["at"] = " > ".join(frames[-6:])
    return event


def set_up(*, json: bool, stream: TextIO | None = None) -> None:
    """Write every log line, ours and the libraries', as JSON or for a console."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_traceback_text,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Any = (
        structlog.processors.JSONRenderer() if json else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        _Redacting(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
            foreign_pre_chain=[_place_of_a_library, *shared],
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in CAPPED:
        logging.getLogger(name).setLevel(logging.WARNING)
    _speak_for_the_interpreter()


def _speak_for_the_interpreter() -> None:
    """Let what nobody caught be logged as any other error; Python itself would print its words."""
    log = structlog.get_logger("python")

    def uncaught(
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None = None,
    ) -> None:
        log.critical("an error that nobody caught", exc_info=error)

    sys.excepthook = uncaught
    threading.excepthook = lambda given: uncaught(given.exc_type, given.exc_value)
    sys.unraisablehook = lambda given: uncaught(given.exc_type, given.exc_value)
    logging.captureWarnings(capture=True)
    # A record that cannot be written is dropped: logging would print its arguments.
    logging.raiseExceptions = False
