"""Guarded CSV: texts that no spreadsheet takes for a formula, and that are read back exactly.

UTF-8 with BOM, comma, LF. Every text stands in quotes. A text whose first visible character is one of
`= + - @` (or its full-width twin) or an apostrophe, or that begins with a tab or a line break, gets one
apostrophe in front, so that `=HYPERLINK(…)` is shown and not run; whoever reads the file takes off one
apostrophe from each text that begins with one. Numbers stand bare, so a negative amount stays a number.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

BOM: Final = "\ufeff"
# As spreadsheets do, and as OWASP lists them, with the full-width forms that East Asian input makes.
FIRST: Final = frozenset("=+-@'＝＋－＠")
BREAKS: Final = frozenset("\t\r\n")

Value = str | int | date | None


def guarded(text: str) -> str:
    """A text as it stands in a CSV file.

    >>> guarded("=1+1"), guarded("'x"), guarded("ฎ 0001/2569"), guarded(" -5")
    ("'=1+1", "''x", 'ฎ 0001/2569', "' -5")
    """
    return f"'{text}" if text.lstrip()[:1] in FIRST or text[:1] in BREAKS else text


def unguarded(text: str) -> str:
    """The text that `guarded` wrote.

    >>> unguarded("'=1+1"), unguarded("''x"), unguarded("x")
    ('=1+1', "'x", 'x')
    """
    return text.removeprefix("'")


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Value]]) -> Iterator[str]:
    """A CSV file in pieces, byte order mark first."""
    page = io.StringIO()
    writer = csv.writer(page, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    page.write(BOM)
    writer.writerow(header)
    for row in rows:
        writer.writerow([_told(value) for value in row])
        yield page.getvalue()
        page.seek(0)
        page.truncate()
    yield page.getvalue()


def _told(value: Value) -> str | int:
    if isinstance(value, int):
        return value
    return "" if value is None else guarded(value) if isinstance(value, str) else value.isoformat()
