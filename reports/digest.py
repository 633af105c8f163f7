r"""Content digest: what a workbook says, as one number anybody can recompute from its cells.

For every cell that holds something (a formula: the value it shows), row by row, one line

    ADDRESS TAB VALUE LF

in UTF-8, where VALUE is a number with two decimals (half to even), a day as YYYY-MM-DD, or the text
with backslash, tab, CR and LF written as \\ \t \r \n. Empty means absent, and so are cells that
people fill in (unlocked). The sheet's digest is the SHA-256 of its lines, hexadecimal; the
workbook's is the SHA-256 of one line `SHEET TAB DIGEST LF` per sheet in order, leaving out A0 and
A1, which carry the digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\n": "\\n"})


def digest_text(value: int | str | date | Fraction, scale: int | None) -> str:
    r"""Write one value as the digest reads it; `scale` is how many decimals a whole unit has.

    >>> digest_text(140_000_050, 2), digest_text(12, 0), digest_text("0.5688", None)
    ('1400000.50', '12.00', '0.5688')
    >>> digest_text(date(2026, 3, 31), None), digest_text("a\nb", None)
    ('2026-03-31', 'a\\nb')
    """
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, date):
        return value.isoformat()
    return decimals(Fraction(value, 10 ** (scale or 0)))


def decimals(number: Fraction) -> str:
    """Write a number with two decimals, half to even, zero without a sign.

    >>> decimals(Fraction("0.5688")), decimals(Fraction(1, 200)), decimals(Fraction(-1, 1000))
    ('0.57', '0.00', '0.00')
    """
    hundredths = round(number * 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


class SheetDigest:
    """The digest of one sheet while it is written."""

    __slots__ = ("_hash",)

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, lines: str) -> None:
        """Add the lines of one row's cells."""
        self._hash.update(lines.encode())

    def hex(self) -> str:
        """The digest so far."""
        return self._hash.hexdigest()


def book_digest(sheets: Iterable[tuple[str, str]]) -> str:
    """The digest of a workbook from (sheet, digest) in order."""
    return hashlib.sha256("".join(f"{ref}\t{digest}\n" for ref, digest in sheets).encode()).hexdigest()


def read_number(value: float) -> str:
    """Write a number read back from a workbook as the digest reads it.

    >>> read_number(1400000.5), read_number(0.125)
    ('1400000.50', '0.12')
    """
    text = str(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_EVEN))
    return "0.00" if text == "-0.00" else text
