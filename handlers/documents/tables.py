r"""Tables as CSV (RFC 4180, https://www.rfc-editor.org/rfc/rfc4180), with a marking in every row.

What a spreadsheet would take for a formula is text: an apostrophe stands before it
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

import csv
import io
from typing import Final

from handlers.documents.report import Cell, Report, Unmarked

TYPE: Final = "text/csv"
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BOM: Final = "\ufeff"
"""Without it a spreadsheet reads UTF-8 as something else."""


def csv_of(report: Report) -> bytes:
    """Return the tables of a report; the first line is the marking, and every row begins so."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    marking = report.marking
    writer.writerow([marking, _text(report.title)])
    for note in report.notes:
        writer.writerow([marking, _text(note)])
    for table in report.tables:
        writer.writerow([marking, table.kind, *map(_text, table.heads)])
        for row in table.rows:
            writer.writerow([marking, table.kind, *map(_cell, row)])
    return (_BOM + out.getvalue()).encode()


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return _text(cell) if isinstance(cell, str) else str(cell)


def _text(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, not even behind blanks."""
    flat = " ".join(text.split("\0"))
    return f"'{flat}" if flat.lstrip(" ").startswith(_FORMULAS) else flat


def check(content: bytes, report: Report) -> None:
    """Read a table back; raises Unmarked where a row bears another marking, or a cell computes."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    wanted = 1 + len(report.notes) + sum(1 + len(one.rows) for one in report.tables)
    if len(rows) != wanted:
        raise Unmarked("csv: rows")
    for at, row in enumerate(rows, start=1):
        if not row or row[0] != report.marking:
            raise Unmarked(f"csv: row {at}")
        if any(cell.lstrip(" ").startswith(_FORMULAS) for cell in row):
            raise Unmarked(f"csv: formula in row {at}")
