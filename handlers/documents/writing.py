"""Files on their way out: written, read back, every marking compared; else they are not sent."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, TypeAlias

import structlog

from handlers.documents import charts, pages, tables
from handlers.documents.report import Report, Unmarked
from policies.messages.files import Carried, FileKind, Refusal, Stream

_log = structlog.get_logger("documents")


Refused: TypeAlias = Callable[[Refusal], Exception]
"""What whoever opens a file gets that may not be sent."""
_PIECE: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    ending: str
    kind: FileKind
    type: str
    write: Callable[[Report], bytes]


def picture(report: Report, stem: str, refused: Refused) -> Carried:
    """Return the chart of a report as a picture."""
    return _carried(_PNG, report, stem, refused)


def page(report: Report, stem: str, refused: Refused) -> Carried:
    """Return a report as an HTML page."""
    return _carried(_HTML, report, stem, refused)


def table(report: Report, stem: str, refused: Refused) -> Carried:
    """Return the tables of a report as CSV."""
    return _carried(_CSV, report, stem, refused)


def _png(report: Report) -> bytes:
    content = charts.png_of(report)
    charts.check(content, report)
    return content


def _html(report: Report) -> bytes:
    content = pages.page_of(report, None if report.chart is None else _png(report))
    pages.check(content, report)
    return content


def _csv(report: Report) -> bytes:
    content = tables.csv_of(report)
    tables.check(content, report)
    return content


_PNG: Final = _Form(ending="png", kind=FileKind.IMAGE, type=charts.TYPE, write=_png)
_HTML: Final = _Form(ending="html", kind=FileKind.DOCUMENT, type=pages.TYPE, write=_html)
_CSV: Final = _Form(ending="csv", kind=FileKind.DOCUMENT, type=tables.TYPE, write=_csv)


def _carried(form: _Form, report: Report, stem: str, refused: Refused) -> Carried:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Stream]:
        try:
            content = await asyncio.to_thread(form.write, report)
        except Unmarked as fault:
            _log.error("a file does not bear its marking; it is not sent", where=str(fault))
            raise refused(Refusal.FAILED) from None

        async def pieces() -> AsyncIterator[bytes]:
            for at in range(0, len(content), _PIECE):
                yield content[at : at + _PIECE]

        name = report.name(stem, form.ending)
        yield Stream(name=name, type=form.type, size=len(content), pieces=pieces())

    return Carried(kind=form.kind, type=form.type, open=opened)
